"""An overdose that is happening: one's own, or that of somebody who lies here."""

from functools import partial

from . import urgent_words
from .urgent_words import VOCABULARY

_WORDS = VOCABULARY | {
    "took": r"(?:took|swallowed|ate|eaten|drank|drunk|downed|necked|snorted|injected|shot up|shot|smoked|popped|"
    r"did|done|had|mixed|combined|redosed|chugged|gulped|inhaled|taken|banged|dropped|used|chewed|scoffed)",
    "sure": r"(?:took|taken|swallowed|downed|necked|popped|chugged|gulped|eaten|ate|dropped)",
    "about": r"(?: (?:about|around|like|over|almost|nearly|maybe|roughly|approximately|at least|more than|some|"
    r"up|another|well over|probably|all|of|the|those|these|my|his|her|mums?|moms?|dads?|pure|entire|whole|"
    r"last|remaining|rest|small|big|\d+ ?(?:mg|g|ml|mcg|ug|grams?)|mg|ml|g|grams?)){0,5}",
    "no_unit": r"(?!(?:mg|mgs|ml|mls|mcg|ug|g|grams?|milligrams?|micrograms?|minutes?|mins?|hours?|hrs?|days?|"
    r"weeks?|months?|years?|times|people|steps?|percent|euros?|dollars?|pounds?|quid|drops?|puffs?|hits?|"
    r"breaths?|sips?|photos?|sessions?|classes|drinks?|deep|of (?!my|the|them|these|those|his|her)|different|"
    r"units?|milli\w{1,8}|k|km|miles|x|seconds?|then|or|and|in|at|on|to|off|a|per|every)(?!\w))",
    "lots": (
        r"(?:(?:all|every(?: single| last)?)(?: of)?(?: (?:my|the|his|her|our|mums?|moms?|these|those|"
        r"this)){0,2}(?: <w>){0,2} <drug>|all (?:of )?(?:them|it)<stop>|them all|it all<stop>|the (?:whole |"
        r"entire )?lot<stop>|everything (?:i|we|in the|in my|left|there was|from the|that was)|(?:<w> )?whole "
        r"(?:weeks?|months?|days?|fortnights?)(?: worth)?(?: of)?(?: (?:my|the))? <drug>|(?:double|twice|triple|"
        r"three times) (?:my|the|his|her)(?: <w>){0,2} dose|(?:[5-9]|\d\d)(?:\.\d)? ?(?:g|grams?) of "
        r"(?:paracetamol|tylenol|acetaminophen|aspirin|ibuprofen|panadol)|(?:the|an?|my|her|"
        r"his)? ?(?:whole|entire|full|complete)(?: <w>){0,3} (?:bottle|box|packet|pack|strip|script|prescription|"
        r"blister|stash|supply)s?|<count> (?:full |whole |big |entire |massive )?(?:bottles?|box(?:es)?|packets?|"
        r"packs?|strips?|blisters?|handfuls?|fistfuls?|bunch|loads?|shitload|cocktail|sheets?) of(?: <w>){0,3}"
        r" (?:<drug>|pills|them)|(?:two|three|four|five|six|seven|\d+) (?:<w> )?(?:strips|packets|packs|boxes|"
        r"bottles of <drug>)|<number> <no_unit>(?:<w> ){0,3}<drug>|(?:an? )?(?:whole|entire|full)(?: <w>){0,2} "
        r"patch|(?:double|twice|triple|three times|four times)(?: as much| my| the| what| more)(?: <w>){0,3}|"
        r"(?:\d+|ten|five|six|several) times (?:the|my|what|more)(?: <w>){0,3}|a (?:lethal|fatal|deadly) (?:dose|"
        r"amount|load)|an overdose|(?:way |far |so |waay )?(?:too|2|to) (?:much|"
        r"many)(?:(?: of)?(?: <w>){0,2} <drug>|<stop>))"
    ),
    "units": r"(?:<number>(?: (?:more|little|small|big|blue|white|strong|of (?:my|the|them|these|those|his|"
    r"her)))? <no_unit>\w{3,20}|<number><stop>)",
    "stop": r"(?= ?(?:$|,|and|with|at|in one|now|today|tonight|just|so|because))",
    "over": r"(?:(?:far |way |so |waay )?(?:too|to|2) (?:much|many)|way more|more than i (?:meant|should|planned|"
    r"wanted|normally)|so (?:much|many)(?: of)?(?: <w>){0,2} <drug>|a (?:bad|hot) (?:dose|shot|batch|pill)|"
    r"double my dose|an? (?:huge|massive|big|giant|monster|enormous) (?:shot|hit|dose|line|bump|bag|amount)|"
    r"everything|something)",
}
rule = partial(urgent_words.rule, words=_WORDS)

# "I have just taken", "I took … just now": done, and nothing says that it is over.
JUST = rule(
    r"(?:i |i have )?(?:just|now|deliberately|gone and|have gone and) (?:<took><about> <lots>|<sure><about> <units>)",
    r"i (?:have|just|have just) (?:drunk|drank|swallowed|taken|eaten|took|ate|injected)(?: <w>){0,2} (?:bleach|"
    r"antifreeze|poison|weed ?killer|pesticides?|petrol|drain cleaner)",
    r"i have(?: (?:also|now|already|just|deliberately|fucking|literally|gone and)){0,2} (?:(?:taken|swallowed|"
    r"eaten|drunk|downed|necked|snorted|injected|shot|popped|took|done|had)<about> <lots>|<sure><about> <units>)",
    r"(?:i have|i just|have just|think i(?: have| just)?|might have|may have|must have|i have just|"
    r"i have already)<adv> (?:overdosed|oded|od|odd|od d)",
)
# "I took": it takes more to know when. First what is much, then what is anything.
BIG = rule(
    r"(?:took|taken|swallowed|injected)(?: <w>){0,3} to (?:end (?:it|my life)|die|kill <self>)",
    r"<sure><about> (?:<lots>|<units>)",
    r"<took><about> <lots>",
    r"i (?:drank|swallowed|ate|injected)(?: <w>){0,2} (?:bleach|antifreeze|rat poison|poison|weed ?killer|"
    r"pesticides?|drain cleaner)|i (?:oded|od|odd|od d|overdosed)|^(?:just )?(?:overdosed|oded)$",
    r"i have(?: (?:now|just|already|literally))? (?:taken|swallowed|injected) everything(?= ?(?:$|and|now))",
)
SMALL = rule(
    r"<took><about> (?:(?:all|every|the|my|an?|<count>)(?: <w>){0,4} <drug>|everything|them all|the lot|<over>|"
    r"<drug>)",
    r"(?:been |was |got )?spiked|gave me (?:<w> ){0,3}<drug>|after (?:(?:just|only|about) )?(?:<count>|too much|"
    r"too many)(?: <w>){0,3} <drug>|(?:strips?|packets?|bottles?|box(?:es)?|pills|tablets)(?: of <w>)? (?:are|"
    r"is) (?:all )?(?:gone|empty|"
    r"inside me|in me)",
    r"(?<=since )i (?:shot up|injected|took|swallowed|snorted|smoked|used)",
    r"(?:just|i(?: have)?(?: just)?) (?:shot up|injected|snorted|smoked|took|dropped|banged)(?! (?:me|care|part|"
    r"years|place|a while|it easy))",
    r"i (?:just|have just|have) (?:did|done|took|taken|swallowed) (?:it|them|that|this)",
)
PRESENT = rule(
    r"(?:i am|(?:might|may|must|could) be|i am having|having|like i am)<adv> (?:od ?ing|od|"
    r"overdosing(?! on (?:your|this|the|coffee|tea|sugar|chocolate|caffeine))|having an overdose|an overdose)(?! "
    r"(?:kit|plan|talk|course|training))",
    r"(?:am i|i think i am|pretty sure i am) (?:od ?ing|overdosing|dying|going to die)(?! (?:of|to|for|from "
    r"(?!this|it|the (?:drugs?|gear|stuff|pills?))|"
    r"inside|laughing))",
)

_STATE = (
    r"(?:not|no longer|hasnt|never) (?:(?:even|really|been|properly|hardly) ){0,2}(?:breathing|"
    r"responding(?! to (?:my (?:messages|texts|calls|emails)|messages|texts|treatment|therapy|emails|"
    r"the (?:treatment|medication)))|waking(?: up)?|moving|conscious|responsive|reacting|breathe)|(?:will|does|"
    r"do|can|could) not (?:(?:even|seem to|be) ){0,2}(?:wake(?: up)?|be woken|respond|breathe?|react|come round|"
    r"come to|open (?:his|her|their) eyes|move)(?! (?:up )?(?:to (?:the|his|her|it|how)|before|with|until|till|"
    r"early|for|dead|in time|on time|to me|to my|house|in with|from))|(?:is|has gone|has turned|has|looks|going|"
    r"gone|turning|"
    r"getting|is going|s|keeps (?:turning|going)|are)(?: (?:all|completely|totally|so|really|already|now|turning|"
    r"going|like|just|half|still)){0,3} (?:blue|grey|gray|purple|unconscious|unresponsive|limp|lifeless|"
    r"(?:barely|hardly|semi|half) (?:conscious|breathing|alive)|struggling to breathe|gasping|burning up|"
    r"overheating|(?:so|very|really|too|feel|getting) (?:weak|heavy|cold|drowsy|sleepy|dizzy)|something is wrong|"
    r"jaw (?:is )?locked|feel(?:ing)? (?:<w> )?(?:strange|weird|heavy|wrong)|blurry|delirious|losing "
    r"consciousness|in and out of (?:it|consciousness)|rigid|stiff|white as|overdosing|overdosed|od ?ing|foaming|"
    r"gurgling|fitting|seizing|convulsing|choking|collapsed|passed out|"
    r"having an? (?:\w{3,10} )?(?:seizure|fit|stroke|heart attack|overdose)|out cold|choking(?: on <w> <w>)?|"
    r"cold and (?:<w> )?(?:clammy|limp|stiff|sweaty|blue|grey|pale))(?! (?:hair|eyes|from work|of))|(?:lips?|"
    r"nails|finger ?nails|fingers|skin|hands|face|toes|ears|tongue)(?: (?!was|were|if|when|or|had)<w>){0,3} "
    r"(?:blue|grey|gray|purple|white|ashen)|(?:has|with|is having) (?:pinpoint|tiny|pinned) pupils|pupils are "
    r"(?:<w> )?(?:tiny|pin\w{0,8}|like)|eyes (?:are |have |keep )?(?:rolled|rolling)(?: back)?|temperature (?:of|"
    r"is) (?:4\d|10[4-9])|(?:stopped|stopping) (?:breathing|responding|moving|reacting)(?= ?(?:$|,| and))|(?:a |"
    r"this )?(?:gurgling|rattling|choking|bubbling)(?: snoring)? (?:sound|noise)|(?:jerking|twitching|shaking) "
    r"(?:all over|badly|violently|and)|"
    r"face is (?:blue|grey|gray|purple)|making(?: <w>){0,3} (?:gurgling|snoring|choking|rattling|gurgle)|(?:is|"
    r"just|has)(?: just)? gone over|(?:has |with |having )?(?:a )?(?:weak|no|faint|slow) pulse|breathing "
    r"(?:sounds?|is|has|gets|keeps|seems)(?: <w>){0,3} (?:snor\w+|strange|weird|wet|slow\w*|shallow\w*|stop\w*|"
    r"wrong|funny|gurgl\w+|weak\w*|irregular)|(?:does|do|will|can) not (?:answer|speak|talk|stand up|stay awake|"
    r"keep awake|sit up|know where|recogni\w+)(?! (?:to (?:me|us|her|him|them|anyone|his|my)|with|my (?:texts|"
    r"messages|calls|phone|emails)|to me about|about|"
    r"the phone|the door|his phone|her phone|emails|texts|messages|german|english))|dying (?:in front of|next to|"
    r"on the floor|right (?:here|now)|here)|(?:is|looks|keeps) (?:falling asleep|slipping|fading|drifting)(?: "
    r"away| off)?|(?:is|lying)(?: <w>){0,2} (?:completely |totally )?(?:limp|floppy|lifeless|motionless)|keeps? "
    r"(?:stopping breathing|passing out)|barely breathing|breathing is(?: <w>){0,2}"
    r" (?:slow|shallow|weak|stopping)|foaming at the mouth|pulse is gone|(?:can not|could not) (?:find|"
    r"feel) (?:a|his|her) pulse"
)
_FRESH = (
    r"(?:has|just|has just|s|is)(?: (?:just|now|gone and|again|already|also)){0,2} (?:overdosed(?! (?:<w> times|"
    r"twice|before|once|in|on a|at))|taken (?:<lots>|something|an? overdose)|blacked out|fainted|gone (?:limp|"
    r"blue|grey|gray|purple|unconscious|stiff|floppy)|stopped (?:responding|moving|reacting)|oded|od|odd|taken "
    r"an overdose|swallowed|took <lots>|collapsed|"
    r"stopped breathing|passed out|went blue|injected|took (?:all|<number>|the whole|my whole)|drunk (?:all|"
    r"the whole))"
)
_WORDS |= {
    "state": _STATE,
    "fresh": _FRESH,
    "somebody": (
        r"(?:(?:my|our|his|her)(?: <w>){0,3} <person>|he|she|(?:this|the) <person>|there is (?:a|an|this|"
        r"some) (?:<w> )?<person>|(?:a|this|another|some|one of (?:my|our|the)) (?:<w> )?<person>(?= (?:<w> "
        r"){0,5}(?:has|is|here|will|does|can|not))|(?:the|this) (?:person|guy|girl|man|woman|one) (?:next to|"
        r"beside|in front of|near|behind|with) (?:me|us)|(?:someone|somebody) (?:here|next to (?:me|us)|in (?:my|"
        r"our|the|this) <w>|at (?:my|our|the|this) <w>|beside (?:me|us)|with (?:me|us))|(?:boyfriend|girlfriend|"
        r"dude|bro|mate|roommate|husband|wife|mum|mom|dad)|him|"
        r"her|(?:a|some) <person> (?:here|next)|^(?:some |this |the )?(?:kid|guy|girl|man|woman|bloke|dude|lad))"
    ),
}
SOMEBODY = rule(
    r"(?:someone|somebody|a stranger|people)(?: <w>)? (?:<state>|<fresh>|overdosed)(?: <w>){0,3} (?:here|next to "
    r"(?:me|us)|"
    r"beside (?:me|us)|in front of (?:me|us))",
    r"<somebody>(?:,|,? (?:\w{1,20},? ){0,9}?)(?: ?)(?:<state>|<fresh>)",
    r"(?:his|her|my <person>s) (?:lips|face|skin|fingers)(?: <w>){0,2} (?:blue|grey|gray|purple)|(?:his|her|"
    r"their) breathing(?: is| has| got)?(?: <w>){0,2} (?:slow|slower|shallow|weird|funny|stopping|stopped|noisy|"
    r"wrong)",
    r"(?:can not|not able to|unable to|trying to|we can not)(?: <w>)? (?:wake|rouse|revive|turn|get (?:a |any "
    r")?(?:response|reaction|answer|breath|pulse) (?:from|out of))(?: up)? (?:him|her|"
    r"them|my (?:<w> ){0,2}<person>)",
    r"(?:can not|unable to|not able to|hard to|trying to) (?:get|make) (?:him|her|them|my (?:<w> ){0,2}<person>) "
    r"(?:to )?(?:open|wake|respond|react|breathe|talk|answer|stand|move|come)|(?:can not|not|can barely|can "
    r"hardly) (?:find|feel|get) (?:a|any|his|her|the) (?:pulse|heart ?beat)|no (?:pulse|heart ?beat|reaction)(?= "
    r"(?:on|from|at|$))|(?:i think|pretty sure|looks like|scared|afraid) (?:he|she|my <person>) (?:is|might be|"
    r"may be) (?:dying|dead|overdosing)(?! (?:of|to|inside))|(?:he|she|my (?:<w> ){0,2}<person>) is dying(?! "
    r"(?:of|to|inside|slowly|from (?!the (?:drug|gear|heroin))))(?= .{0,40}(?:took|injected|taken|snorted|smoked|"
    r"drank|swallowed))|(?:he|she|my (?:<w> ){0,2}<person>) needs (?:naloxone|narcan|an ambulance|help|cpr)(?: "
    r"right)? (?:now|fast|asap|quick\w*|immediately)",
    r"(?:my|our)(?: <w>){0,2} (?:daughter|son|child|kid|baby|toddler|niece|nephew|boy|girl|grandson|"
    r"granddaughter)(?: has)?(?: just)? (?:swallowed|drank|drunk|ate|eaten|got into|licked|chewed)(?: <w>){0,2} "
    r"<drug>|(?:do not know|can not tell|not sure|no idea|dunno) if (?:he|she|my (?:<w> ){0,2}<person>|they)(?: is|"
    r" are)?(?: still)? (?:breathing|alive|dead|dying|ok|going to die|going to make it)",
)
# Without a person named: enough when help is asked for.
NAMELESS = rule(
    r"(?:^|, ?|(?<!someone )(?<!somebody )(?<!person )(?<!people )(?<!who ))(?:\w{2,12} )?(?:is not breathing|"
    r"will not wake up|not breathing|can not wake up|not waking up|went blue|turned blue|turning blue|lips "
    r"(?:are )?blue|blue lips|(?:just )?gone over|no pulse|"
    r"stopped breathing|overdosing)"
)
NAMED = rule(
    r"^(?!(?:someone|somebody|it|nobody|everyone|anyone|who|he|she|they|you|asleep|and|or|person|patient|"
    r"not)\b)\w{2,15} (?:is not|will not|has stopped|stopped) (?:breathing|wake up|waking up|respond|responding)"
)
# Past in its form, or as well: another sign must say that it is now.
COLLAPSED = rule(
    r"there is (?:a |this )?(?:<w> )?(?:gurgling|rattling|choking|snoring|bubbling)(?: <w>)? (?:sound|noise)|"
    r"<somebody>(?: <w>){0,4} (?:stopped breathing|collapsed|went blue|turned blue|passed out|overdosed|od|"
    r"went limp|<took><about> (?:<lots>|antifreeze|bleach|poison))"
)

CUES = {
    "state": rule(
        r"(?:i )?can ?(?:not|hardly|barely) (?:stay awake|keep awake|stay conscious|type|talk|think straight|"
        r"walk|swallow|focus|keep (?:my )?eyes open|feel my \w+|breathe?|"
        r"catch my breath|stop (?:shaking|vomiting|throwing up|fitting|being sick)|move|stand|see(?: straight|"
        r" properly| anything)?(?! (?:the|a|my|him|her|any|why|how|it|that)))|barely breathe|hard to breathe|"
        r"my (?:heart|chest|breathing|vision|lips|fingers|body)(?: (?!was|were|had|would|felt|used|"
        r"did)\w{1,20}){0,7} (?:racing|weird|wrong|funny|stops|stopping|blue|grey|gray|crazy|mad|hurts|slowing|"
        r"slow|shallow|closing|starting|tight|numb|explode|exploding|pounding|shutting)|heart will not|"
        r"(?:going|drifting|slipping|fading) in and out|shaking uncontrollably|temperature is (?:39|4\d|10[3-9])|"
        r"going (?:in and out|blue|numb|under)|(?:everything|it|all)(?: is| goes| gets| is going|"
        r" is getting)(?: <w>)? (?:spinning|black|dark|fading|blurry)|i am(?: <w>){0,2} (?:passing out|"
        r"blacking out|fading|slipping|losing consciousness)|slipping away|having a (?:heart attack|seizure|"
        r"stroke)|losing consciousness|throwing up blood|seeing double|eyes are (?:yellow|closing)|(?:about|"
        r"going|starting) to (?:pass out|black out|collapse|faint)"
    ),
    "fear": rule(
        r"(?:i am |am |so |really )(?:<w> )?(?:scared|frightened|terrified|alone|on my own)|(?:nobody|"
        r"no one) (?:is )?(?:home|here)"
    ),
    "ill": rule(
        r"(?:trouble|difficulty|hard time|problems) breathing|throat (?:is )?closing|(?:struggling|hard|"
        r"forgetting|finding it hard) to breathe|nodd(?:ing)? (?:off|out)|chest pains?|pains? in my (?:chest|arm|"
        r"side|jaw)|(?:arm|face|leg|side|hands?) (?:is|has gone|feels?|are) (?:numb|hurt\w*)|my (?:side|liver|"
        r"stomach|belly|left arm|arm) (?:hurts|is killing)|(?:being|been|feel|feeling|getting) (?:really |so |"
        r"very |violently )?sick|vomiting|throwing up|shaking(?: and| all|<end>)|not stop shaking|(?:feel|"
        r"feeling) (?:really |very |so )?(?:weird|awful|strange|terrible|wrong|faint)|hallucinating|seeing "
        r"(?:things|spiders|bugs|shadows)|burning up"
    ),
    "mild": rule(
        r"i (?:am|feel|am feeling|am getting|have)(?: (?:so|really|very|getting|feeling|and|now|starting to feel|"
        r"too)){0,3} (?:sleepy|drowsy|far away|cold|dizzy|scared|frightened|weird and|sick and|numb|terrified)|"
        r"(?:feeling|getting) (?:so |really |very )?(?:sleepy|drowsy|cold|dizzy|scared)|nobody (?:home|here|"
        r"knows)|no one (?:home|here|knows)|i am (?:alone|on my own)|i regret it"
    ),
    "help": rule(
        r"(?:tell|show) (?:me|us) what to do|(?:what|how) (?:do|can|should) (?:i|we) (?:do |give |help |stop |"
        r"wake )|should (?:i|we) (?:call|ring|go|take (?:him|her)|be worried|give|induce|make)|is (?:this|it|he|"
        r"she) (?:an overdose|overdosing|dangerous|going to (?:die|be ok\w*)|too late)|advice (?:needed|please|"
        r"fast)|the (?:naloxone|narcan) is (?:<w> )?(?:gone|finished|empty|used)|is it normal|how do i (?:give|"
        r"use|inject|administer)|(?:call|calling|called|ring|rang) (?:an ambulance|999|911|112)(?= and)|help(?: "
        r"me| us| please| pls| plz)|please help|(?:somebody|someone|anyone|anybody) (?:please )?help|"
        r"(?:^|, ?)help<end>|i need help<end>|help$|what (?:do|should|can|shall) (?:i|we) do<end>|wtf (?:do|"
        r"should) (?:i|we) do|do not know what to do|(?:the )?ambulance is|am i (?:going to|gonna) (?:die|be ok)|"
        r"will i (?:die|be ok|be okay|be alright|make it)|how long (?:have|do|will|until|till|before|"
        r"does it take) ?(?:i|it|me)?|hurry|sos|scared to call|afraid to call|is it too late|i did it|"
        r"i have done it|it is done|its done|(?:will|could) (?:it|this|that|they) kill me|no (?:naloxone|narcan)|"
        r"gave (?:him|her)(?: <w>)? (?:naloxone|narcan)"
    ),
    "now": rule(
        r"right now|just now|at the moment|as i (?:write|type)|(?:minutes?|mins?|min|hours?|hrs?|seconds?) ago|"
        r"half an hour ago|tonight|this (?:evening|afternoon)|now|currently|an hour since|please|nobody knows|"
        r"no one knows|its done|it is done|in front of me|says? (?:goodbye|bye)|(?:just|and) (?:called|texted|"
        r"rang|told) me"
    ),
    "wish": rule(
        r"(?:want|wanted|hope|hoping|waiting) (?:it|this|everything|for it)?(?: all)? ?to (?:end|stop|be over|"
        r"die|work|go)|not want (?:anyone|to be|anybody|them|you) to|(?:goodbye|bye)|do not save me|enough|sorry|"
        r"forgive me|how long does it take|not want to be (?:saved|found)"
    ),
}

DYING = rule(
    r"i am(?: (?:fucking|really|literally|actually|definitely))? (?:going to die|dying)(?! (?:of|to|for|from|in|"
    r"one|some|laughing|inside|alone|happy|over|at|here|eventually|anyway|like|by|because|before|without|lol))"
)
