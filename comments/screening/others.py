"""Somebody else by their full name, with what is private about them."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from .finding import Finding, Label
from .people import is_name
from .plain import Plain
from .words import CAPITAL, FULL_NAME, bare, either, is_public

REASON = _("This names somebody else. Would they want it to be read here? A first name, or none, tells the same.")

RELATION = either(
    "neighbou?r ex ex-\\w+ dealer plug boss manager supervisor sister brother mother mum mom dad father cousin "
    "uncle aunt auntie nephew niece son daughter stepson stepdad stepmum stepfather friend mate buddy girlfriend "
    "boyfriend gf bf husband wife partner fianc[ée]e? doctor gp dr nurse psychiatrist therapist counsell?or "
    "key+worker case+worker social+worker sponsor landlord landlady flatmate roommate housemate teacher colleague "
    "co-?worker classmate pharmacist probation+officer parole+officer po officer lawyer solicitor pastor coach "
    "prescriber ex-wife in-law mother-in-law father-in-law brother-in-law sister-in-law dentist supplier tutor "
    "professor midwife vecin[oa] novi[oa] herman[oa] prim[oa] jef[ea] amig[oa] m[eé]dic[oa] camello madre padre "
    "hij[oa] marido mujer t[ií][oa] vizinh[oa] irm[aã]o? namorad[oa] chefe filh[oa] traficante mãe pai marido "
    "voisine? frère soeur sœur copain copine mari femme patronn?e? médecin amie? fils fille collègue nachbar(?:in)? "
    "bruder schwester chef(?:in)? freund(?:in)? arzt ärztin sohn tochter mann frau koll?eg(?:e|in) mutter vater "
    "cousine? onkel tante"
)
SOME = r"(?:my|our|his|her|meine?m?n?|unsere?|mi|nuestr[oa]|el|la|minha|meu|nosso|mon|ma|notre|sein|ihr)"
TITLE = (
    r"(?:(?:Dr|Doctor|Mr|Mrs|Ms|Miss|Nurse|Officer|Sister|Father|Frau|Herr|Prof|Sergeant|PC|Judge|Dra?|Sra?|Don|Pastor"
    r"|Councillor|Cllr|Coach|Rev|Reverend|Detective|Inspector|Constable|Deputy|Sheriff|Captain|Professor)\.?\s)"
)
CALLED = (
    r"(?:(?:\s[a-z]{2,12}){0,3},(?:\s(?:el|la|le|der|die|the))?|:|\s-|\s(?=\()|'s\sname\sis|\s(?:is\s)?"
    r"(?:called|named|llamad[oa]|heißt|se\sllama|appelée?|chamad[oa])|\sis)?"
)
RELATED = re.compile(
    rf"""\b(?:(?i:{SOME}\s(?:[\w-]{{2,14}}\s){{0,2}}?{RELATION}){CALLED}
    |(?i:(?:his|her|their|whose)\s(?:full\s|real\s)?name(?:'s|\sis|\swas))
    |(?i:(?:the|a|this|that)\s(?:[\w-]{{2,14}}\s)?(?:dealer|guy|man|woman|girl|lad|bloke|nurse|doctor|cop|landlord|teacher))
     \s(?:is\s|was\s)?(?:called|named)
    |(?i:(?:woman|man|guy|girl|lad|bloke|kid|lady|someone|somebody|pharmacist|nurse
     |doctor|cop|teacher|dealer|officer|boss|landlord|receptionist|worker|counsell?or|therapist|priest|manager))\b[^.!?\n,]{{0,40}},)
    [\s(]{TITLE}?(?P<name>{FULL_NAME})(?P<after>[^\n]{{0,40}})""",
    re.X,
)

FACT = re.compile(
    r"""\sfrom\s(?:my|our|the\s(?!band|film|movie|show|book|group|series|podcast|university|charity|us|uk)[a-z]+)\b|[\s,]{1,2}(?:who\s|also\s|still\s|always\s|just\s|and\s|there\s|\w+ly\s)?(?:
      deals|dealt|sells|sold|buys|bought|takes|took|snorts|cooks|grows|runs|does\s(?:coke|lines|meth|heroin|drugs)|supplie[sd]|dropped|cut\s(?:me|us|him|her)\soff|prescribed\s(?:me|us|him|her)|beats?\b|hits?\b
     |raped|abused|stole|robbed|snitche[sd]|grassed|ratted|uses|shoots|smokes|injects|sniffs|drinks|owes|cheat(?:s|ed)|plants?
     |lives|works\sat|ripped|scammed|threatened|got\s(?:me|us|my)|gave\s(?:me|us|my|him|her)|shouts?|told\son
     |is\s(?:an?\s)?(?:dealer|addict|junkie|alcoholic|drunk|user|snitch|using|dealing|selling|in\srehab|in\sprison|my\b|hiv
      |positive|pregnant|on\sthe\s)
     |has\s(?:hiv|hep|aids|bipolar)|refused\s(?:me|us|to\streat)|judged\s(?:me|us)|overdosed\s(?:at|in)\smy
     |vende|trafica|usa\b|consome|consume|me\s(?:vendió|vendeu|robó|pegó|pega)|verkauft|deckt|dealt|nimmt|schlägt
     |vend\b|deale|se\s(?:pique|drogue)|m'a\s(?:vendu|volé|frappée?))""",
    re.I | re.X,
)
WARNS = re.compile(
    r"\b(?:stay\saway\sfrom|beware\sof|watch\sout\sfor|avoid|(?:buy|buying|bought|got|get|score|scored)\s(?:\w+\s){0,4}?"
    r"(?:off|from)|(?:supplied|sold|prescribed|grassed|reported)\s(?:\w+\s){0,3}?by)\s$",
    re.I,
)
NAMED = re.compile(rf"(?<!\w)(?P<title>{TITLE})?(?P<name>{FULL_NAME})")
PLACE = either(
    "clinic surgery practice pharmacy chemist station jail rehab detox health+cent(?:er|re) praxis cl[ií]nica "
    "cabinet pharmacie prison primary school"
)
AT_PLACE = re.compile(
    rf"[\s,]{{1,2}}(?:at|from|of|in|an|de|da|del)\s(?:the\s|der\s|la\s|a\s)?(?:{CAPITAL}\s){{1,3}}(?i:{PLACE})\b"
)
TITLED = re.compile(
    rf"\b{TITLE}(?P<name>{CAPITAL}(?:\s{CAPITAL})?)"
    rf"\s(?:at|from|of|in|an)\s(?:the\s|der\s)?(?:{CAPITAL}\s){{1,3}}(?i:{PLACE})\b"
)
WORKS = either(
    "books? stud(?:y|ies) papers? articles? podcasts? lectures? documentary film movie novel songs? album memoir "
    "talk ted"
)
CITED_BEFORE = re.compile(
    rf"\b(?:{WORKS}\s(?:by|of|from|with)|by|read|according\sto|author|singer|actor|hero|favou?rite|research\w*|quote[sd]?"
    rf"|interview\w*|writer|journalist|comedian|rapper|drummer)\s(?:[\w']+\s){{0,2}}$",
    re.I,
)
CITED_AFTER = re.compile(
    rf"(?:'s)?,?\s(?:also\s|[a-z]{{3,9}}\s)?(?:writes?|wrote|argues|published|says\sin|et\sal|{WORKS}|research\w*|quote)\b",
    re.I,
)


def others(plain: Plain) -> Iterator[Finding]:
    """My neighbour John Miller …; Dr Sarah Whitfield dropped me; … at the Elm Street clinic."""
    text = plain.text
    for match in RELATED.finditer(text):
        if is_other(match["name"]) and not cited(text, match.start(), match.end("name")):
            yield plain.finding(Label.OTHERS, "other-person", match.span("name"), REASON)
    for match in NAMED.finditer(text):
        fact = FACT.match(text, match.end()) or AT_PLACE.match(text, match.end())
        fact = fact or WARNS.search(text[max(0, match.start() - 50) : match.start()])
        if fact and is_name(match["name"], sure=bool(match["title"])) and not cited(text, match.start(), match.end()):
            yield plain.finding(Label.OTHERS, "other-person", match.span("name"), REASON)
    for match in TITLED.finditer(text):
        if not is_public(match["name"].split()) and not cited(text, match.start(), match.end()):
            yield plain.finding(Label.OTHERS, "other-person", (match.start("name"), match.end()), REASON)


def is_other(name: str) -> bool:
    """Whether this is a person's name; behind "my neighbour" a rare first name counts as well."""
    words = name.split()
    return is_name(name, sure=True) and not any(
        bare(word) in {"new", "saint", "san", "north", "south"} for word in words
    )


def cited(text: str, start: int, end: int) -> bool:
    """Whether somebody's work is spoken of."""
    return bool(CITED_AFTER.match(text, end) or CITED_BEFORE.search(text[max(0, start - 50) : start]))
