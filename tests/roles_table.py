"""Who gets in where, and who may see which column: the two tables that tests/test_roles.py compares the site with.

The columns are those of the models. A new one is in no line here until somebody has decided who may see it.
"""

import re

from django.apps import apps

GROUPS: dict[str, list[str]] = {
    "reader": [],
    "editor": ["Editor"],
    "moderator": ["Moderator"],
    "officer": ["Privacy officer"],
    "both": ["Moderator", "Privacy officer"],
    "admin": [],  # a superuser
}
ROLES = tuple(GROUPS)
OF_BOTH = {"moderator", "officer", "both"}
WRITER, LINK = "writer", "link"  # whoever has a receipt, or a private link to a draft: no role is needed for it
LETS_IN = {"/receipt/": WRITER, "/mail/": WRITER, "/preview/": LINK}

# --- Who gets in ------------------------------------------------------------------------------------------------------

DESK = {"moderator", "both", "admin"}
WRITES = {"editor", "admin"}
MEMBERS = set(ROLES) - {"reader"}
WRITERS_OWN = "article page topic image source profile redirect".split()
# By the beginning of an address, the longest that fits: the roles that are let in. Everything else is public.
DOORS: dict[str, set[str]] = {
    "/moderation/": DESK,
    "/healthz/detail/": DESK,
    "/sealed/": {"officer", "both", "admin"},
    "/sealed/ask/": {"officer", "both"},
    "/sealed/request/": {"officer", "both"},
    "/accounts/": MEMBERS,
    "/accounts/login/": set(ROLES),
    "/accounts/logout/": set(ROLES),
    "/admin/": {"admin"},
    "/admin/login/": set(ROLES),
    "/admin/logout/": MEMBERS,
    "/admin/password_change/done/": WRITES,
    "/admin/password_change/": MEMBERS,  # which leads to the one for all staff
    **{f"/admin/articles/{model}/": WRITES for model in WRITERS_OWN},
    "/admin/comments/safetytemplate/": WRITES,
    # What Django's admin has for everybody who writes: these pages show each what they may see.
    **dict.fromkeys(("/admin/jsi18n/", "/admin/r/", "/admin/articles/"), WRITES),
}
EXCEPT = {  # regular expressions, which go before
    r"/admin/(autocomplete|(comments/comment|harmblog/site)/(.*delete|add))/$": set[str](),
    r"/admin/articles/profile/(.*delete|add)/$": {"admin"},  # who has an own one already
    r"/admin/comments/$": WRITES,  # where safety notes are
    r"/admin/comments/(safetytemplate|wordlist)/.*delete/$": set[str](),
    r"/admin/$": WRITES,  # itself, and not what is below
}


def door(path: str) -> set[str]:
    """The roles that an address lets in."""
    for pattern, roles in EXCEPT.items():
        if re.match(pattern, path):
            return roles
    fitting = [start for start in DOORS if path.startswith(start)]
    return DOORS[max(fitting, key=len)] if fitting else set(ROLES)


# --- Who may see what -------------------------------------------------------------------------------------------------

SEEN_BY: dict[str, str] = {
    # Nobody, on no page.
    "": """
        comments.Contact: sealed fingerprint
        comments.Comment: receipt_hash words_hash repeat_hash
        comments.Blocked: fingerprint
        comments.Erasure: hash
        comments.Mail: id sealed once recipient link_hash stop_hash answer
        comments.Original: sealed
        comments.Reveal: public_key answer
        comments.LogLine: mac
        comments.LogHead: mac seal
        comments.Token: key
        comments.Model: made_with
        comments.Ping: name url text
        harmblog.Imported: origin external_id
        auth.User: password
        harmblog.StaffSession: session_key session_data
        harmblog.AuthenticatorApp: seed
        harmblog.Passkey: credential
        harmblog.RecoveryCode: code_hash
    """,
    "moderator officer admin writer": "comments.Comment: public_id name text html",  # of what is not published
    "moderator admin writer": """
        comments.Edit: name text html
        comments.Objection: text
        comments.DeskNote: text
        comments.Message: text
    """,
    "moderator admin": """
        comments.Edit: token
        comments.Report: count
        comments.Decision: batch
        comments.LogLine: reason
        comments.WordList: reason
    """,
    "moderator": "comments.MessageTemplate: title text",
    "officer admin writer": "comments.Reveal: reason",
    "officer admin": "comments.Reveal: id",
    "moderator editor officer admin": "auth.User: username",
    "moderator editor admin": "comments.SafetyTemplate: key title",
    "admin": """
        auth.User: email
        comments.WordList: words
    """,
    "editor admin": """
        articles.UnsavedText: title summary content_note body
        articles.Redirect: old_path
        admin.LogEntry: object_repr change_message
    """,
    "editor admin link": """
        articles.Article: title slug summary body content_note
        articles.Revision: title summary content_note body
        articles.PreviewLink: key
    """,
    # What readers see, or what tells nothing of anybody: numbers, days, states, keys of rows.
    "anybody": """
        harmblog.Generation: id number
        harmblog.Site: id name tagline navigation footer footer_html licence licence_url review_after
        harmblog.Imported: id kind object_id
        articles.Image: id key name widths width height alt is_decorative uploaded_by uploaded_at
        articles.Source: id key kind authors year title container doi url accessed_on
        articles.Topic: id name slug description is_featured
        articles.Article_topics: id article topic
        articles.Article: id kind body_html contents_html citations author status published_at is_pinned language
        articles.Article: translation_of reviewed_on edition shown_edition updated_at comments_open comments_close_on
        articles.Profile: id user slug biography biography_html
        articles.Redirect: id article topic
        articles.Revision: id article number kind editor at
        articles.UnsavedText: id article editor based_on at
        articles.Editing: id article editor seen_at
        articles.PreviewLink: id article made_by made_at expires_at
        comments.Comment: id article parent status received_at decided_at revision lane labels indexable rank sorted_at
        comments.Comment: by_site page
        comments.Edit: comment labels received_at
        comments.Objection: comment received_at
        comments.Contact: comment month tell_decision tell_replies confirmed_at
        comments.Blocked: at
        comments.Decision: id comment act before after reason moderator at undoes told_at
        comments.Claim: comment moderator until
        comments.SecondOpinion: comment asked_by at
        comments.DeskNote: id comment moderator at
        comments.Message: comment at
        comments.MessageTemplate: id moderator
        comments.Tally: id month act reason count
        comments.Digest: moderator day
        comments.Erasure: id act at
        comments.Forgetting: id rule count at
        comments.Holding: rule count counted_at
        comments.Learned: comment unwanted
        comments.Token: wanted unwanted
        comments.Model: id wanted unwanted
        comments.WordList: id label is_active changed_by changed_at
        comments.LogLine: number at act subject actor before after
        comments.LogHead: id number
        comments.Mail: kind comment state attempts created_at due_at lease_until sent_at expires_at answered_at
        comments.Original: comment at restore_for
        comments.Ping: id article kind received_at was_approved
        comments.Report: id comment reason first_at
        comments.Reveal: comment what state asked_by asked_at agreed_by agreed_at opened_at shown_at
        comments.SafetyTemplate: id retracted_at
        comments.SafetyText: id template language version text source source_url reviewed_on editor at
        comments.SafetyNote: id comment template moderator at
        admin.LogEntry: id action_time user content_type object_id action_flag
        auth.Permission: id name content_type codename
        auth.Group: id name
        auth.Group_permissions: id group permission
        auth.User: id last_login is_superuser first_name last_name is_staff is_active date_joined
        auth.User_groups: id user group
        auth.User_user_permissions: id user permission
        contenttypes.ContentType: id app_label model
        comments.LogCheck: id at wrong
        comments.Heartbeat: id at
        comments.DataCheck: id at wrong
        harmblog.StaffSession: user started_at seen_at expire_date
        harmblog.AuthenticatorApp: id user name added_at used_on last_step
        harmblog.Passkey: id user name added_at used_on sign_count
        harmblog.RecoveryCode: id user
    """,
}
# Of these tables some rows are public: only the others are looked for.
HIDDEN_ROWS = {
    "comments.Comment": lambda rows: rows.exclude(status="approved").filter(text__contains="zyxwv"),
    "articles.Article": lambda rows: rows.filter(status="draft"),
    "articles.Revision": lambda rows: rows.filter(title__startswith="Newer"),
}
# Not in a column, and looked for all the same.
NOT_STORED: dict[str, set[str]] = {
    "the address": set(),
    "the words that were removed": set(),
    "the key of an answer": set(),
    "the secret of a receipt": {WRITER},
    "the six words of a receipt": {WRITER},
    "what a label says": {"moderator", "admin"},
}


def table() -> dict[tuple[str, str], set[str] | None]:
    """Who may see a column, by model and field; None: everybody."""
    found: dict[tuple[str, str], set[str] | None] = {}
    for roles, lines in SEEN_BY.items():
        for line in lines.strip().splitlines():
            model, _colon, fields = line.partition(":")
            for field in fields.split():
                assert (model.strip(), field) not in found, f"{model}.{field} is there twice"
                found[model.strip(), field] = None if roles == "anybody" else set(roles.split())
    return found


def columns() -> set[tuple[str, str]]:
    """Every column of the database."""
    models = [model for model in apps.get_models(include_auto_created=True) if not model._meta.proxy]
    return {(model._meta.label, field.name) for model in models for field in model._meta.concrete_fields}
