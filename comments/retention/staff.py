"""What is kept of those who write and moderate, and of what they publish."""

from django.utils.translation import gettext_lazy as _

from .rule import ADMINS, DAY, EVERYBODY, HOURS_OF_SESSION, PROGRAM, STAFF, YEAR, Rule

SITE = (
    Rule(
        "articles",
        what=_("Articles with their images, sources, topics and earlier texts"),
        why=_("So that they can be read, and put right."),
        how_long=_("As long as this site is, or until a writer deletes them."),
        who=EVERYBODY,
        fields="""harmblog.Site: id name tagline navigation footer footer_html licence licence_url review_after
            articles.Article: id kind title slug summary body body_html contents_html citations author status
            articles.Article: published_at is_pinned language translation_of reviewed_on edition shown_edition
            articles.Article: updated_at content_note comments_open comments_close_on
            articles.Article_topics: id article topic
            articles.Topic: id name slug description is_featured
            articles.Image: id key name widths width height alt is_decorative uploaded_by uploaded_at
            articles.Source: id key kind authors year title container doi url accessed_on
            articles.Profile: id user slug biography biography_html
            articles.Redirect: id old_path article topic""",
    ),
    Rule(
        "drafts",
        what=_("Drafts, earlier texts, texts not saved yet and private links to drafts"),
        why=_("So that no work of a writer is lost."),
        how_long=_("As long as the article. A text not saved yet: until it is saved."),
        who=STAFF,
        fields="""articles.Revision: id title summary content_note body article number kind editor at
            articles.UnsavedText: id title summary content_note body article editor based_on at
            articles.PreviewLink: id article key made_by made_at expires_at""",
    ),
    Rule(
        "editing",
        what=_("Which writer has an article open"),
        why=_("So that two writers do not overwrite each other."),
        how_long=_("One day."),
        who=STAFF,
        fields="articles.Editing: id article editor seen_at",
        after=DAY,
    ),
    Rule(
        "imported",
        what=_("What other blogs sent to an imported blog, and what came from there under which number"),
        why=_("So that nothing is brought twice, and nothing is lost on the way."),
        how_long=_("As long as this site is."),
        who=PROGRAM,
        fields="""comments.Ping: id article kind name url text received_at was_approved
            harmblog.Imported: id origin kind external_id object_id""",
    ),
    Rule(
        "accounts",
        what=_("The accounts of those who write and moderate, and their rights"),
        why=_("So that nobody else can."),
        how_long=_("As long as they work here. An account that decided on comments is switched off, not deleted."),
        who=ADMINS,
        fields="""auth.User: id password last_login is_superuser username first_name last_name email is_staff
            auth.User: is_active date_joined
            auth.User_groups: id user group
            auth.User_user_permissions: id user permission
            auth.Group: id name
            auth.Group_permissions: id group permission
            auth.Permission: id name content_type codename
            contenttypes.ContentType: id app_label model""",
    ),
    Rule(
        "sessions",
        what=_("That a writer or moderator is logged in, and since when"),
        why=_("So that they need not log in for every page. Readers have nothing of the kind."),
        how_long=_("12 hours, or 30 minutes after they last did something. Nothing says where or with what."),
        who=PROGRAM,
        fields="harmblog.StaffSession: session_key session_data expire_date user started_at seen_at",
        after=HOURS_OF_SESSION,
    ),
    Rule(
        "second-factor",
        what=_("What writers and moderators log in with besides their password: apps, passkeys, recovery codes"),
        why=_("So that a password that somebody found out opens nothing."),
        how_long=_("Until they remove it, or their account goes. Nothing of it can be used by who reads the database."),
        who=PROGRAM,
        fields="""harmblog.AuthenticatorApp: id user name added_at used_on seed last_step
            harmblog.Passkey: id user name added_at used_on credential sign_count
            harmblog.RecoveryCode: id user code_hash""",
    ),
    Rule(
        "admin-log",
        what=_("What writers and admins changed"),
        why=_("So that a mistake can be found."),
        how_long=_("One year."),
        who=ADMINS,
        fields="""admin.LogEntry: id action_time user content_type object_id object_repr action_flag change_message""",
        after=YEAR,
    ),
    Rule(
        "generation",
        what=_("How often something on these pages has changed"),
        why=_("So that you are shown the newest ones."),
        how_long=_("As long as this site is. It is one number."),
        who=PROGRAM,
        fields="harmblog.Generation: id number",
    ),
)
