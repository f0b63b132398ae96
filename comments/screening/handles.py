"""Names under which somebody can be found elsewhere, and links to such places."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from .finding import Finding, Label
from .plain import Plain

HANDLE_REASON = _("This is a name on another service: it leads to whatever is said or shown there.")
LINK_REASON = _("This link leads to somebody’s own page.")

LINK = re.compile(
    r"""(?<![\w.-])(?:https?://)?(?:[a-z-]{1,12}\.)?(?:
      (?:instagram\.com|facebook\.com|fb\.com|fb\.me|x\.com|twitter\.com|threads\.net|onlyfans\.com|vk\.com|linktr\.ee
        |soundcloud\.com|tumblr\.com|telegram\.me|t\.me|keybase\.io|patreon\.com|ko-fi\.com|paypal\.me|cash\.app|m\.me
        |venmo\.com|mixcloud\.com|twitch\.tv|bsky\.app/profile|snapchat\.com/add|linkedin\.com/in|steamcommunity\.com/id
        |reddit\.com/u|reddit\.com/user|tiktok\.com/@|youtube\.com/(?:@|c/|user/|channel/)|medium\.com/@|wa\.me
        |api\.whatsapp\.com/send|signal\.me|discord\.gg|discord\.com/users|matrix\.to)
      /?(?!(?:groups|watch|events|hashtag|search|explore|p|reel|share|s|r|i|story|home|status)(?:[/?]|\b(?![.-])))
      [\w.@#+%?=!:/-]{2,80}
    )(?<![.,:!?])""",
    re.I | re.X,
)
# A post on such a page, which people cite.
POST = re.compile(r"/(?:status|posts|comments|videos?|p|reel)/", re.I)

# Names of services that mean little else, and those that are words of their own, which need more beside them.
CLEAR = (
    r"telegram|wickr(?:\sme)?|snap\s?chat|instagram|insta|discord|threema|kik|reddit|twitter|tik\s?tok|facebook|skype"
    r"|whats\s?app|xmpp|jabber|bluesky|mastodon|tumblr|steam|onlyfans|wechat|viber|psn|xbox|twitch|youtube|linkedin|bluelight"
)
SHORT = r"snap|signal|session|wire|element|matrix|line|ig|tg|sc|fb|yt|simplex|briar"
SERVICES = frozenset(
    "telegram wickr snap snapchat instagram insta discord threema kik reddit twitter tik tiktok facebook skype whats "
    "whatsapp xmpp jabber bluesky mastodon tumblr steam onlyfans wechat viber psn xbox twitch youtube linkedin signal "
    "bluelight session wire element matrix line ig tg sc fb yt simplex briar".split()
)

NAME = r"@?[^\W_][\w.-]{1,38}[\w](?:\#\d{4})?"
FILL = (
    r"(?:\s?[:=-]\s?|\s(?:is|es|é|ist|est|c'est|as|under|handle|username|user|name|id|account|at|acc|me|tag)\b[:=]?|'s"
    r"|,?\s\(?)"
)
MY = r"(?:my|mein|mi|meu|mon|minha|ma)"
ADD = (
    r"(?:add|find|look|write|snap|kik|talk|chat|invite|dm|message|msg|text|hit|reach|follow|contact|catch|pm|ping|hmu"
    r"|s[ií]gueme|b[uú]scame|adiciona|ajoute)"
)

MY_SERVICE = re.compile(
    rf"(?<!\w){MY}\s(?:{CLEAR}|{SHORT})(?P<fill>{FILL}{{1,3}})\s?(?P<name>{NAME})(?P<rest>\s?[\w'-]{{0,20}})", re.I
)
ADD_ON = re.compile(
    rf"\b{ADD}(?:\s\w{{1,12}}){{0,4}}?\s(?:{CLEAR}|{SHORT})(?P<fill>{FILL}{{0,3}})\s?(?P<name>{NAME})(?P<rest>\s?[\w'-]{{0,20}})",
    re.I,
)
SERVICE = re.compile(
    rf"\b(?:{CLEAR}|(?:{SHORT})(?=\s?:|\s(?:user|handle|id|name|tag)))(?P<fill>{FILL}{{1,3}})\s?(?P<name>{NAME})(?P<rest>\s?[\w'-]{{0,20}})",
    re.I,
)
CALLED = re.compile(
    rf"\b(?:user\s?name|handle|nick(?:name)?|screen\s?name|same\sname|name\sthere|gamertag)(?:\sis|\s?[:=])\s?"
    rf"(?P<name>{NAME})(?P<rest>)",
    re.I,
)
NAME_ON = re.compile(rf"(?<![\w.@/-])(?P<name>{NAME})(?P<rest>)\s(?:on|en|no|auf|sur)\s(?:{CLEAR}|{SHORT})\b", re.I)
POST_AS = re.compile(
    rf"\b(?:i'?m|i\sam|(?:post|posting|write|writing|go|known)\s(?:as|by)|(?:on|in)\s(?:{CLEAR}|{SHORT})\s(?:i'?m|i\sam|as|under))\s"
    rf"(?P<name>{NAME})(?P<rest>)(?=\son\s(?:my\s)?(?:{CLEAR}|{SHORT})\b|[.,!?;]?(?:\s|$))",
    re.I,
)
SNAP_ME = re.compile(
    rf"\b(?:snap|dm|add|follow|message|msg|hmu|hit\sme\sup|pm|tag|find\sme|i'?m|im)(?:\sme)?(?:\sat|\son|\s:|:)?\s"
    rf"(?P<name>{NAME})(?P<rest>\s?[\w'-]{{0,20}})",
    re.I,
)
CERTAIN = re.compile(
    r"""(?<![\w/.])(?<!\d\s)/?u/(?!(?:day|hour|week|min|dose|night)\b)[\w-]{3,24}                              # reddit
    |(?<![\w.@])@[\w.-]{1,64}[:@][\w-]{1,63}\.[\w.-]{2,40}\w    # matrix, mastodon
    |(?<!\w)(?!(?:batch|lot|sample|room|step|no|number|comment|post|ticket|bag|pill|test|case)\#)
      [\w.]{2,32}\#\d{4}(?!\w)                                # discord
    |(?<!\w)05[0-9a-f]{64}(?!\w)                                # session
    |\b(?i:threema)\b[^.\n]{0,16}?\b(?=[A-Z]{0,7}\d)[A-Z0-9]{8}\b""",
    re.X,
)
# An answer to another comment: "@night_owl7 same here", "thanks @night_owl7".
ANSWERS = re.compile(
    r"(?:^|\n|\b(?:thanks|thank\syou|thx|ty|with|hey|hi|hello|like|as|what|re|dear|and|yes|no|sorry),?)\s?$", re.I
)
AT_NAME = re.compile(r"(?<![\w@.])@[^\W\d_][\w.]{1,30}\w")

# What may follow a whole handle; after a word of a sentence more words come.
ENDS = re.compile(r"\s?(?:and|if|or|x+|y|e|et|und|oder|o|ou|si|se|wenn|no|dm|hmu|all|anytime|btw|lol)?")
# As names are made up: rita_h, rita.hansen.1, ritah88; unlike 2C-B, JWH-018, M30 and "it.then".
LIKE_A_HANDLE = re.compile(r"^@|\w_\w|[^\W\d_]{3,}\.?\d|[^\W_]\.\w+\.\w|\#\d|[a-z]{2}[A-Z]")
LIKE_A_NAME = re.compile(r"[^\W_][.-][^\W_]|\d[^\W\d]|[^\W\d]\d")
UNIT = re.compile(r"@?[\d.,x-]+(?:[mµuk]?g|m?l|mcg|am|pm|hrs?|h|mins?|days?|yrs?|st|nd|rd|th|k|s|%)?", re.I)
DOMAIN = re.compile(r"[\w.-]+\.(?:org|com|net|gov|uk|info|io|me)", re.I)
NO_NAME = frozenset(
    "private gone deleted full dead not no the a an my so just locked empty banned hacked mostly off down out up full "
    "always never still here there nobody everyone too also only public blocked scammers vendors dealers people group "
    "groups channel channels chat server servers account accounts me you him her them it all is was are and or but if "
    "for from with to of in on at that this where when what who how privado cheio lleno voll plein username handle "
    "user name id usually active back online stuff ads posts pictures stories called under deactivated great terrible "
    "life please now today thanks instead again whenever life someone somebody anyone bots".split()
)


def links(plain: Plain) -> Iterator[Finding]:
    if "." in plain.text and "/" in plain.text:
        for match in LINK.finditer(plain.text):
            if not POST.search(match[0]):
                yield plain.finding(Label.DISCLOSURE, "profile-link", match.span(), LINK_REASON)


def handles(plain: Plain) -> Iterator[Finding]:
    for match in CERTAIN.finditer(plain.text):
        yield plain.finding(Label.DISCLOSURE, "handle", match.span(), HANDLE_REASON)
    yield from on_services(plain)
    yield from mentions(plain)


def on_services(plain: Plain) -> Iterator[Finding]:
    """My insta is …; add me on …; … on discord."""
    if plain.words & SERVICES or "whats" in plain.words:
        for pattern in (MY_SERVICE, ADD_ON, SERVICE, NAME_ON, POST_AS, CALLED):
            for match in pattern.finditer(plain.text):
                if is_handle(match["name"], match["rest"], sure=is_meant(match)):
                    yield plain.finding(Label.DISCLOSURE, "handle", match.span("name"), HANDLE_REASON)
    if plain.words & {"snap", "dm", "add", "follow", "message", "msg", "hmu", "hit", "pm", "tag", "find"}:
        for match in SNAP_ME.finditer(plain.text):
            if is_handle(match["name"], match["rest"], sure=False) and "." not in match["name"].rstrip("."):
                yield plain.finding(Label.DISCLOSURE, "handle", match.span("name"), HANDLE_REASON)


def is_meant(match: re.Match[str]) -> bool:
    """Whether a name must follow: "my insta is …", "add me on telegram …"; not "my snap decision"."""
    if match.re is POST_AS:
        return bool(re.search(r"[._\d]\w", match["name"]))
    if match.re is MY_SERVICE:
        return bool(match["fill"].strip())
    return match.re is ADD_ON and bool(re.search(r"\bme\b", match[0], re.I))


def is_handle(name: str, rest: str, *, sure: bool) -> bool:
    """Whether this is a name on a service, not the next word of a sentence."""
    if UNIT.fullmatch(name) or DOMAIN.fullmatch(name) or name.lower() in NO_NAME | SERVICES:
        return False
    if LIKE_A_HANDLE.search(name):
        return True
    if sure and LIKE_A_NAME.search(name):
        return True
    return sure and bool(ENDS.fullmatch(rest.lower())) and not re.search(r"(?:ed|ing|ly)$", name)


def mentions(plain: Plain) -> Iterator[Finding]:
    """@name: an answer to another comment begins so as well, so that it must look like a name elsewhere."""
    if "@" not in plain.text:
        return
    for match in AT_NAME.finditer(plain.text):
        before = plain.text[max(0, match.start() - 30) : match.start()]
        answers = ANSWERS.search(before)
        looks = re.search(r"\d|_|\.[a-z]", match[0]) and not re.fullmatch(r"@t\d+\w*", match[0], re.I)
        if plain.field == "name" or (looks and not answers and not DOMAIN.fullmatch(match[0])):
            yield plain.finding(Label.DISCLOSURE, "handle", match.span(), HANDLE_REASON)
