"""Full names: the writer's own, in the name field and in the text."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from .finding import Finding, Label
from .plain import Plain
from .words import FULL_NAME, ORDINARY, PARTICLE, bare, is_first_name, is_public

NAME_FIELD_REASON = _(
    "A first and a last name together can be searched for. A first name, or an invented one, is enough."
)
OWN_NAME_REASON = _("This is your full name, it seems: it can be searched for.")

# --- The name field ---------------------------------------------------------------------------------------------------

PART = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*\.?")
CAMEL = re.compile(r"(?:[^\W\d_][a-zß-ÿ'-]+)(?=[A-Z])|[A-Z]?[^\W\d_A-Z][^\W\d_A-Z'-]+|[^\W\d_]+")
TITLES = frozenset(
    "dr mr mrs ms miss mx prof professor sir herr frau sr sra senhor senhora don doña mme m mlle".split()
)
PARTICLES = frozenset("van der den de von zu del la los da dos das do di della le el al bin ben".split())
# Endings of last names that no nickname in our languages has.
SURNAME = re.compile(
    r"(?:o'|mc|mac)[a-z]{3,}|.{2,}(?:sson|nsen|lsen|rsen|tsen|ksen|ński|ski|sky|ska|cki|czyk|wicz|vić|ić|vich|ova|enko"
    r"|chuk|mann|stein|burg|meier|meyer|oğlu|oglu|shvili|idze|nathan|murthy|opoulos|akis|escu|elli|etti|ini|[aeou]dze)"
    r"|smith|jones|taylor|brown|williams|wilson|johnson|davies|robinson|wright|thompson|evans|roberts|johansson|patel"
    r"|khan|singh|kumar|sharma|hussain|begum|nguyen|tran|garc[ií]a|gonz[aá]lez|rodr[ií]guez|fern[aá]ndez|l[oó]pez"
    r"|mart[ií]nez|s[aá]nchez|p[eé]rez|g[oó]mez|silva|santos|oliveira|souza|pereira|ferreira|m[uü]ller|schmidt|schneider"
    r"|fischer|weber|wagner|becker|hoffmann|dubois|durand|moreau|lefebvre|okafor|adebayo|mensah|yılmaz|yilmaz|demir"
    r"|chowdhury|rahman|murphy|kelly|byrne|hernandez|ramirez|rossi|russo|ferrari|bianchi|kowalski|novak|nowak|horvath"
    r"|zhang|wang|chen|liu|huang|nkosi|dlamini|ndlovu|okoye|eze|diallo|traor[eé]|keita|camara|hassan|ahmed|hashemi|abdi"
    r"|n[dgkwz][a-z]{3,}|mb[a-z]{3,}|zh[a-z]+|ol[auo][a-z]{4,}|.{3,}(?:wala|wale|poulos|sinh|endra|asamy|akumar|chandra)"
)


# First names that are last names as often; "Mary Ann" and "María José" have none.
EITHER = frozenset(
    "james thomas george lewis scott kelly simon howard russell nelson jordan morgan ross dean curtis gordon douglas "
    "marshall ellis harvey craig graham allen".split()
)


def named(plain: Plain) -> Iterator[Finding]:
    """The last name in the name field, unless it is a nickname."""
    if span := last_name(plain.text):
        yield plain.finding(Label.DISCLOSURE, "name", span, NAME_FIELD_REASON)


def last_name(name: str) -> tuple[int, int] | None:
    pattern = PART if " " in name.strip() else CAMEL  # rita.hansen, RitaHansen
    parts = [match for match in pattern.finditer(name) if bare(match[0]).strip(".") not in TITLES]
    if (
        not 2 <= len(parts) <= 6
        or len({bare(match[0]) for match in parts}) < 2
        or is_public(match[0] for match in parts)
    ):
        return None
    if "," in name and (backwards := turned(parts, name.index(","))):
        return backwards
    rest = [match for match in parts[1:] if len(match[0].strip(".")) > 1 or match is parts[-1]]
    while rest and (is_first_name(rest[0][0]) or is_initial(rest[0][0])) and len(rest) > 1:
        rest = rest[1:]
    if not rest or is_initial(rest[-1][0]):
        return None
    telling = [match[0] for match in rest if bare(match[0]) not in PARTICLES]
    if not telling or any(bare(word).strip(".") in ORDINARY for word in telling):
        return None
    given = all(is_first_name(word) and bare(word) not in EITHER for word in telling)
    known = is_first_name(parts[0][0]) and not given
    shaped = bare(parts[0][0]) not in ORDINARY and SURNAME.fullmatch(telling[-1].lower())
    return (rest[0].start(), rest[-1].end()) if known or shaped else None


def turned(parts: list[re.Match[str]], comma: int) -> tuple[int, int] | None:
    """Hansen, Rita."""
    before = [match for match in parts if match.end() <= comma]
    after = [match for match in parts if match.start() > comma]
    if before and after and is_first_name(after[0][0]) and not any(bare(match[0]) in ORDINARY for match in before):
        return before[0].start(), before[-1].end()
    return None


def is_initial(word: str) -> bool:
    return len(word.strip(".")) == 1


# --- The text ---------------------------------------------------------------------------------------------------------

SAYS = (
    r"(?:my\s(?:full\s|real\s|legal\s)?name(?:\sis|'s)|me\sllamo|mi\snombre(?:\scompleto)?\ses|(?:o\s)?meu\snome"
    r"(?:\scompleto)?\sé|me\schamo|je\sm'appelle|mon\snom\sest|(?:ich\s)?hei(?:ß|ss)e|mein\sname\sist|name:"
    r"|i(?:'m|\sam)\scalled)"
)
SAYING = frozenset("name llamo nombre nome chamo appelle nom heiße heisse called".split())
SAID = re.compile(rf"\b(?i:{SAYS})\s(?P<name>{FULL_NAME})")
SAID_LOW = re.compile(rf"\b{SAYS}\s(?P<name>(?:[^\W\d_]{{2,20}}\s)(?:{PARTICLE}\s)?[^\W\d_][\w'-]{{2,24}})", re.I)
AM = re.compile(
    rf"\b(?i:i'm|im|i\sam|this\sis|ich\sbin|je\ssuis|soy|sou|eu\ssou|name's|google(?:\sfor)?|look\sup)\s(?P<name>{FULL_NAME})"
)
HERE = re.compile(rf"(?:^|[.!?\n]\s?)(?:(?i:hi|hello|hey),?\s)?(?P<name>{FULL_NAME})\s(?:here|hier)\b")
SIGNED = re.compile(
    rf"(?:(?i:\b(?:(?P<sure>yours|sincerely|regards|signed)|wishes|cheers|thanks|love|saludos|abraços?|grüße|gruß|cordialement)"
    rf"[\s,.-]{{1,6}})|\n\s?-?\s?|[^\x22]\s[-~]{{1,2}}\s?)(?P<name>{FULL_NAME})[.\s]{{0,3}}\Z"
)


def introduced(plain: Plain) -> Iterator[Finding]:
    """I'm Rita Hansen; my name is Rita Hansen; Yours, Rita Hansen."""
    text = plain.text
    found = []
    if plain.words & SAYING:
        found += [match for match in SAID.finditer(text) if is_name(match["name"], sure=True)]
        found += [match for match in SAID_LOW.finditer(text) if is_name(match["name"], sure=False)]
    found += [match for match in AM.finditer(text) if is_name(match["name"], sure=False)]
    found += [match for match in HERE.finditer(text) if is_name(match["name"], sure=False)]
    if (match := SIGNED.search(text, max(0, len(text) - 90))) and is_name(match["name"], sure=bool(match["sure"])):
        found.append(match)
    for match in found:
        yield plain.finding(Label.DISCLOSURE, "name", match.span("name"), OWN_NAME_REASON)


def is_name(name: str, *, sure: bool) -> bool:
    """Whether these words are a person's first and last name; where a name must come, rare ones count too."""
    words = [word for word in name.split() if bare(word) not in PARTICLES]
    while len(words) > 2 and bare(words[-1]) in ORDINARY:
        del words[-1]
    if len(words) < 2 or any(bare(word).strip(".") in ORDINARY for word in words[1:]) or is_public(words):
        return False
    if all(is_first_name(word) and bare(word) not in EITHER for word in words):
        return sure  # "Mary Ann here" tells no last name
    return is_first_name(words[0]) or (sure and bare(words[0]) not in ORDINARY)
