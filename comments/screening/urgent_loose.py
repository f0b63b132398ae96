"""A wish to die in words that no list foresees: who speaks, what is meant to be done, and death, near each other.

Read after urgent_wish.py, and only in sentences that tell of no past, no condition and nobody else.
"""

from functools import partial

from . import urgent_words
from .urgent_words import VOCABULARY

_WORDS = VOCABULARY | {
    # A word between them that leaves it said of oneself, and not denied.
    "mine": (
        r"(?!(?:not|never|no|nobody|none|without|stop|he|she|they|we|you|your|people|person|stopped|who|"
        r"somebody(?! would)|brother|sister|"
        r"friends?|son|daughter|dad|mum|mom|mother|father|wife|husband|if|when|was|were|had|did|prevent\w*|avoid\w*|"
        r"instead|rather|how|why|what|before|until|since|scared|afraid|fear\w*|risk|from|against|dog|cat|"
        r"than)\b)\w{1,20}"
    ),
    "dead": (
        r"(?:die(?! (?:of|from|out|hard|in|on|down|laughing|happy|sober|clean|young|at|for|with))|dying(?! (?:to|"
        r"of|for|from|out|"
        r"in))|dead(?! (?:sure|set|tired|serious|end|honest|wrong|right|line|easy|good|slow|simple|on|weight|"
        r"skin|man|cells|by))|"
        r"death(?! (?:penalty|rates?|grip|row|metal|certificate|toll|of|in))|suicide(?! (?:prev\w*|hot\w*|line|"
        r"rates?|watch|"
        r"squad|help\w*|notes?|risk|attempts?|by|in|and harm|among|is))|kill (?:me|<self>)|(?:killing|hanging|"
        r"shooting|drowning) "
        r"<self>|take <self> out|not (?:to )?(?:wake up|be alive|be here anymore|exist)(?! (?:in (?!the morning)|"
        r"sick|at|early|with|ill|on))|my life (?:to be over|to end|"
        r"over|ends|ended)|end my (?:own )?life|(?:intentional|deliberate|fatal|lethal) (?:overdose|od|dose)|"
        r"overdosing|hanging <self>|(?:drive|driving|run|running|crash|crashing|steer|steering)(?: <w>){0,2} "
        r"(?:into|off)(?: <w>)? (?:wall|tree|traffic|bridge|road|cliff|river|lorry|truck)|(?:jump|jumping|step|"
        r"stepping|throw\w*|walk|walking)(?: <self>)? (?:off (?:a|the)|in front of|under|into (?:traffic|the "
        r"(?:sea|river|water|canal)))|(?:use|using) (?:it|this|them|the \w+) on <self>|(?:be|being) (?:dead(?! "
        r"(?:sure|set|tired|serious|honest|certain|right|clear|straight))|gone(?= ?(?:$|,))|no more)|ending "
        r"(?:things|it(?: all)?)(?= ?(?:$|,|tonight|now|today))|kill(?:ing)? off <self>|hurt(?:ing)? <self>|"
        r"overdose (?:on purpose|"
        r"deliberately|intentionally)|never wake up)"
    ),
    "intent": (
        r"(?:want|wanting|wish|wishing|hope|hoping|hoped|need|plan|planning|going to|about to|ready|prepared|"
        r"decided|thoughts?|"
        r"thinking|think|easier|better|closer?|only|looking forward|wondering|tempted|deserve|stop thinking|pray|"
        r"praying|wait|waiting|"
        r"bought|saved|enough|urge|urges|choose|choosing|obsess\w*|dream|dreaming|long|longing|craving|crave|"
        r"prefer|welcome|try|trying|"
        r"attempt|intend|intending|considering|fantasi\w*|googling|googled|researching|research|looking up|"
        r"googl\w*|ask\w*|courage|"
        r"desire|ideas?|ideation|way)"
    ),
}
rule = partial(urgent_words.rule, words=_WORDS)

_BODY = _WORDS | {
    "here": (
        r"(?!(?:was|were|had|if|when|would|could|should|might|may|used|who|until|after|before|once|always|never|"
        r"every|often|hair|"
        r"eyes are|jeans|shirt|dress|cat|dog|ever|last|about|of|like)\b)\w{1,20}"
    ),
    "lies": (
        r"(?:unconscious|unresponsive|(?:has|just|is) (?:<w> )?(?:collapsed|dropped|fainted|passed out|gone down|"
        r"blacked out)|just (?:<w> )?"
        r"(?:went|fell|dropped) (?:down|over|limp|silent|quiet)?|just (?:collapsed|dropped|fainted)|limp|"
        r"lifeless|foaming|seizing|fitting|"
        r"convulsing|choking|gurgling|overdosing|(?:barely|hardly|scarcely) (?:awake|breathing|conscious|alive|"
        r"moving|responding|there|responsive|"
        r"able)|going under|not (?:breathing|responding|moving|waking|reacting|conscious)|(?:turned|turning|"
        r"going|gone|went|is|are|all|looks) (?:<w> )?"
        r"(?:blue|purple|grey|gray|ashen)(?! (?:hair|eyes|car|area))|stopped (?:breathing|moving|responding|"
        r"answering)|no pulse|ice cold|clammy|rolled "
        r"back|in and out|(?:losing|lost) consciousness|out cold|can not be woken|breathing (?:really |very |so |"
        r"too )?(?:fast|slow|slowly|weird\w*|"
        r"strange\w*|funny)|having a (?:fit|seizure|stroke)|(?:fading|slipping) (?:away|fast|out))"
    ),
    "who": (
        r"(?:he|she|him|her|his|my(?: <w>){0,2} <person>|(?:a|the|this|some|another) (?:<w> )?<person>|someone "
        r"(?:here|in|at|on|next|with)|"
        r"somebody (?:here|in|at|on|next|with)|wife|husband|girlfriend|boyfriend|mum|mom|dad|mate|brother|sister)"
    ),
}
# Somebody, and the sign of a body that fails; with a drug, a call for help or a "now" near it.
LIES = urgent_words.rule(r"<who>(?:,? <here>){0,9}? <lies>(?! (?:times|hair|eyes))", words=_BODY)
EVIDENCE = urgent_words.rule(
    r"<drug>|took|taken|taking|used|injected|injecting|snorted|smoked|swallowed|drank|drunk|drinking|needle|"
    r"syringe|foil|narcan|naloxone|"
    r"ambulance|999|911|112|dose|overdose|substances?|something|drugs?|high|hit|stuff|fix|alcohol|vodka|pipe",
    words=_WORDS,
)
LOOSE = rule(
    r"(?:voices?|something|my (?:head|mind|brain))(?: in my head)? (?:tell|tells|are telling|is telling|keeps? "
    r"telling|keeps? saying|says?|say|order|orders)(?: me)? to (?:die|kill <self>|end (?:it|my life)|jump|hang "
    r"<self>)",
    r"(?:imagining|picturing|fantasi\w*|dreaming (?:of|about))(?: <mine>){0,2} (?:hanging|killing|drowning|"
    r"shooting|cutting) <self>",
    r"(?:do not|not) (?:think|know|believe|sure)(?: (?:if|that|whether))? i can (?:stay|keep|remain|be|go) "
    r"(?:alive|living|on living)",
    r"(?:no longer|not|never|can not) see (?:the|any|a|much) (?:point|sense|reason|purpose)(?: (?:of|in|to))?(?: "
    r"<w>)? (?:living|life|live|existing|being alive|going on)",
    r"(?:i )?(?:should|deserve to|ought to)(?: just)? die(?= ?(?:$|,|already|now|tonight))|(?:d|id|would) like "
    r"to (?:die|be dead)(?= ?(?:$|,|now|tonight|please|soon|and))",
    r"i<adv> (?:want|need|plan|going) to (?:follow|join) (?:her|him|them)(?= ?(?:$|,|to the|in death|soon|tonight))",
    r"(?:i|me|my|mine)(?: <mine>){0,5} <intent>(?:,? <mine>){0,6}(?: i do| i)?(?: never)? <dead>",
    r"(?:i|me)(?: <mine>){0,3} (?:can not|could not) stop (?:thinking|dreaming|fantasi\w*|obsessing)(?: "
    r"<mine>){0,5} <dead>",
    r"(?:dying|death|suicide|being dead)(?: <mine>){0,3} (?:easier|better|relief|release|answer|way out|solution|"
    r"peaceful)",
    r"(?:dying|death|suicide|being dead|not existing|not being here)(?: <mine>){0,2} (?:sounds?|seems?|feels?|"
    r"looks?)(?: <w>){0,2} (?:good|nice|better|peaceful|easy|easier|tempting|comforting|right)",
    r"(?:lost|no|not have|losing)(?: <w>){0,3} (?:will|strength|wish|energy|desire) to (?:live|go on|be alive|"
    r"exist|carry on|keep going)|until i (?:die|am dead|stop breathing|drop dead)(?= ?(?:$|,))",
    r"(?:only|best|easiest|quickest)(?: <mine>){0,8} (?:is|be|would be) (?:death|dying|suicide|to die|if i "
    r"die\w?|my death)",
    r"(?:my )?(?:family|kids|everyone|they|people|world|mum|mom|parents|children)(?: <w>){0,3} (?:better off|"
    r"happier)(?: <w>){0,2}"
    r" (?:dead|without me|gone)",
    r"(?:disappointed|sad|angry|sorry|gutted|upset|hate)(?: <w>){0,2} (?:i (?:am|woke)|to be|being|it that i "
    r"am)(?: <w>)? (?:still (?:alive|here|breathing)|alive|up)",
    r"(?:today|tonight|tomorrow|this)(?: <mine>){0,3} (?:day|night|evening|weekend|hour) (?:that )?i (?:end|"
    r"finish|die|kill|do) ?(?:it|this|<self>|my life)?",
    r"(?:what (?!happen)|which |how (?:much|many|big) )(?:<w> ){0,6}(?:would|will|is|kills?|does|do i|should i|"
    r"to)(?: <w>){0,6} (?:kill me|kill <self>|enough to die|i die|me to die|to die)",
    r"(?:wondering|wonder|looking up|googling|asking) (?:whether|if|how)(?: <w>){0,7} (?:enough to die|kill me|"
    r"kill <self>|to die|would die|die if)",
    r"i can not (?:live|keep living|go on living|exist)(?: (?:with|like|in|another)(?: \w{1,12}){0,3})?(?= "
    r"(?:anymore|any more|any longer|<end>)|<end>)",
    r"(?:hurts|painful|hard|tired|exhausting|much|pain|sad|broken|weak|lonely)(?: <mine>){0,3} to (?:live|be "
    r"alive|exist|stay alive|keep living)(?: (?:anymore|any more|any longer|on)| like this|<end>)",
    r"i am (?:not going to|never going to)(?: be)? (?:survive|live|last|make it|wake up|alive|here)(?: (?:this|"
    r"through|past|the|until|to|much|tomorrow|tonight)(?: <w>)?)?(?= ?(?:$|,|and))",
    r"(?:i am|i stand|i sit|standing|sitting|sat|up)(?: <w>){0,2} (?:on|at|over) the (?:edge|ledge|railing|top|"
    r"parapet)(?: of)? (?:the|a|this|my)? ?(?:roof|bridge|building|"
    r"cliff|tracks|balcony|platform|car park)",
    r"i (?:have|am) (?:nothing|no one|nobody|no reason|no strength)(?: <w>){0,3} (?:to live|to go on|to keep "
    r"going|to stay|for me here)",
    r"i (?:do not|can not) (?:see|want|believe in|picture|imagine)(?: <w>)? (?:tomorrow|a future|any future|a "
    r"tomorrow|a way out|any way out|myself alive)(?= ?(?:$|,|and|any|for me|except|but))",
)
