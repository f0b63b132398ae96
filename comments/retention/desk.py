"""What is kept of the moderators' work."""

from django.utils.translation import gettext_lazy as _

from .rule import (
    ADMINS,
    COMMENTER,
    EVERYBODY,
    MODERATORS,
    MONTH,
    OFFICERS,
    PROGRAM,
    QUARTER,
    STAFF,
    TWO_OFFICERS,
    YEAR,
    Rule,
)

DESK = (
    Rule(
        "original",
        what=_("What stood in a comment before a moderator removed words from it, sealed"),
        why=_("So that a mistake can be put right. Nobody sees it unless two people of this site agree on a reason."),
        how_long=_("30 days."),
        who=TWO_OFFICERS,
        fields="comments.Original: comment sealed at restore_for",
        after=MONTH,
    ),
    Rule(
        "reveal",
        what=_("That somebody asked to see your sealed address or the words that were removed, and why"),
        why=_("So that it never happens unseen: your receipt tells you."),
        how_long=_("One year. What was opened is shown once and not kept."),
        who=OFFICERS,
        fields="""comments.Reveal: id comment what reason state asked_by asked_at agreed_by agreed_at opened_at
            comments.Reveal: shown_at public_key answer""",
        after=YEAR,
    ),
    Rule(
        "message",
        what=_("What a moderator wrote to you about a decision"),
        why=_("So that you read it on your receipt."),
        how_long=_("90 days, or until another decision."),
        who=COMMENTER,
        fields="comments.Message: comment text at",
        after=QUARTER,
    ),
    Rule(
        "desk-note",
        what=_("What moderators noted for each other about a comment"),
        why=_("So that they can think about it together."),
        how_long=_("90 days, or until the comment is taken back."),
        who=COMMENTER,
        fields="comments.DeskNote: id comment moderator text at",
        after=QUARTER,
    ),
    Rule(
        "second-opinion",
        what=_("That a moderator asked another one to look too, and who has a comment open"),
        why=_("So that two do not decide on the same one."),
        how_long=_("Until it is decided on; who has it open, a few minutes."),
        who=MODERATORS,
        fields="""comments.SecondOpinion: comment asked_by at
            comments.Claim: comment moderator until""",
    ),
    Rule(
        "report",
        what=_("That readers reported a comment, for which reason and how many"),
        why=_("So that a moderator looks again. Nothing says who they were."),
        how_long=_("Until a moderator has looked."),
        who=COMMENTER,
        fields="comments.Report: id comment reason count first_at",
    ),
    Rule(
        "safety-note",
        what=_("Safety notes, and the comments they stand under"),
        why=_("So that a published comment harms nobody."),
        how_long=_("As long as the comment, or until a moderator takes the note away."),
        who=EVERYBODY,
        fields="""comments.SafetyNote: id comment template moderator at
            comments.SafetyTemplate: id key title retracted_at
            comments.SafetyText: id template language version text source source_url reviewed_on editor at""",
    ),
    Rule(
        "learned",
        what=_("In how many comments a word stood that were published, or not"),
        why=_("So that what looks like an advertisement waits behind what does not. It decides nothing."),
        how_long=_("As long as the words of the comment; then it is subtracted. Words are kept as hashes."),
        who=PROGRAM,
        fields="""comments.Learned: comment unwanted
            comments.Token: key wanted unwanted
            comments.Model: id wanted unwanted made_with
            comments.Comment: rank sorted_at""",
    ),
    Rule(
        "word-list",
        what=_("Words that admins want moderators to look at"),
        why=_("So that offers of drugs are found. A word decides nothing."),
        how_long=_("Until an admin deletes it."),
        who=STAFF,
        fields="""comments.WordList: id label words reason is_active changed_by changed_at
            comments.MessageTemplate: id moderator title text""",
    ),
    Rule(
        "log",
        what=_("The log: which account did what to which comment, by numbers and ids alone"),
        why=_("So that nobody, not even whoever runs this site, can decide or look at something unseen."),
        how_long=_("As long as this site is. It holds no word, no name and no address."),
        who=MODERATORS,
        fields="""comments.LogLine: number at act subject actor before after reason mac
            comments.LogHead: id number mac seal
            comments.LogCheck: id at wrong""",
    ),
    Rule(
        "tally",
        what=_("How often something was decided in a month, and for which reason"),
        why=_("So that everybody can see how this site is moderated."),
        how_long=_("As long as this site is. These are numbers."),
        who=EVERYBODY,
        fields="comments.Tally: id month act reason count",
    ),
    Rule(
        "heartbeat",
        what=_("When a program of ours was last at work"),
        why=_("So that we notice when it stands still: it forgets what is due."),
        how_long=_("Until it is at work again."),
        who=EVERYBODY,
        fields="""comments.Heartbeat: id at
            comments.DataCheck: id at wrong""",
    ),
    Rule(
        "digest",
        what=_("On which day a moderator was last mailed how much waits"),
        why=_("So that nobody is mailed twice."),
        how_long=_("Until the next one."),
        who=ADMINS,
        fields="comments.Digest: moderator day",
    ),
)
