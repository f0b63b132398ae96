"""Ways to reach somebody: e-mail addresses, also disguised ones, and phone numbers of many countries."""

import re
from collections.abc import Iterator
from itertools import islice

from django.utils.translation import gettext_lazy as _

from .finding import Finding, Label
from .plain import Plain
from .words import either

EMAIL_REASON = _("This is an e-mail address: anybody could write to it, or find out whose it is.")
PHONE_REASON = _("This is a phone number: anybody could call it, or find out whose it is.")
OTHER_PHONE_REASON = _("This is somebody else’s phone number. Do they want it to be here?")

# --- E-mail -----------------------------------------------------------------------------------------------------------

EMAIL = re.compile(r"(?<![\w.+%-])[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,3}\.[^\W\d_]{2,24}\b")
DOSE = re.compile(r"[\d.,]+(?:[mµuk]?g|m?l|mcg)", re.I)

# rita at gmail dot com, rita[at]…, rita (a) …: first the sign between, then what stands on both sides of it.
AT = re.compile(
    r"\s?[\[({<]\s?(?:at|a|ät|arroba|arobase|@)\s?[\])}>]\s?|[\s_-](?:at|ät|arroba|arobase)[\s_-]|\s?@\s?", re.I
)
LOCAL = re.compile(r"[\w.+%-]{1,64}")
DOT_WORD = r"(?:dot|punto|ponto|point|punkt)"
DOT = rf"(?:\s?[\[({{<]\s?(?:{DOT_WORD}|\.)\s?[\])}}>]\s?|[\s_-]{DOT_WORD}[\s_-]|\s\.\s|\.)"
TLD = either("com org net de fr es pt br uk ie io me info eu ch at nl it pl au ca us co se no dk be mx ar nz app email")
WORDED = re.compile(rf"{DOT_WORD}|[^.\w-]", re.I)
DOMAIN = re.compile(rf"([\w-]{{1,63}})((?:{DOT}[\w-]{{1,63}}){{0,2}}?{DOT}{TLD})\b", re.I)
PROVIDER = re.compile(
    r"(?:gmail|googlemail|hotmail|outlook|yahoo|proton(?:mail)?|icloud|gmx|aol|tutanota|tuta|riseup|posteo|live|ymail"
    r"|mail|hushmail|fastmail|uol|terra|sapo|orange|laposte|wanadoo|web|t-online|btinternet)\b",
    re.I,
)
WRITE_TO = re.compile(r"\b(?:e-?mail|mail|reach|write|contact|correo|escrib\w*|adress?e|schreib\w*|escrev\w*)\b", re.I)
# "look at …": what precedes is no name.
NO_LOCAL = either(
    "look looking looked info available found find it them more up me posted here page read check this that out "
    "over is are was be something stuff reports all one us you arrive arrived meet met buy bought order sold people "
    "guys"
)
NO_LOCAL_WORD = re.compile(NO_LOCAL, re.I)
SITES = re.compile(r"(?:erowid|tripsit|bluelight|reddit|psychonautwiki|dancesafe|nhs|wikipedia|drugsdata)", re.I)


def emails(plain: Plain) -> Iterator[Finding]:
    text = plain.text
    for match in EMAIL.finditer(text):
        if not DOSE.fullmatch(match[0].partition("@")[0]):
            yield plain.finding(Label.DISCLOSURE, "email", match.span(), EMAIL_REASON)
    if "@" in text or plain.words & {"at", "a", "ät", "arroba", "arobase"}:
        for sign in AT.finditer(text):
            if span := disguised(text, sign):
                yield plain.finding(Label.DISCLOSURE, "email", span, EMAIL_REASON)


def disguised(text: str, sign: re.Match[str]) -> tuple[int, int] | None:
    """Where the address is whose at sign this is."""
    start, end = sign.span()
    local = LOCAL.match(text[max(0, start - 64) : start][::-1])
    if not local or NO_LOCAL_WORD.fullmatch(name := local[0][::-1]) or DOSE.fullmatch(name):
        return None
    if domain := DOMAIN.match(text, end):
        told = sign[0].strip(" _-").lower() not in {"at", "ät"} or WORDED.search(domain[2])
        if (told and not SITES.fullmatch(domain[1])) or PROVIDER.fullmatch(domain[1]):
            return start - len(name), domain.end()
        return None
    if not (provider := PROVIDER.match(text, end)):
        return None
    wanted = re.search(r"[\d._]", name) or WRITE_TO.search(text, max(0, start - len(name) - 40), start)
    return (start - len(name), provider.end()) if wanted else None


# --- Phone ------------------------------------------------------------------------------------------------------------

MORE = r"(?:[ .\-/()]{0,3}[\dOo])"
NUMBER = re.compile(
    rf"""(?<![\w.,/#$€£-])(?<![\d][ ]:)(?:
      (?P<international> (?:\+|00)[1-9]\d{{0,2}}{MORE}{{6,12}} )
    | (?P<trunk> \(?0[1-9]{MORE}{{7,10}} )
    | (?P<apart> 0[ ][1-9](?:[ ]\d){{7,9}} )
    | (?P<american> (?:1[ .-]?)? (?:\([2-9]\d\d\)[ .-]?|[2-9]\d\d[ .-]) [2-9]\d\d[ .-]?\d{{4}} )
    | (?P<joined> [2-9]\d\d[2-9]\d{{6}} )
    | (?P<iberian> [679]\d\d(?:[ .-]\d{{3}}[ .-]\d{{3}} | (?:[ .-]\d\d){{3}}) | 9\d[ ]\d{{3}}[ ]\d\d[ ]\d\d )
    | (?P<brazilian> (?:\(\d\d\)[ ]?|\d\d[ ])9?\d{{4}}[ -]\d{{4}} )
    | (?P<any> \d{MORE}{{5,14}} )
    )(?![\w%])(?!\s?(?:[mµuk]?g|mcg|m?l|IU|UI|IE|mm|%|€|£|\$|euros?|people|deaths?)\b)""",
    re.X,
)
OWN_LINE = either(
    "number cell mobile phone landline tel telephone whats+app line handy handynummer nummer telefonnummer telefon "
    "n[uú]mero tel[eé]fono telefone m[oó]vil celular zap portable num[eé]ro t[eé]l t[eé]l[eé]phone"
)
ASKED = re.compile(
    rf"""\b(?:(?:text|call|ring|phone|reach|contact|msg|message|dm|hit|whats\s?app|ping|buzz|bell|facetime)\s(?:me|us)\b
    |hmu\b|here'?s|(?:my|our|mi|meu|minha|mon|ma|meine?)\s(?:new\s|own\s|home\s|work\s|burner\s|cell\s|mobile\s|phone\s)?
    {OWN_LINE}\b|(?:whats\s?app|tel|phone|cell|mobile|mob|ph|zap|handy|t[eé]l|m[oó]vil)\s?[:=]|ruf\w*\smich
    |ll[aá]mame|escr[ií]beme|me\s(?:liga|chama)|liga-me|appelle[sz]?[\s-]moi|bei\smir)
    [^.!?\n\d]{{0,24}}$""",
    re.I | re.X,
)
CALLED = re.compile(r"\b(?:call|text|ring|phone|dial|sms|whats\s?app|tel)\s?:?\s?$", re.I)
MOST = 200  # numbers looked at in one text: more are a list of something
SAID_BEHIND = re.compile(
    rf"\s(?:is|=|es|é|ist|c'est)\s(?:my|mi|meu|mon|meine?)\s(?:\w+\s)?(?:{OWN_LINE}|burner|digits)\b", re.I
)
OTHERS_LINE = re.compile(
    rf"\b(?:his|her|their|seu|sua|son|sein\w*|ihre?|dealer'?s|\w+'s)\s(?:\w+\s)?{OWN_LINE}\b[^.!?\n]{{0,20}}$", re.I
)
HELP = re.compile(
    r"\b(?:help\s?-?lines?|(?:night|drink|talk|quit|child)line|esperanza|tel[eé]fono\sde|hotlines?|lifeline|samaritans?|crisis|suicide|telefonseelsorge|sos|linha|l[ií]nea|ligne"
    r"|[eé]coute|info.service|cvv|frank|samhsa|childline|shelter|nhs|poisons?|emergency|notruf|giftnotruf|urgences"
    r"|beratung\w*|anonymous|isbn|pmid|pmc|doi|sample|batch|lot|nct|cas|lancet|clinicaltrials)\b",
    re.I,
)
MINE = re.compile(r"\b(?:i'?m|i\sam)\s(?:at|on)\b|\bmy\b", re.I)
FREE = re.compile(
    r"(?:\+?1?8(?:00|33|44|55|66|77|88)\d{7}|00?80\d.*|\+\d{2}8\d\d\d*|1[38]00\d{6}|0[39]00.*|03[04]\d.*|[89]00\d{6})"
)
DATE = re.compile(r"\d{1,2}[ ./-]\d{1,2}[ ./-](?:(?:19|20)\d\d\b|\d\d\b(?![ ./-]\d\d\b))|(?:19|20)\d\d[ ./-]")
CLOCK = re.compile(r"(?:[01]\d|2[0-3])[0-5]\d(?:[ /-]+(?:[01]\d|2[0-3])[0-5]\d)+")


def phones(plain: Plain) -> Iterator[Finding]:
    if not plain.has_digits:
        return
    text = plain.text
    for match in islice(NUMBER.finditer(text), MOST):
        before = text[max(0, match.start() - 48) : match.start()]
        asked = ASKED.search(before) or SAID_BEHIND.match(text, match.end())
        if not asked and ((match["any"] and not CALLED.search(before)) or not likely(match, text)):
            continue
        label, kind, reason = Label.DISCLOSURE, "phone", PHONE_REASON
        if not asked and OTHERS_LINE.search(before):
            label, kind, reason = Label.OTHERS, "other-person", OTHER_PHONE_REASON
        yield plain.finding(label, kind, match.span(), reason)


def likely(match: re.Match[str], text: str) -> bool:
    """Whether a number of a phone's form is one: no help line, date, time of day or list of amounts."""
    number = match[0]
    digits = re.sub(r"[^\d+]", "", number.replace("(0)", "").replace("O", "0").replace("o", "0"))
    if FREE.fullmatch(digits) or DATE.match(number) or CLOCK.fullmatch(number):
        return False
    if match["any"] and len(digits) < 7:
        return False
    mine = MINE.search(text, max(0, match.start() - 24), match.start())
    if not mine and HELP.search(text, max(0, match.start() - 60), match.end() + 30):
        return False
    groups = [int(group) for group in re.findall(r"\d+", number)]
    amounts = len(groups) > 2 and not number.startswith(("+", "0")) and all(group % 5 == 0 for group in groups)
    hours = len(groups) > 5 and all(group < 60 for group in groups) and not number.startswith("+")
    counted = sorted(groups) in (groups, groups[::-1]) and len(groups) > 4 and not number.startswith(("06", "07"))
    return bool(match["apart"]) or not (amounts or counted or hours)


DIGITS = (
    "zero oh one two three four five six seven eight nine double triple cero uno dos tres cuatro cinco seis siete ocho "
    "nueve null eins zwei drei vier fünf sechs sieben acht neun"
)
DIGIT_WORDS = frozenset(DIGITS.split())
SPOKEN = re.compile(rf"(?:\b{either(DIGITS)}\b[ ,.-]{{0,2}}){{8,30}}", re.I)


def spoken(plain: Plain) -> Iterator[Finding]:
    """A number in words, digit by digit."""
    for match in SPOKEN.finditer(plain.text) if len(plain.words & DIGIT_WORDS) > 3 else ():
        if len(set(match[0].lower().split())) > 3:  # "one one one", somebody sings
            end = match.start() + len(match[0].rstrip(" ,.-"))
            yield plain.finding(Label.DISCLOSURE, "phone", (match.start(), end), PHONE_REASON)
