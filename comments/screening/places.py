"""Where somebody lives: postcodes and streets, in the ways of several countries."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from .finding import Finding, Label
from .plain import Plain
from .words import CAPITAL, CITIES, UPPER, either

POSTCODE_REASON = _("A postcode leads to a few houses.")
STREET_REASON = _("A street leads to somebody’s door.")
OTHER_STREET_REASON = _("This seems to be where somebody else lives. Do they want it to be here?")

LIVE = r"(?:live|living|lives|stay|staying|based|am|i'm|im|we're|house|flat|home|address|place)\b"
OTHER_LIVES = re.compile(
    r"\b(?:(?:he|she|they|guy|man|woman|who|that|dealer|him|her)\b[^.!?\n]{0,40}\b(?:lives?|stays?|house|flat)"
    r"|(?:neighbou?rs?|dealer|plug)\b[^.!?\n]{0,30}\b(?:at|from|in)|(?:his|her|their|dealer's)\s(?:house|flat|address|place)|er\swohnt|sie\swohnt|[eé]l\svive|il\shabite"
    r"|elle\shabite|ele\smora|ela\smora)\b[^.!?\n]{0,16}$",
    re.I,
)

# --- Postcodes --------------------------------------------------------------------------------------------------------

AREAS = either(
    "AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX FK "
    "FY G GL GU HA HD HG HP HR HS HU HX IG IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR "
    "NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W "
    "WA WC WD WF WN WR WS WV YO ZE"
)
OUTWARD = rf"{AREAS}\d[A-Z\d]?"
INWARD = r"\d[ABD-HJLNP-UW-Z]{2}"
# As an amount reads: M30 2UG, and 1st, 2nd, 5th, 3HR.
NO_INWARD = r"(?!\d(?:UG|HR|GR|ST|ND|RD|TH|PP|DS)\b)"
STATES = either(
    "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR "
    "PA RI SC SD TN TX UT VT VA WA WV WI WY DC"
)
# Of a form that hardly anything else has.
POSTCODE = re.compile(
    rf"""\b(?=[A-Z]{{1,3}}[ ]?\d|\d|[DF]-)(?:
      {OUTWARD}[ ]?{NO_INWARD}{INWARD}                                      # United Kingdom
    | [ABCEGHJ-NPRSTVXY]\d[A-Z][ -]?\d[A-Z]\d                               # Canada
    | (?<=[a-z][ ]){STATES}[ ]\d{{5}}(?:-\d{{4}})? | (?<=[a-z],[ ]){STATES}[ ]\d{{5}}(?:-\d{{4}})?
    | (?:NSW[ ]2\d|VIC[ ]3\d|QLD[ ]4\d|SA[ ]5\d|WA[ ]6\d|TAS[ ]7\d|NT[ ]08|ACT[ ]26)\d\d  # Australia
    | [AC-FHKNPRTV-Y]\d[\dW][ ](?=\d{{0,3}}[A-Z])(?=[A-Z]{{0,3}}\d)[\dAC-FHKNPRTV-Y]{{4}}  # Ireland
    | \d{{2}}\.?\d{{3}}-(?!000)\d{{3}}                                      # Brazil
    | (?:[DF]-)?\d{{5}}[ ](?:{CITIES})
    | \d{{4}}[ ]?[A-Z]{{2}},?[ ](?:{CITIES}) | \d{{4}}-\d{{3}}[ ](?:{CITIES})
    )\b""",
    re.X,
)
LOWER_POSTCODE = re.compile(rf"\b(?=[a-z]{{1,2}}\d){OUTWARD}\s{NO_INWARD}{INWARD}\b", re.I)
WORD_POSTCODE = either(
    "post+code postal+code zip zip+code eircode plz postleitzahl c[oó]digo+postal code+postal cp cep"
)
AFTER_WORD = re.compile(
    rf"\b{WORD_POSTCODE}\b[^\d\n.!?]{{0,14}}?\b(?P<code>[a-z]{{0,2}}[\d][\da-z]{{1,4}}(?:[ -]\d?[a-z\d]{{2,4}}(?!\w))?"
    r"|\d[\d.-]{3,9}\d)\b",
    re.I,
)
BEFORE_WORD = re.compile(rf"\b(?P<code>\d{{5}})\s(?:is\s(?:my|our)\s)?{WORD_POSTCODE}\b", re.I)
IN_ZIP = re.compile(
    r"\b(?i:i'm|i\sam|we're|live|living|based|located)\s(?:here\s)?in\s(?P<code>\d{5})\b(?=\s?(?:[.,!?;)]|and\b|$))"
)
LIVE_IN = re.compile(
    rf"\b{LIVE}[^.!?\n\d]{{0,12}}?\s(?:in|near)\s(?P<code>(?-i:{OUTWARD})\b(?!\s?[%°]))"
    rf"|\b(?:wohn\w+|viv[oe]|moro|moramos|j'habite|habit\w+|woon|aus)\b[^.!?\n\d]{{0,12}}?\s"
    rf"(?P<foreign>(?:\d{{5}}|\d{{4}}-\d{{3}}|\d{{4}}\s?[A-Z]{{2}})\s(?!Tage|Menschen|Jahre)(?-i:{CAPITAL}))",
    re.I,
)


def postcodes(plain: Plain) -> Iterator[Finding]:
    if not plain.has_digits:
        return
    text = plain.text
    spans = [match.span() for match in POSTCODE.finditer(text)]
    if plain.words & {"postcode", "post", "postal", "zip", "zipcode", "eircode", "plz", "postleitzahl", "cp", "cep"}:
        spans += [match.span("code") for match in AFTER_WORD.finditer(text)]
        spans += [match.span("code") for match in BEFORE_WORD.finditer(text)]
    spans += [match.span("code") for match in IN_ZIP.finditer(text)]
    spans += [match.span("code" if match["code"] else "foreign") for match in LIVE_IN.finditer(text)]
    if text != text.upper():  # in a text that shouts no word tells from a code
        spans += [match.span() for match in LOWER_POSTCODE.finditer(text) if not is_amount(text, match)]
    for span in spans:
        yield plain.finding(Label.DISCLOSURE, "postcode", span, POSTCODE_REASON)


def is_amount(text: str, match: re.Match[str]) -> bool:
    """In lower case "m30 2ds" may be anything; so it counts only where somebody says where they are."""
    return not re.search(r"\b(?:is|in|near|at|from|to|around|area|live|postcode)\s$", text[: match.start()][-12:], re.I)


# --- Streets ----------------------------------------------------------------------------------------------------------

KIND = either(
    "Street St Road Rd Avenue Ave Lane Ln Drive Dr Close Court Ct Crescent Cres Place Pl Terrace Way Gardens Grove "
    "Green Square Sq Boulevard Blvd Highway Hwy Parade Row Walk Mews Hill Park View Rise Circle Loop Trail Parkway "
    "Pkwy Quay"
)
NO_YEAR = r"(?!(?:19|20)\d\d\s)"
PARTICLES = r"(?:\s(?:de|del|dos?|das?|des|du|la|las|los|el|les|l'|d'))"
# 24 Elm Street, 12 rue des Tilleuls, calle Olmo 23, Rua das Acácias, 112, Lindenstraße 14.
STREET = re.compile(
    rf"""(?<![\w/.,£$€-])(?:
      {NO_YEAR}\d{{1,5}}[a-zA-Z]?,?\s(?:(?:North|South|East|West|N|S|E|W)\.?\s)?(?:(?:{CAPITAL}|\d{{1,3}}(?:st|nd|rd|th))\s){{1,3}}{KIND}\b(?<!\sDr)(?!\.?\s(?:on|off|to)\smy)
    | \d{{1,4}}(?:\s?(?:bis|ter))?,?\s(?:rue|avenue|boulevard|bd|impasse|chemin|allée|quai)
      (?:\s(?:de\sla|des?|du|la|le|les)|\s[dl]')?\s?[^\W\d][\w'-]{{2,}}(?:\s{CAPITAL})?
    | (?:[Cc]alle|[Cc]/|[Aa]venida|[Aa]v(?:da)?\.|[Pp]laza|[Pp]aseo|[Rr]ua|[Tt]ravessa|[Pp]raça
      |[Aa]lameda|[Ll]argo|[Rr]onda)
      {PARTICLES}{{0,2}}(?:\s?{CAPITAL}){{1,3}},?\s(?:n[º°.o]?\s?|número\s)?\d{{1,4}}(?!\s?(?:veces|vezes|euros|€|años|anos))
    | [{UPPER}]\w{{2,25}}(?:straße|strasse|str\.|gasse|allee|weg|ufer|damm|straat|gracht|laan)\s\d{{1,3}}\s?[a-h]?\b
    | [{UPPER}]\w{{2,25}}er\s(?:Straße|Strasse|Str\.|Allee|Platz|Weg|Ring)\s\d{{1,3}}[a-h]?\b
    )""",
    re.X,
)
UNIT = (
    r"(?:[mµuk]?g|mcg|m?l|%|mgs|mls|pills?|years?|days?|weeks?|months?|of|or|to|and|people|quid|pounds|bucks|miles|km)"
)
# Without capitals, or without a number, only where somebody says that it is their home.
HOME_STREET = re.compile(
    rf"""\b(?:live|living|lives|stay|staying|my\s(?:house|flat|home|address|place)|address|come\sto|visit)\b
      (?:\s(?:is|me|us|at|in|to|over|now|by|on)){{0,3}}\s?:?\s
      (?P<street>\d{{1,5}}[a-z]?,?\s(?!{UNIT}\b)(?:[^\W\d]{{2,20}}\s){{1,2}}?
      (?:street|road|rd|avenue|ave|lane|crescent|terrace|drive|court|gardens|grove|close(?=[.,!]|\sand|$))\b
      |(?-i:(?:{CAPITAL}\s){{1,2}}(?:Street|Road|Avenue|Lane|Close|Crescent|Terrace|Gardens|Grove|Mews|Drive))\b)
    |\b(?:wohne|wohnen|vivo|vivimos|moro|j'habite)\b[^.!?\n\d]{{0,12}}?\s
      (?P<foreign>(?-i:{CAPITAL}(?:straße|strasse|weg|gasse|allee))|(?:calle|rua|rue|avenida|avenue)
      (?:\s(?:de|del|da|do|des|la|du|las|los|das|dos)){{0,2}}\s(?-i:{CAPITAL}))""",
    re.I | re.X,
)
KNOWN = re.compile(r"(?:10 Downing|21 Jump|221B? Baker|1600 Pennsylvania|42nd|8 Mile|4 Privet)", re.I)


def streets(plain: Plain) -> Iterator[Finding]:
    text = plain.text
    spans = [match.span() for match in STREET.finditer(text) if not KNOWN.match(match[0])] if plain.has_digits else []
    for match in HOME_STREET.finditer(text):
        spans.append(match.span("street") if match["street"] else match.span("foreign"))
    for span in spans:
        if OTHER_LIVES.search(text, max(0, span[0] - 70), span[0]):
            yield plain.finding(Label.OTHERS, "other-person", span, OTHER_STREET_REASON)
        else:
            yield plain.finding(Label.DISCLOSURE, "street", span, STREET_REASON)
