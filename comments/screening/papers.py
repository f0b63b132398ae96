"""What stands on somebody's papers: numbers of cases and patients, plates, the date of birth."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from .finding import Finding, Label
from .plain import Plain
from .words import DAY, either

NUMBER_REASON = _("This number stands for one person in somebody’s files.")
PLATE_REASON = _("A number plate leads to whoever keeps the car.")
OTHER_PLATE_REASON = _("This seems to be somebody else’s number plate. Do they want it to be here?")
BIRTH_REASON = _("An exact date of birth, with a little more, leads to one person.")

# --- Numbers ----------------------------------------------------------------------------------------------------------

# A person's, whoever speaks of it; and such as others may have too, so that "my" must stand before.
PERSONAL = (
    r"nhs|hmp|doc|benefits?|steuer|social\ssecurity|offender|probation|parole|patient|client|medicaid|medicare|national\sinsurance|ni"
    r"|driver'?s?\slicen[cs]e|health\scard|hospital|prison|custody|jail|pps|rg|nss|s[eé]curit[eé]\ssociale"
)
NAMELY = (  # these say by themselves that a number comes
    r"ssn|passport|inmate|prisoner|mrn|crn|dni|nie|nif|cpf|iban|versicherten\w*|sozialversicherung\w*|ausweis\w*"
    r"|personalausweis\w*|reisepass\w*|aktenzeichen"
)
POSSIBLE = (
    r"case|docket|file|claim|reference|ref|badge|booking|account|member|membership|student|employee|payroll|id"
    r"|insurance|licen[cs]e|expediente|processo|dossier"
)
WORD_NUMBER = r"(?:numbers?|no\.?|nr\.?|num|n[º°]|n[uú]mero|num[eé]ro|nummer|id|code|ref(?:erence)?|\#)"
LINK = rf"\s(?:case|file)\b|\s{WORD_NUMBER}(?!\w)|\s(?:is|was|es|é|ist|est)\b|\s?[:\#=]"
# Letters, then digits with more behind; further groups begin with a digit again.
PIECE = r"\d(?:[\w/.-]{0,20}\w)?"
VALUE = (
    rf"(?P<value>(?:[A-Z]{{1,4}}[-/ ]?)?{PIECE}(?:[ ](?:[A-Z]{{1,2}}[ ]?)?{PIECE}){{0,5}}(?:[ ](?-i:[A-Z])\b)?)(?!\w)"
)
FILED = re.compile(
    rf"""\b(?:(?:{NAMELY})\b(?:{LINK}){{0,3}}
    |(?:{PERSONAL}|(?:my|our|mi|meu|mon|mein|his|her)\s(?:\w+\s){{0,2}}?(?:{POSSIBLE}))\b(?:{LINK}){{1,3}})\s?{VALUE}""",
    re.I | re.X,
)
CASE = re.compile(rf"\b(?:case|docket|file|booking|claim)\s{WORD_NUMBER}\s?(?:is\s)?:?\s?{VALUE}", re.I)
# Of a form that nothing else has.
NUMBER = re.compile(
    r"""(?<![\w-])(?:\d{3}-\d{2}-\d{4}(?![\w-])                                  # social security, United States
    |\d{3}\.\d{3}\.\d{3}-\d{2}(?!\w)                                             # CPF, Brazil
    |[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\s?\d\d\s\d\d\s\d\d\s?[A-D]\b            # national insurance, United Kingdom
    |\d{3,4}\s(?:Js|Ds|Ls|Cs|Gs)\s\d{1,6}/\d\d\b                                 # a German court's file
    |(?:DE|FR|ES|PT|GB|IE|NL|AT|CH|IT|BE)\d{2}(?:\s?[A-Z\d]{4}){3,7}(?:\s?[A-Z\d]{1,3})?\b)""",
    re.X,
)
FIRST_PERSON = re.compile(r"\b(?:i|i'm|my|me|mine|they|you|je|ich|yo|eu|mi|meu|mein|mon)\b", re.I)
YEARS = re.compile(r"(?:(?:19|20)\d\d[\s/-]*)+")
AMOUNT = re.compile(r"\s?(?:[mµuk]?g|m?l|%|people|patients|pounds|euros?|years|days|times|of|in)\b", re.I)


def numbers(plain: Plain) -> Iterator[Finding]:
    if not plain.has_digits:
        return
    text = plain.text
    spans = [match.span() for match in NUMBER.finditer(text)]
    spans += [match.span("value") for match in FILED.finditer(text) if is_number(text, match)]
    if FIRST_PERSON.search(text):
        spans += [match.span("value") for match in CASE.finditer(text) if is_number(text, match)]
    for span in spans:
        yield plain.finding(Label.DISCLOSURE, "number", span, NUMBER_REASON)


def is_number(text: str, match: re.Match[str]) -> bool:
    value = match["value"]
    enough = sum(character.isdigit() for character in value) + any(character.isalpha() for character in value) > 4
    return enough and not YEARS.fullmatch(value) and not AMOUNT.match(text, match.end())


# --- Plates -----------------------------------------------------------------------------------------------------------

PLATE_WORD = either(
    "plate plates number+plate licen[cs]e+plate reg registration reg+number matr[ií]cula kennzeichen nummernschild "
    "placa plaque immatriculation"
)
CAR = r"(?:car|van|truck|drives?|driving|bike|golf|bmw|audi|ford|toyota|honda|vauxhall|motor)"
PLATE = re.compile(
    rf"""\b(?:{PLATE_WORD}\b[^.!?\n]{{0,16}}?\s|{CAR}\b[^.!?\n]{{0,30}}?\s)
    (?-i:(?P<plate>[A-Z]{{2}}\d{{2}}\s?[A-Z]{{3}}|[A-Z]{{1,3}}[- ][A-Z]{{1,2}}[- ]?\d{{1,4}}|[A-Z]{{2,3}}[- ]?\d{{3,4}}
    |\d{{4}}[- ]?[A-Z]{{3}}|[A-Z]{{2}}-?\d{{3}}-?[A-Z]{{2}}|\d[A-Z]{{3}}\d{{3}}|[A-Z]{{3}}\d[A-Z]\d{{2}}
    |\d{{2,3}}-[A-Z]{{1,2}}-\d{{1,6}}|[A-Z]\d{{1,3}}\s?[A-Z]{{3}}))\b""",
    re.I | re.X,
)
OTHER_CAR = re.compile(r"\b(?:he|she|his|her|their|they|dealer|dealer's|guy)\b", re.I)


def plates(plain: Plain) -> Iterator[Finding]:
    if not plain.has_digits:
        return
    for match in PLATE.finditer(plain.text):
        before = plain.text[max(0, match.start() - 50) : match.start("plate")]
        if OTHER_CAR.search(before) and not re.search(r"\bmy\b", before, re.I):
            yield plain.finding(Label.OTHERS, "other-person", match.span("plate"), OTHER_PLATE_REASON)
        else:
            yield plain.finding(Label.DISCLOSURE, "plate", match.span("plate"), PLATE_REASON)


# --- Birth ------------------------------------------------------------------------------------------------------------

BIRTH = re.compile(
    rf"""(?<!\w)(?:d\.?o\.?b\.?|date\sof\sbirth|(?:i\swas|i'm|me,)?\s?born(?:\son)?(?:\sthe)?|(?<!sober\s)(?<!clean\s)(?<!na\s)(?<!aa\s)(?<!recovery\s)(?<!sobriety\s)birthday(?:\sis|\sfalls)?(?:\son)?
    |nac[ií](?:d[oa])?(?:\sel)?|nasci(?:d[oa])?(?:\s(?:em|no\sdia|a))?|née?\sle|geboren(?:\sam)?|anniversaire\sest\sle
    |geburtstag(?:\sist)?(?:\sam|\sder)?|cumpleaños\ses\sel|i\sturn(?:ed)?\s\d\d\son
    |fecha\sde\snacimiento|data\sde\snascimento|date\sde\snaissance|geburtsdatum)
    \s?(?:is|was|:|,|am)?\s?(?:the\s)?(?P<day>{DAY})""",
    re.I | re.X,
)


SOMEBODY_BORN = re.compile(r"(?<!\bI)(?<!\bi)(?<!son)(?<!daughter)(?<!kid)(?<!baby)(?<!twins)\s(?:was|were)\sborn\b")


def births(plain: Plain) -> Iterator[Finding]:
    if plain.has_digits:
        for match in BIRTH.finditer(plain.text):
            if SOMEBODY_BORN.search(plain.text[max(0, match.start() - 40) : match.start("day")]):
                continue  # of whom one may write: "Hofmann was born on …"
            yield plain.finding(Label.DISCLOSURE, "birth-date", match.span("day"), BIRTH_REASON)
