"""Things that each tell little, and together one person: place, institution and day; job, employer and town."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from .finding import Finding, Label
from .plain import Plain
from .words import CAPITAL, DAY, FIRST_NAMES, MONTH, ORDINARY, bare, either

EVENT_REASON = _("A place, a name of a house and a day together: whoever was there too knows who you are.")
WORK_REASON = _("Where you work, with what else you say, may be enough for a colleague to know who you are.")
ONLY_REASON = _("Where there is only one, everybody in that place knows who you are.")

I = r"\b(?:I|I'm|I've|my|My|me|we|We|us|i|im|i'm|ich|Ich|mich|wir|yo|me|mi|Me|eu|fui|Fui|je|j'|J'|Je|mon|ingresé)\b"  # noqa: E741
SPEAKS = re.compile(
    rf"{I}|\b(?:[Aa]dmitted|[Dd]ischarged|[Aa]rrested|[Dd]etoxed)\b|(?:^|[.!?\n]\s?)(?:Was|Got|Went|Been|Woke|Spent|Detox|Rehab|Born|Sectioned|Released)\b"
)
NAME_PART = rf"(?:{CAPITAL}|&|of|and|the|de|da|do|dos|la|San|Santa|des|du|für|St\.?)"
HOUSE = either(
    "Hospital Infirmary Clinic Surgery Rehab Recovery University College School Academy Prison Jail Court Church "
    "Primary Secondary Junior Grammar Comprehensive Gymnasium Grundschule General Memorial Centre Center House "
    "Lodge Hostel Shelter Unit Ward Pharmacy Medical Klinikum Krankenhaus Klinik Universität Uni Schule Clínica "
    "Universidad Instituto Universidade Hôpital Clinique Lycée Centro Escola Colegio Theat(?:er|re) Kindergarten "
    "Nursery Detox Infirmary Treatment Station Courthouse Priory"
)
INSTITUTION = (
    rf"(?:(?:{CAPITAL}\s){{1,3}}(?:{HOUSE}|hospital|clinic|rehab|prison|school|college|university|surgery|church|detox"
    rf"|primary|club|pub|hotel|courthouse|station|jail|hostel|shelter|medical\scent(?:er|re)|police\sstation|high"
    rf"|care\shome|infirmary)\b|(?:HMP|St\.?|Saint)\s{CAPITAL}(?:\s(?:[Hh]ospital|[Cc]linic))?"
    rf"|(?i:rehab|detox|treatment|inpatient|prison|jail|a\spatient|trial|admitted|sectioned)\s(?:at|in|to)\sthe\s{CAPITAL}(?:\s{CAPITAL})?"
    rf"|Charité|(?:Klinikum|Krankenhaus|Klinik|Hospital|Clínica|Hôpital|Clinique|Lycée|Universität|Universidad|Universidade|Centro"
    rf"|Instituto)(?:\s(?:de|da|do|la|San|Santa))?\s{CAPITAL}(?:\s{CAPITAL})?)"
)
INSTITUTIONS = re.compile(rf"(?<!\w){INSTITUTION}")
TOWN = rf"(?:in|at|near|outside|from|à|em|en|de|im|bei)\s(?P<town>(?!(?i:{MONTH})\b){CAPITAL}(?:\s{CAPITAL}){{0,2}})"
TOWNS = re.compile(rf"\b{TOWN}(?!\w)(?!\s(?:hospital|clinic|prison|Hospital|Clinic|University|College))")
BEHIND = re.compile(rf",\s(?P<town>(?!(?i:{MONTH}|I|But|And|The)\b){CAPITAL})")  # St Mary's, Leeds
# A name that tells the town as well.
WITHIN = re.compile(rf"HMP\s{CAPITAL}|(?:{CAPITAL}\s)?{HOUSE}\sof\s(?P<town>{CAPITAL})")
DAYS = re.compile(
    rf"(?i:{DAY}|\b(?:last|this)\s(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\byesterday\b"
    rf"|\b{MONTH}\s(?:19|20)\d\d\b)"
)
READ = re.compile(
    r"\b(?:(?<!I )stud(?:y|ies)|paper|article|report|news|published|(?<![Mm]y )trial|researchers?|journal)\b", re.I
)
NEAR = 90  # characters between the parts: one sentence, or two short ones


def events(plain: Plain) -> Iterator[Finding]:
    """At St Mary's hospital in Leeds on 3 March."""
    text = plain.text
    if not SPEAKS.search(text):
        return
    for house in (*INSTITUTIONS.finditer(text), *WITHIN.finditer(text)):
        start, end = max(0, house.start() - NEAR), house.end() + NEAR
        day = DAYS.search(text, start, end)
        town = next((m for m in TOWNS.finditer(text, start, end) if apart(m, house)), None)
        town = town or BEHIND.match(text, house.end())
        if not town and house.re is WITHIN:
            town = house
        if READ.search(text, start, end):
            continue
        if day and town and apart(day, house) and SPEAKS.search(text, start, end):
            for span in {house.span(), house.span() if town is house else town.span("town"), day.span()}:
                yield plain.finding(Label.DISCLOSURE, "combination", span, EVENT_REASON)


def apart(one: re.Match[str], other: re.Match[str]) -> bool:
    return one.end() <= other.start() or one.start() >= other.end()


# --- Work -------------------------------------------------------------------------------------------------------------

JOB = either(
    "nurse doctor teacher driver vet cook chef cleaner manager engineer pharmacist paramedic carer lecturer "
    "solicitor lawyer mechanic porter receptionist electrician plumber dentist midwife social+worker police+officer "
    "officer priest vicar headteacher accountant baker barber librarian postman postwoman councillor guard surgeon "
    "gp student apprentice firefighter undertaker therapist technician assistant clerk cashier foreman supervisor"
)
WORKS = (
    r"(?:(?i:i|i've)(?:\salso|\sstill|\scurrently|\sonly|\sused\sto)?\s(?i:work|worked|working|teach|clean|cook|drive|nurse|manage"
    rf"|lecture|study|volunteer)(?:\s[a-z]{{2,14}}){{0,4}}?|(?i:working|i\s(?:manage|run|own)(?=\sthe\s))"
    rf"|(?i:i'?m|i\sam|working)(?:\s(?i:an?|the))?(?:\s[a-z-]{{2,14}}){{0,3}}?\s(?i:{JOB})"
    r"|(?i:ich\sarbeite|je\s(?:travaille|bosse)|trabajo|(?:eu\s)?trabalho|curro|(?:soy|sou|je\ssuis|ich\sbin)\s[A-ZÄÖÜa-z][a-zéèäöü]{3,16})(?:\s[a-zé]{2,14}){0,3}?)"
)
EMPLOYER = (
    r"\s(?i:at|for|with|in\sthe|in\sa|(?<=manage\s)the|(?<=run\s)the|(?<=own\s)the|bei\sder|bei|beim|im|in\sder|am|an\sder|chez|à|en|en\sel|en\sla|no|na|pour)\s(?:the\s|el\s|la\s|le\s)?"
    rf"(?P<employer>{CAPITAL}(?:\s{NAME_PART}){{0,4}}?(?:\scare\shome|\s[a-z]{{3,12}})?)"
)
WORK = re.compile(
    rf"\b{WORKS}{EMPLOYER},?\s(?:in|near|outside|à|em|en|de|im)\s(?P<town>(?!(?i:{MONTH})\b){CAPITAL}(?:\s{CAPITAL})?)"
)
EMPLOYED = re.compile(rf"\b(?:{WORKS}|(?i:{JOB})){EMPLOYER}(?!\w)")
ILL = re.compile(
    r"\b(?:bipolar|hiv|hep(?:atitis)?\s?[bc]|schizophreni\w*|epilep\w*|borderline|bpd|ptsd|cirrhosis|psychosis|opioid\suse"
    r"\sdisorder|addict(?:ed)?|alcoholic|adhd|depress\w+|cancer|diabet\w+|ms|autis\w+|anorexi\w*|addiction|hepatitis|anxiety|panic\s(?:attacks|disorder)"
    r"|ocd|bulimi\w*|psychotic|paranoid\w*|(?:personality|mood|eating|substance\suse|alcohol\suse)\sdisorder|parkinson'?s|crohn'?s"
    r"|lupus|endometriosis|multiple\ssclerosis|tuberculosis|syphilis|manic)\b",
    re.I,
)
EMPLOYED_BY = re.compile(
    rf"\b(?i:employed\s(?:by|at)|my\s(?:employer|boss|company|work)\s(?:is|are|at)|(?:and|also|still|but|who|while|,)\s(?:i\s)?(?:work|works|working"
    rf"|teach|drive|cook|clean|nurse)\s(?:at|for|with|in)|(?:serve|served|serving)\s(?:in|with|for)|an?\s(?:{JOB}|pilot|captain|officer|soldier)\s(?:at|for|with|in)"
    rf"|work(?:ing)?\s(?:\w{{2,12}}\s){{0,3}}?(?:at|for|with))\s(?:the\s)?(?:[a-z]{{3,9}}\s[a-z]{{3,9}}\sof\s)?"
    rf"(?P<employer>{CAPITAL}(?:\s{NAME_PART}){{0,4}})|(?P<before>{CAPITAL}(?:\s{NAME_PART}){{0,3}})\s(?:is|has\sbeen)\smy\semployer\b"
)
FIRST = re.compile(
    rf"\b(?i:my\sname\sis|my\sname's|i'm|i\sam|im|ich\sbin|me\sllamo|soy|je\sm'appelle|call\sme|i\sgo\sby)\s(?P<name>{CAPITAL})"
    rf"|^(?P<here>{CAPITAL})(?:\s(?:here|hier)\b|,\s\d\d\b)"
)
ONLY = re.compile(
    rf"\b(?i:i'?m|i\sam|as|being|i\swas)\sthe\sonly\s(?P<job>(?!(?:one|person|people|man|woman|sober)\b)[\w-]{{3,16}}"
    rf"(?:\s[a-z-]{{2,14}}){{0,3}}?)\s(?:in|at|on)\s(?P<town>{CAPITAL}(?:\s{CAPITAL})?)"
)
# "I work in Leeds", "I work for England": a town or a country is no employer.
NO_EMPLOYER = frozenset(
    "nhs council university hospital army navy police government city state church school prison us uk eu usa".split()
)
COUNTRIES = frozenset(
    "england scotland wales ireland britain germany france spain portugal brazil canada america australia europe uk us "
    "usa austria switzerland italy norway sweden denmark poland netherlands mexico".split()
)


def works(plain: Plain) -> Iterator[Finding]:
    """I'm a nurse at Thornfield Hospital in Derby."""
    text = plain.text
    for match in WORK.finditer(text):
        if is_employer(match["employer"]) and bare(match["town"]) not in COUNTRIES:
            for group in ("employer", "town"):
                yield plain.finding(Label.DISCLOSURE, "combination", match.span(group), WORK_REASON)


def lone(plain: Plain) -> Iterator[Finding]:
    """I'm the only vet in Little Marston."""
    text = plain.text
    for match in ONLY.finditer(text):
        if bare(match["town"]) in ORDINARY | COUNTRIES:
            continue
        for group in ("job", "town"):
            yield plain.finding(Label.DISCLOSURE, "combination", match.span(group), ONLY_REASON)


def ill(plain: Plain) -> Iterator[Finding]:
    """I'm Rita, I have bipolar and I work for Tesco."""
    text = plain.text
    name = next((match for match in FIRST.finditer(text) if is_own_name(match)), None)
    if name and (illness := ILL.search(text)) and (work := EMPLOYED.search(text) or EMPLOYED_BY.search(text)):
        employer = work.span("employer") if work["employer"] else work.span("before")
        for span in (name.span("name" if name["name"] else "here"), illness.span(), employer):
            yield plain.finding(Label.DISCLOSURE, "combination", span, WORK_REASON)


def is_own_name(match: re.Match[str]) -> bool:
    """A first name; behind "my name is" any word with a capital."""
    word = bare(match["name"] or match["here"])
    return word in FIRST_NAMES or (re.match(r"my\sname|call\sme", match[0], re.I) is not None and word not in ORDINARY)


def is_employer(name: str) -> bool:
    """No town, trade or illness: "in Leeds", "for the Council", "with ADHD"."""
    words = [bare(word) for word in name.split()]
    if words[0] in ORDINARY or (len(words) == 1 and words[0] in NO_EMPLOYER):
        return False
    return not name.endswith("'s") and not ILL.search(name)
