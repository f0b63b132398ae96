"""The whole configuration, read from the environment.

Nothing is needed to start: without any variable set, DEBUG is on and the data is a SQLite file in var/.
With DEBUG off the site refuses to start half-configured (see `refuse_half_configured`).
Every variable is described in docs/configuration.md.
"""

from pathlib import Path
from urllib.parse import urlsplit

from dj_email_url import parse as parse_mail_url
from django.core.exceptions import ImproperlyConfigured
from environs import Env, validate

from comments.helplines import read_helplines

from .databases import databases
from .stores import bounded, image_options, limits_url
from .theme import read_theme

env = Env()
BASE_DIR = Path(__file__).resolve().parent.parent

# --- The site -------------------------------------------------------------------------------------------------------
DEBUG = env.bool("DEBUG", True)
SECRET_KEY = env.str("SECRET_KEY", "for development only, never secret" if DEBUG else "")
SECRET_KEY_FALLBACKS: list[str] = env.list("SECRET_KEY_FALLBACKS", [])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"] if DEBUG else [])
SITE_URL = env.str("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
SITE_NAME = env.str("SITE_NAME", "Harmblog")
SITE_TAGLINE = env.str("SITE_TAGLINE", "Plain words about drugs, from people who have been there")
# How many proxies of ours stand before the site: as many entries of X-Forwarded-For are believed, from the right.
PROXY_HOPS = env.int("PROXY_HOPS", 0)
METRICS, METRICS_TOKEN = env.bool("METRICS", False), env.str("METRICS_TOKEN", "")
COMMENT_EMAIL_REQUIRED = env.bool("COMMENT_EMAIL_REQUIRED", False)
# Of how many readers, each counted once a day, reports hide a comment until a moderator has looked. 0: of none.
REPORTS_HIDE_AFTER = env.int("REPORTS_HIDE_AFTER", 0)
EXIT_URL = env.str("EXIT_URL", "https://www.wikipedia.org/")
if not EXIT_URL.startswith(("https://", "http://")):
    raise ImproperlyConfigured("EXIT_URL must begin with https:// or http://, as in https://www.wikipedia.org/")
THEME = read_theme(env.path("THEME_DIR", None))
HELPLINES = read_helplines(env.path("HELPLINES_FILE", None))

# --- Where things are kept ------------------------------------------------------------------------------------------
VAR_DIR = env.path("VAR_DIR", BASE_DIR / "var")
SEALING_PUBLIC_KEYS = env.path("SEALING_PUBLIC_KEYS", VAR_DIR / "keys/public")
# Only the worker is given this one. The web process runs without it, and cannot open an address.
SEALING_PRIVATE_KEYS = env.path("SEALING_PRIVATE_KEYS", None)
# Kept by the worker, apart from the database: by these a restored backup forgets again, and a cut log is found.
ERASURE_JOURNAL = env.path("ERASURE_JOURNAL", VAR_DIR / "erasures.journal")
LOG_ANCHOR = env.path("LOG_ANCHOR", VAR_DIR / "log.anchor")


def refuse_half_configured() -> None:
    """Stop a production start that lacks a secret, naming all that is missing and how to make it."""
    missing = []
    if not SECRET_KEY:
        missing.append('SECRET_KEY: python -c "import secrets; print(secrets.token_urlsafe(50))"')
    if not ALLOWED_HOSTS:
        missing.append("ALLOWED_HOSTS: the host names of the site, with commas, as in www.example.org")
    if not any(SEALING_PUBLIC_KEYS.glob("*.pub")):
        missing.append(
            f"SEALING_PUBLIC_KEYS: no key in {SEALING_PUBLIC_KEYS}; make some with: python -m comments.vault FOLDER"
        )
    if missing:
        raise ImproperlyConfigured("DEBUG is off and this is missing:\n  - " + "\n  - ".join(missing))


if DEBUG:
    VAR_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
else:
    refuse_half_configured()

# --- Databases ------------------------------------------------------------------------------------------------------
DATABASES = databases(
    env.str("DATABASE_URL", f"sqlite:///{VAR_DIR / 'db.sqlite3'}"), env.str("DATABASE_REPLICA_URL", ""), VAR_DIR
)
DATABASE_ROUTERS = ["harmblog.replica.Router"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Cache, counters and mail ---------------------------------------------------------------------------------------
CACHES = {"default": bounded(env.dj_cache_url("CACHE_URL", "locmem://"))}
LIMITS_URL = limits_url(env.str("LIMITS_URL", ""), apart_from=CACHES["default"])
PAGES_IN_MEMORY = env.int("PAGES_IN_MEMORY", 32)  # MB in each web process; a page of usual length takes 40 KB
SENDS_MAIL = bool(env.str("EMAIL_URL", ""))
_mail = env.dj_email_url("EMAIL_URL") if SENDS_MAIL else parse_mail_url("dummy://")
if "EMAIL_BACKEND" not in _mail:
    raise ImproperlyConfigured("EMAIL_URL must begin as in smtp://, smtps://, console:// or file:///")
EMAIL_BACKEND, EMAIL_HOST, EMAIL_PORT = _mail["EMAIL_BACKEND"], _mail["EMAIL_HOST"], _mail["EMAIL_PORT"]
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_USER"], _mail["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS, EMAIL_USE_SSL, EMAIL_FILE_PATH = _mail["EMAIL_USE_TLS"], _mail["EMAIL_USE_SSL"], _mail["EMAIL_FILE_PATH"]
EMAIL_TIMEOUT = 30  # seconds for each answer of the server; a worker's lease on a mail is longer than all of them
MAIL_FROM = env.str("MAIL_FROM", f"noreply@{urlsplit(SITE_URL).hostname}")
CONFIRMATIONS_PER_HOUR = env.int("CONFIRMATIONS_PER_HOUR", 100)
WAITING_TARGET_HOURS, URGENT_TARGET_HOURS = env.int("WAITING_TARGET_HOURS", 48), env.int("URGENT_TARGET_HOURS", 2)
DIGEST_HOUR = env.str("DIGEST_HOUR", "7", validate=validate.OneOf(["", *map(str, range(24))]))  # UTC; empty: never

# --- Applications ---------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "harmblog.apps.HarmblogConfig",
    "articles",
    "comments",
    "crispy_forms",
    "harmblog.apps.DeskConfig",  # Django's admin
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
]
MIDDLEWARE = [
    "harmblog.security.headers",
    *(["harmblog.metrics.telling.door", "harmblog.metrics.counting.count"] if METRICS else []),
    "harmblog.security.forget_the_reader",
    "harmblog.language.speak",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "harmblog.security.limit_body",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "harmblog.security.origin_guard",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "harmblog.staff.gate.gate",
    "django.contrib.messages.middleware.MessageMiddleware",
]
ROOT_URLCONF, WSGI_APPLICATION = "harmblog.urls", "harmblog.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [*THEME.templates, BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "harmblog.context.site",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"  # so that a widget's template can be one of ours
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "hb"  # our own, in templates/hb/

# --- Static files: named by their content, compressed once, served by the web process itself --------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [*THEME.static, BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "harmblog.theme.ThemeFinder",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
MEDIA_STORAGE = env.str("MEDIA_STORAGE", "django.core.files.storage.FileSystemStorage")
STORAGES = {
    "default": {
        "BACKEND": MEDIA_STORAGE,
        "OPTIONS": image_options(MEDIA_STORAGE, env.json("MEDIA_STORAGE_OPTIONS", {})),
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage" if DEBUG else "harmblog.statics.Storage"
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_ALLOW_ALL_ORIGINS = False

# --- Images: made anew from what is uploaded, kept in any of Django's storages --------------------------------------
MEDIA_URL = env.str("MEDIA_URL", "/media/").rstrip("/") + "/"
if not MEDIA_URL.startswith(("/", "https://", "http://")):
    raise ImproperlyConfigured("MEDIA_URL must be a path, as in /media/, or begin with https://")
MEDIA_ROOT = VAR_DIR / "media"
# In memory only: what an editor uploads is never written to a disk before it is cleaned, so no crash leaves it there.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 10 * 2**20 + 1_000_000  # bytes of a form with an image; see security.limit_body

# --- Language and time ----------------------------------------------------------------------------------------------
# Of the site; an article may have its own, a reader has none: a page is the same bytes for everybody.
LANGUAGE_CODE = env.str("LANGUAGE_CODE", "en")
LANGUAGES = [("en", "English"), ("es", "Español"), ("pt", "Português"), ("fr", "Français"), ("de", "Deutsch")]
TIME_ZONE = env.str("TIME_ZONE", "UTC")
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "harmblog.formats"
USE_I18N = USE_TZ = True

# --- Staff accounts and their cookies -------------------------------------------------------------------------------
STAFF_SECOND_FACTOR = env.bool("STAFF_SECOND_FACTOR", True)
CSRF_FAILURE_VIEW = "harmblog.views.csrf_failure"
LOGIN_URL = LOGOUT_REDIRECT_URL = "login"
# Hashed by Django's default, PBKDF2 with a million rounds: as slow as scrypt, which takes 16 MB a thread besides.
AUTHENTICATION_BACKENDS = ["harmblog.staff.permissions.Permissions", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "harmblog.staff.passwords.NotCommon"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # on the server, not in a readable cookie

HTTPS = SITE_URL.startswith("https://")
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Strict"
SESSION_ENGINE = "harmblog.staff.sessions"  # which says when one ends
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

# --- Transport ------------------------------------------------------------------------------------------------------
if HTTPS:
    # An https site stands behind a proxy that ends TLS and sets this header itself, whatever the visitor sent.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 63_072_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = env.bool("HSTS_PRELOAD", True)
SECURE_REFERRER_POLICY = "same-origin"  # no-referrer would turn the form's Origin into "null"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000  # bytes of a form; the longest allowed article is far below
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500

# --- Logs -----------------------------------------------------------------------------------------------------------
# To stderr only, through a formatter that cannot print what a reader sent. No mail to admins: Django's would carry
# the address, the IP, the user agent and the comment.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"private": {"()": "harmblog.logs.PrivateFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "private"}},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", "INFO")},
    "loggers": {name: {"handlers": [], "level": "NOTSET", "propagate": True} for name in ("django", "django.server")},
}
