"""What is kept of those who comment."""

from django.utils.translation import gettext_lazy as _

from .rule import (
    ADMINS,
    COMMENTER,
    DAY,
    EVERYBODY,
    HOURS_TO_ANSWER,
    MODERATORS,
    MONTH,
    PROGRAM,
    QUARTER,
    TWO_OFFICERS,
    YEAR,
    YOURSELF,
    Rule,
)

WORDS = (
    Rule(
        "waiting",
        what=_("A comment that waits"),
        why=_("So that a volunteer can read it before anybody else does."),
        how_long=_(
            "Until somebody has read it. After 30 days the moderators are reminded; it is never lost in silence."
        ),
        who=COMMENTER,
        fields="""comments.Comment: id article parent public_id name text html status received_at revision lane labels
            comments.Comment: indexable""",
        after=MONTH,
    ),
    Rule(
        "published",
        what=_("A published comment"),
        why=_("So that others can read it."),
        how_long=_("As long as this site is, or until you take it back."),
        who=EVERYBODY,
        fields="""comments.Comment: id article parent public_id name text html status received_at decided_at revision
            comments.Comment: lane labels indexable by_site page""",
    ),
    Rule(
        "newer",
        what=_("A newer text that you sent for a published comment"),
        why=_("So that a volunteer can read it before it takes the place of the old one."),
        how_long=_("Until somebody has decided on it."),
        who=COMMENTER,
        fields="comments.Edit: comment token name text html labels received_at",
    ),
    Rule(
        "rejected",
        what=_("The words and the name of a comment that was rejected"),
        why=_("So that you can change it and send it again, or object."),
        how_long=_(
            "30 days after the decision; while an objection waits, until that is answered. "
            "What stays says that there was a comment and what was decided, so that your receipt can tell you."
        ),
        who=COMMENTER,
        fields="comments.Comment: name text html labels indexable lane decided_at",
        after=MONTH,
    ),
    Rule(
        "spam",
        what=_("A comment that was taken for spam"),
        why=_("So that a mistake can be put right."),
        how_long=_("Its words 30 days after the decision. The place where they stood: one year."),
        who=MODERATORS,
        fields="comments.Comment: id article parent public_id name text html status received_at decided_at",
        after=MONTH,
    ),
    Rule(
        "objection",
        what=_("What you said against a decision"),
        why=_("So that somebody looks again."),
        how_long=_("Until it is answered, at most 90 days."),
        who=COMMENTER,
        fields="comments.Objection: comment text received_at",
        after=QUARTER,
    ),
    Rule(
        "withdrawn",
        what=_("The empty place of a comment that was taken back"),
        why=_("So that the replies to it still stand where they belong. It holds no word and no name."),
        how_long=_("Until there are no replies to it."),
        who=EVERYBODY,
        fields="comments.Comment: id article parent public_id status received_at decided_at revision lane page",
    ),
    Rule(
        "receipt",
        what=_("How your receipt and its six words are recognised"),
        why=_("So that you, and nobody else, can change the comment or take it back. Only hashes are kept."),
        how_long=_("As long as the comment. After you have taken it back, both are useless."),
        who=PROGRAM,
        fields="comments.Comment: receipt_hash words_hash",
    ),
    Rule(
        "repeated",
        what=_("A hash of what was just sent"),
        why=_("So that the same comment, sent twice by accident, is one."),
        how_long=_("Until somebody has decided on the comment, at most one day."),
        who=PROGRAM,
        fields="comments.Comment: repeat_hash",
        after=DAY,
    ),
)

ADDRESSES = (
    Rule(
        "address",
        what=_("Your email address, sealed"),
        why=_("To write to you, if you ticked that you want to be told, and for the fingerprint below."),
        how_long=_(
            "If you ticked nothing, it is destroyed as soon as somebody has decided. Else until you were told all that "
            "you asked for, at most 90 days. If you do not answer our one question, 48 hours."
        ),
        who=TWO_OFFICERS,
        fields="comments.Contact: comment month sealed",
        after=QUARTER,
    ),
    Rule(
        "wishes",
        what=_("What you want to be told, and whether you confirmed it"),
        why=_("So that nobody is written to who did not ask for it."),
        how_long=_("As long as the sealed address, at most 90 days."),
        who=YOURSELF,
        fields="comments.Contact: tell_decision tell_replies confirmed_at",
        after=QUARTER,
    ),
    Rule(
        "fingerprint",
        what=_("A fingerprint of your address, made with a secret key"),
        why=_("So that moderators see how many comments of the same writer were approved before, and nothing else."),
        how_long=_("90 days after the comment came."),
        who=PROGRAM,
        fields="comments.Contact: fingerprint",
        after=QUARTER,
    ),
    Rule(
        "mail",
        what=_("That a mail was sent to you, without its words and without your address"),
        why=_("So that no mail is lost, and none is sent twice."),
        how_long=_(
            "90 days after it was sent or given up, so that the link in it which ends the mails goes on working; "
            "the fingerprint in it 30 days."
        ),
        who=PROGRAM,
        fields="""comments.Mail: id kind comment once recipient state attempts created_at due_at lease_until sent_at
            comments.Mail: link_hash stop_hash expires_at""",
        after=QUARTER,
    ),
    Rule(
        "request",
        what=_("That somebody asked to be forgotten, with the sealed address that was typed"),
        why=_("To ask at that address whether it was really its owner."),
        how_long=_("48 hours after we asked, unless it is answered. An answered one goes 30 days after we asked."),
        who=PROGRAM,
        fields="comments.Mail: sealed answered_at answer",
        after=HOURS_TO_ANSWER,
    ),
    Rule(
        "blocked",
        what=_("A fingerprint of an address that never wants to hear from us again"),
        why=_("It is what keeps us from writing there."),
        how_long=_("As long as this site is."),
        who=PROGRAM,
        fields="comments.Blocked: fingerprint at",
    ),
    Rule(
        "rate",
        what=_("How much was sent from one part of the network lately"),
        why=_("So that a flood does not bury everybody else. It is a hash with a salt that changes every day."),
        how_long=_("24 hours at most, in the memory of the program. It is never written down."),
        who=PROGRAM,
        after=DAY,
    ),
)

NOTES = (
    Rule(
        "decision",
        what=_("The log of decisions: which moderator did what, when, and the reason that you were given"),
        why=_(
            "So that moderators answer for what they do, and a mistake can be taken back. It holds none of your words."
        ),
        how_long=_("One year."),
        who=MODERATORS,
        fields="comments.Decision: id comment act before after reason moderator at batch undoes told_at",
        after=YEAR,
    ),
    Rule(
        "erasure",
        what=_("The journal of what was erased, as hashes made with a secret key"),
        why=_("If an older backup has to be brought back, what you took back is taken back again."),
        how_long=_(
            "One year, longer than any backup. That an address is never to be written to: as long as this site is."
        ),
        who=PROGRAM,
        fields="comments.Erasure: id act hash at",
        after=YEAR,
    ),
    Rule(
        "forgetting",
        what=_("That something was forgotten: by which rule, how many, when"),
        why=_("So that it can be checked that these rules are kept. It holds nothing of what was forgotten."),
        how_long=_("One year."),
        who=ADMINS,
        fields="comments.Forgetting: id rule count at",
        after=YEAR,
    ),
    Rule(
        "holding",
        what=_("The numbers on this page"),
        why=_("So that you see how much is held."),
        how_long=_("Until they are counted anew, once a day."),
        who=EVERYBODY,
        fields="comments.Holding: rule count counted_at",
        after=DAY,
    ),
)
