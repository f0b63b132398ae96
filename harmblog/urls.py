"""The whole site on one screen."""

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.views import LogoutView
from django.urls import include, path, register_converter
from django.views.generic import RedirectView

from articles.media import media
from articles.views import page

from . import views
from .converters import ImageFile, Month, Number, Words, Year
from .staff import account, confirming, setting_up
from .staff.logging_in import StaffLogin, StaffPassword

register_converter(Words, "words")
register_converter(Year, "year")
register_converter(Month, "month")
register_converter(Number, "number")
register_converter(ImageFile, "imagefile")

admin.autodiscover()
MEDIA_IS_HERE = settings.MEDIA_URL.startswith("/")

urlpatterns = [
    path("", include("articles.urls")),
    path("", include("comments.urls")),
    path("exit/", views.leave, name="exit"),
    path("robots.txt", views.robots, name="robots"),
    path("healthz/", views.healthz, name="healthz"),
    path("readyz/", views.readyz, name="readyz"),
    path("accounts/", account.account, name="account"),
    path("accounts/login/", StaffLogin.as_view(), name="login"),
    path("accounts/confirm/", confirming.confirm, name="confirm"),
    path("accounts/logout/", LogoutView.as_view(), name="logout"),
    path("accounts/password/", StaffPassword.as_view(), name="password"),
    path("accounts/sessions/", account.log_ins, name="sessions"),
    path("accounts/second-factor/", setting_up.choose, name="second-factor"),
    path("accounts/second-factor/app/", setting_up.add_app, name="add-app"),
    path("accounts/second-factor/passkey/", setting_up.add_passkey, name="add-passkey"),
    path("accounts/second-factor/remove/", setting_up.remove, name="remove-factor"),
    path("accounts/second-factor/codes/", setting_up.new_codes, name="recovery-codes"),
    # One log-in page for all staff, and one for a new password.
    path("admin/login/", RedirectView.as_view(pattern_name="login", query_string=True), name="admin-login"),
    path("admin/password_change/", RedirectView.as_view(pattern_name="password")),
    path("admin/", admin.site.urls),
    # Unless another host serves the images, as MEDIA_URL says.
    *([path(f"{settings.MEDIA_URL[1:]}images/<imagefile:file>", media, name="media")] if MEDIA_IS_HERE else []),
    path("<words:slug>/", page, name="page"),  # last: a standing page takes no address from anything above
]

handler400 = "harmblog.views.bad_request"
handler403 = "harmblog.views.forbidden"
handler404 = "harmblog.views.not_found"
handler500 = "harmblog.views.server_error"
