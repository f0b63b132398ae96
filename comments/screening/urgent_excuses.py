"""What takes the urgency out of a sentence: not, was, if, said, somebody. Each reads what stands before the words."""

import re

from .urgent_languages import FOREIGN_NOT
from .urgent_words import rule

PAST = rule(
    r"(?:in |since )?(?:19[5-9]|20[0-4])\d|(?:years?|months?|weeks?|decades?) (?:ago|back|later|before)|days ago|"
    r"(?<!my )(?<!one )last (?:year|month|week|summer|winter|spring|autumn|fall|time|christmas|night|monday|"
    r"tuesday|wednesday|thursday|friday|saturday|sunday|january|february|march|april|may|june|july|august|"
    r"september|october|november|december)|back (?:then|in|when)|used to|when i (?:was|lived|had|first|used|got)|"
    r"when we were|as a (?:kid|teen\w{0,5}|child|student)|at (?:the age|age|1\d|school|uni|college)|(?<!at )once|"
    r"one (?:time|day|night|winter|summer)|in my (?:teens|twenties|thirties|forties|20s|30s|youth|past|life)|"
    r"long ago|at (?:that|the) time|those days|that (?:day|night|year|summer|winter|time|morning|week)|before i|"
    r"previously|the first time|the other (?:day|night|week)|yesterday|in (?:january|february|march|april|june|"
    r"july|august|september|october|november|december)|for (?:most of|ten|two|three|four|five|six|\d+|many|a few|"
    r"several) ?(?:my |years|months|weeks|days)|(?:three|four|five|several|many|a few|\d+) times(?! (?:my|the|as|"
    r"more))|"
    r"on (?:a )?(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
)
FINE = rule(
    r"i (?:am|feel|have been) (?:<w> )?(?:fine|ok|okay|alright|better|well|good|clean|sober|alive|glad)(?: "
    r"<w>){0,2} (?:now|today|again|"
    r"since)"
)
TO_OTHERS = rule(
    r"you|your|people|patients|anyone|everyone (?!would|will)|joke|joking|lol|laugh\w*|figuratively|"
    r"metaphor\w*"
)
# Not to die, or to live: what only weighs words does not see it.
LIVES = rule(
    r"(?:(?:do|am|did|is|has|have|will|would|may|can|must|should) not|never|no (?:plan|wish|intention|desire|"
    r"thoughts?)|nobody|no one|no longer|"
    r"nothing left to (?!live|lose))(?: <w>){0,5} (?:die|dying|dead|kill\w*|suicid\w*|overdos\w*|end|think\w*|"
    r"unconscious|only|hide|say)|"
    r"want to (?:live|be alive|stay alive)|(?:is|are) not (?:\w{3,8} )?(?:blue|turning|grey|purple|in danger)|"
    r"reasons? to (?:live|hope)|(?:is|are|was) (?:breathing|fine|alive|"
    r"awake|talking|asleep)|sick tomorrow"
)
LAST_NIGHT = rule(r"last night|yesterday")
NARRATIVE = rule(
    r"(?<!if i )(?:was|were)|kept|lay|had(?! enough)|did|felt|woke|ended up|spent|went|got to|came|called|saved "
    r"(?:me|him|her|us|my)|"
    r"threw|passed(?! out)|blacked|found|slept|learned|survived|thought|rang|danced|saw|lived|pumped|walked|"
    r"turned out|"
    r"could not|would not|helped|became|hated|loved|nodded|promise[sd]"
)
SURVIVED = rule(
    r"(?:he|she|they|who|and|then|but|later)(?: <w>){0,2} (?:lived|survived|made it|came (?:back|round|around|"
    r"to)|woke up|pulled through|gasped|started breathing|sat up|is (?:fine|alive|ok|okay|safe|well|better|home)|"
    r"recovered|had soup)|came (?:back|round|around) (?:to|after|when)|revived|rest in peace|rip"
)
CONDITION = rule(
    r"if(?! (?:it|this|that) helps)|when(?:ever)?|in case|unless|suppose|supposing|imagine|what if|whether|"
    r"let us say|lets say|assuming|hypothetically|in theory|say (?:i|he|she|my)|had i|were i|how (?:would|will|"
    r"do|can|could|to)(?: <w>)? (?:know|tell|recogni[sz]e)"
)
# "if anybody is there", "I don't know if": no condition.
_NO_CONDITION = rule(
    r"(?:there is )?(?:someone|somebody|a person|people) (?:here|next to (?:me|us)|beside (?:me|us)|in front of|"
    r"in (?:the|my|our)|with me|outside|at (?:the|my|this))",
    r"if (?:anyone|anybody|someone|somebody) (?:is |can |could )?(?:\w+ )?(?:there|here|reads|reading|awake|help|"
    r"sees)|(?:someone|somebody|anyone|anybody)(?: please| pls)? (?:help|come|call)",
)
NOT_DYING = rule(r"lol|lmao|haha\w*|rofl|if|unless|laughing|someday|one day|eventually|we are all|everyone|everybody")

_NOT = set(
    "not never no nobody without none hardly stop stopped quit nor neither longer rather if when whenever "
    "unless".split()
)
_WAS = set(
    "was were been had almost nearly ended tried used kept felt made makes make making did could would saw found began "
    "started considered id after before since from by against about".split()
)
_OTHERS = set(
    "you your he she they we people who someone somebody anyone anybody everyone everybody nobody patients person "
    "friend brother sister mother father son daughter mum mom dad husband wife man woman them him her their his users "
    "men women others folks kids to".split()
)
NEAR = 100  # characters before what was found, in which a word may still govern it
_CLAUSE = re.compile(r"[,¶]| (?:but|and|so|because|cause|cos|then|although|though|or) ")
_MINE = re.compile(r"\bmy ?self\b|\bmy (?:own )?life\b")
_FIRST = re.compile(r"(?:i|my|ive|ill|id)\b")
_EMBEDDED = rule(
    r"(?:(?:(?:do|does|did|can|could|would|is|was|am|have) (?:not|never)|not|never|nobody|"
    r"no one)(?: <w>)? (?:think|thinking|mean|meant|say|saying|said|that|because|claim|claiming|suggest|telling|"
    r"believe|like)(?: that)?|used to (?:<w> ){0,2}(?:think|thinking|say|believe|feel|feeling)(?: that)?|"
    r"(?:thought|believed|pretended|feared)(?: that)?|(?:was|were|be)(?: <w>){0,3} (?:like|thinking|convinced|"
    r"sure|certain)(?: that)?|kept (?:thinking|saying|telling <w>)|would (?:think|say|lie there thinking)|(?:she|"
    r"he|they|<person>|people|who)(?: is| are)? (?:worr(?:y|ies|ied)|afraid|scared|fears?)(?: that)?|"
    r"remember(?: <w>){0,3} (?:thinking|saying|feeling)|felt(?: like)?|(?<!can )(?<!could )(?<!please )(?:he|she|"
    r"they|who|people|patients|someone|friend|son|daughter|brother|sister)(?: <w>){0,2} (?:say|says|said|tell|"
    r"tells|told|write|wrote|thinks?|typed|texted)(?: me| us| that){0,2}|like|as if|as though|how (?:would|will|"
    r"do|can|could) (?:i|you) (?:know|tell)(?: that)?) ?$"
)
_DENIED = rule(r"(?:not|never|nobody|no one)(?: <w>)? (?:think|believe|say|saying|said|mean|meant)(?: that)? ?$")
_NOT_SO = rule(
    r"not (?:even |really |all )?(?:blue|grey|gray|purple|turning|going|unconscious|overdosing|"
    r"unresponsive|passed out)"
)
_IMMEDIATE = rule(
    r"(?:(?:if|when|whenever|unless|in case|what if|imagine|suppose|until|once)(?: (?:ever|even|and when|that|"
    r"i))?|(?:if|when) (?:<w> ){1,6}that) ?$"
)
_RATE = rule(
    r"(?:a|per|each|every|most|some|one) (?:days?|nights?|weeks?|months?|mornings?|time)|daily|nightly|"
    r"for (?:<w> ){0,2}(?:years|months|weeks)|like every|as (?:always|usual|prescribed)|over (?:<w>"
    r" ){1,2}(?:days|weeks|months|years|weekend)|over the (?:whole|course|years|night|last (?!hour|few hours|"
    r"two hours|half))|in (?:total|my life)|(?:<w>|\d+) times(?! (?:my|the|as|more))|twice(?! (?:my|the|as|"
    r"what))|before (?:school|work)|ever|never|"
    r"with (?:my )?(?:breakfast|dinner|water|food)|pride|before(?= ?(?:$|,))|from <w> to|at the worst"
)
_PRESCRIBED = rule(r"as (?:prescribed|usual|always|planned|told)|on (?:time|schedule)")
_GENERIC = rule(
    r"someone|somebody|anyone|anybody|a person|person|people|everyone|patients?|victim|you(?! (?:guys|know))|"
    r"users|asked|asking|signs?|symptoms?|looks like|means|they were|poster|film|movie|story|book|palliative|"
    r"hospice|dream|"
    r"dreamt|dreamed|nightmare"
)
_ADVICE = re.compile(
    r"(?:and |please |always |just )?(?:tell|say|check|give|call|ring|put|lay|keep|never|make sure|ask|turn|roll|"
    r"wake|shake|try)\b"
)


def own(sentence: str, start: int) -> bool:
    """Whether what begins here is not said of oneself, or not of now."""
    before = sentence[:start]
    if _EMBEDDED.search(before[-NEAR:]) or _IMMEDIATE.search(before[-NEAR:]):
        return True
    if _FIRST.match(sentence, start):
        return False
    clause = set(_CLAUSE.split(before)[-1].split()[-5:])
    mine = _MINE.search(sentence, start)  # whoever else is in it: "a voice tells me to kill myself"
    return bool(clause & (_NOT | _WAS) or (clause & _OTHERS and not mine))


def taking(sentence: str, start: int) -> bool:
    """Whether what was taken was taken by others, or not, or as every day."""
    before = sentence[:start]
    last = set(_CLAUSE.split(before)[-1].split()[-4:])
    not_i = last & (_OTHERS | _NOT | {"had", "id", "was", "been", "who", "would"}) and not _FIRST.match(sentence, start)
    return bool(not_i or _IMMEDIATE.search(before[-NEAR:]) or _RATE.search(sentence) or CONDITION.search(before))


def somebody(sentence: str, match: re.Match[str], *, asked: bool) -> bool:
    """Whether the words are about nobody who lies here."""
    before = _NO_CONDITION.sub("", sentence[: match.start()])
    if _GENERIC.search(before) or CONDITION.search(before) or (_ADVICE.match(sentence) and not asked):
        return True
    if _PRESCRIBED.search(sentence) or _DENIED.search(before[-NEAR:]) or _NOT_SO.search(match[0]):
        return True
    inner = match[0]
    return bool(
        re.search(
            r"\b(?:was|were|had|would|could|used to|wanted|(?<!know )(?<!tell )(?<!sure )(?<!idea )(?<!dunno )if|"
            r"when|until)\b",
            inner,
        )
    )


def foreign(kind: str, match: re.Match[str]) -> bool:
    """Whether it is past, or if, or somebody else, in Spanish, Portuguese, French or German."""
    before = match.string[: match.start()]
    return bool(FOREIGN_NOT.search(before if kind == "overdose" else " ".join(before.split()[-4:])))
