"""What a text may tell that its writer should look at, or that a moderator should see first.

Pure functions: a text in, findings out; no database, no network, no log. A finding sorts, warns and asks; it never
publishes and never rejects. Each module has one `findings(text, name="")`:

    disclosure   what could lead to the writer, or to somebody else
    urgent       an overdose that is happening, or a wish to die: first person, and now
    field        for moderators alone: sourcing, links to vendors, spam, claims about doses, what is hard to read

`findings` here is all of them. The words that admins look for are a fourth, which takes them as a parameter: `listed`.
"""

from . import disclosure, field, listed, urgent
from .finding import Finding

__all__ = ["disclosure", "field", "findings", "listed", "urgent"]


def findings(text: str, name: str = "") -> list[Finding]:
    """All that is found in a comment's text and name: places in the text or the name, each with its label."""
    return [
        *disclosure.findings(text, name=name),
        *urgent.findings(text, name=name),
        *field.findings(text, name=name),
    ]
