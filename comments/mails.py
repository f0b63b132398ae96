"""The words of mails. They hold no comment, no title, no name: only links, and what those are for."""

from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from harmblog.language import speaking

from .models import Mail

Kind = Mail.Kind
NEWS = gettext_lazy("A message you asked for")
QUESTION = gettext_lazy("Please confirm")
NOT_YOU = gettext_lazy(
    "If that was not you, do nothing. This address is then forgotten. On the same page you can also say that you "
    "never want a mail from us again."
)
# Subject, what stands before the link, what stands after it.
WORDS: dict[str, tuple[Any, Any, Any]] = {
    Kind.CONFIRM: (
        QUESTION,
        gettext_lazy(
            "Somebody, probably you, gave us this address and asked to be told something by mail. To agree, open this "
            "page and press the button there:"
        ),
        format_lazy("{} {}", gettext_lazy("The link works for 48 hours."), NOT_YOU),
    ),
    Kind.DECISION: (
        NEWS,
        gettext_lazy("You asked to be told of a decision. It was made. Read it here:"),
        gettext_lazy("The link works for 30 days. Whoever has it can read the same."),
    ),
    Kind.REPLY: (
        NEWS,
        gettext_lazy("You asked to be told of answers. There is one. Read it here:"),
        gettext_lazy("The link works for 30 days. Whoever has it can read the same."),
    ),
    Kind.ERASE: (
        QUESTION,
        gettext_lazy(
            "Somebody, probably you, asked us to forget this address. To say what is to be forgotten, open this page:"
        ),
        format_lazy("{} {}", gettext_lazy("The link works for 48 hours."), NOT_YOU),
    ),
}


def compose(mail: Mail, address: str, *, token: str, stop: str) -> EmailMessage:
    """A mail to one person, in the language of the article that it is about."""
    with speaking(mail.comment.article.language if mail.comment else settings.LANGUAGE_CODE):
        subject, before, after = (str(words) for words in WORDS[mail.kind])
        link, stop_link = url("mail", token), url("mail-stop", stop)
        no_more = _("To get no more of these mails:")
        body = f"{before}\n\n{link}\n\n{after}\n\n{no_more}\n{stop_link}\n"
    headers = {
        "Message-ID": f"<{mail.id}@{host()}>",
        "Auto-Submitted": "auto-generated",
        "List-Unsubscribe": f"<{stop_link}>",  # one click, as in RFC 8058
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    return EmailMessage(subject, body, settings.MAIL_FROM, [address], headers=headers)


def url(name: str, token: str) -> str:
    return f"{settings.SITE_URL}{reverse(name, args=[token])}"


def host() -> str:
    """The domain that mails are from."""
    return parseaddr(settings.MAIL_FROM)[1].rpartition("@")[2]
