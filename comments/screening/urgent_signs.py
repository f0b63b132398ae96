"""Danger that is said otherwise: a body that fails, somebody else who wants to die, small signs that count together."""

from .urgent_words import rule

# In the first person; each is enough alone.
ALARM = rule(
    r"i am having (?:trouble|difficulty|a hard time|problems) breathing|my throat is (?:closing|swelling)|i can "
    r"not stay (?:conscious|awake and breathing)",
    r"i (?:can not|can hardly|can barely|am struggling to|am not able to|keep forgetting to) (?:breathe|"
    r"breath)(?: properly|"
    r" right| anymore| any more| at all)?(?= ?(?:$|,|and|help|i |please|now|my))|i am (?:going|turning|slowly)? "
    r"?(?:blue|"
    r"bleeding (?:out|to death)|overdosed)(?! (?:in|about|for|with))",
    r"(?:my|our) (?:<w> )?(?:lips|fingers|finger ?nails|nails|hands|face|toes)(?: and (?:my )?\w{3,12})? (?:are|"
    r"is|look|"
    r"going|turning|have gone|has gone)(?: (?:going|turning|all|gone|really|now|so|getting|completely)){0,2} "
    r"(?:blue|grey|"
    r"gray|purple)",
    r"my heart (?:is (?:stopping|giving (?:out|up)|failing|skipping and)|keeps stopping|just stopped)(?! (?:me|for))",
    r"i (?:can not|can barely|can hardly) (?:feel|find) my (?:pulse|heart ?beat)",
    r"(?:i am|think i am|am i|i think im) having (?:a|an|some kind of) (?:<w> )?(?:heart attack|stroke|seizure|"
    r"overdose)(?! "
    r"(?:laughing|just|over|every|about|at the|when|reading))",
    r"(?:chest|heart)(?: <w>){0,2} (?:pains?|hurts?|hurting|tight|tightness|pounding|crushing)(?:,? <w>){0,12} "
    r"(?:(?:left )?arm|not feel my|"
    r"jaw|numb|not breathe)",
    r"i (?:keep|am) (?:nodding|dropping|passing|blacking|drifting|falling)(?: <w>){0,5} (?:forget\w{0,4}|"
    r"stop\w{0,4}|not)"
    r" (?:to )?breath\w{1,3}",
)
# Somebody who wants to die or is about to.
_WHO = r"(?:my(?: <w>){0,3} <person>|he|she|someone i (?:know|love)|somebody i (?:know|love))"
_SELF = r"(?:him ?self|her ?self|them ?sel(?:f|ves))"
_KILL = (
    rf"(?:(?:kill|hang|shoot|drown|off|hurt|poison) {_SELF}|(?:end|take) (?:it(?: all)?<end>|(?:his|her|their) "
    rf"(?:own )?life|"
    r"it (?:all|tonight|now))|commit suicide|overdose(?: on purpose|<end>| tonight)|jump(?: off| in front| from|"
    r"<end>)|"
    r"(?:take|swallow) (?:all (?:his|her|the|of)|them all|everything|an overdose)|die(?! (?:at home|in (?:peace|"
    r"his|her)|of|"
    r"with|sober|clean|on|from|young|before|anyway|trying)))"
)
PLEDGE = rule(
    rf"{_WHO}(?:,? (?!not\b|never\b|used\b)<w>){{0,6}},? (?:says? (?:he|she|they) (?:will|ll)(?: <w>)?|(?:is|"
    rf"s)<adv> (?:going to|about to|trying to|planning to|"
    rf"threatening to|ready to|determined to)|wants<adv> to|threatens to|plans to|wishes to|will<adv>)(?<!will) "
    rf"{_KILL}",
    rf"{_WHO}(?: (?!not\b|never\b|used\b)<w>){{0,3}} (?:is|keeps) (?:threatening|talking about|planning|texting "
    rf"about)"
    r" (?:suicide|killing|ending (?:it|his|her))",
    rf"{_WHO}(?: <w>){{0,4}} (?:is suicidal|does not want to (?:live|be here|be alive|wake up)(?! (?:in|with|at|"
    rf"for|on)))"
    r"(?= ?(?:$|,|and|right|tonight|now|anymore|any more|today))",
    rf"{_WHO}(?: has)?(?: just)? (?:tried to (?:kill|hang|drown) {_SELF}|(?:slit|cut) (?:his|her) wrists?)(?= "
    rf"(?:just|tonight|now|"
    r"an hour|\w+ (?:minutes?|hours?) ago|today|this (?:morning|evening)|again (?:tonight|now|today)))",
)
# The same said loosely: urgent if anything near it says that it is now.
THREAT = rule(
    r"(?:my(?: <w>){0,3} <person>|he|she)(?: <w>){0,5} (?:is|am|will|threatening|wants|about)(?: <w>)?(?: to)?"
    r" (?:kill|killing|hang|hanging|shoot|drown|end|ending|jump|overdose|cut)(?: (?:himself|herself|themself|"
    r"themselves|his life|her life|it|off the|off a))"
)
# Each says little alone: a bridge is a bridge.
SIGNS = {
    "farewell": rule(
        r"goodbye(?: \w{3,9})?(?! to (?:my|the) (?:dealer|drug|drink))|farewell|(?:letters?|note) (?:is|are|to "
        r"my (?:mum|mom|kids|family|"
        r"parents))(?: written)?|i have written (?:my|the|a|goodbye) (?:<w> )?(?:letters?|notes?)|"
        r"thank you for everything|sorry (?:mum|mom|everyone|to everyone|for everything)|forgive me|tell (?:my|"
        r"them|her|him)(?: <w>){0,3} i love[ds]?"
    ),
    "means": rule(
        r"(?:rope|noose|gun|razor|blade|pills|tablets|note) (?:is|are) (?:<w> )?(?:in|on|ready|here|next|waiting|"
        r"tied|hanging|loaded|lined|counted)|(?:saved|saving|stocked|stored|hoarded)(?: up)?(?: <w>){0,3}"
        r" (?:pills|tablets|meds|methadone|insulin)|(?:heroin|fent|fentanyl|gear|pills|oxy|morphine|methadone|"
        r"insulin)(?: all)? (?:saved|put aside|ready|waiting)|(?:<number>|all the|my|the) (?:<drug>|pills|"
        r"tablets)(?: <w>){0,2} (?:here|left|saved|lined up|in front|counted|beside|laid out)|enough(?: "
        r"<w>){0,3} (?:here|ready|to (?:do it|finish it|end it|die|kill)(?! pain))|enough (?:pills|tablets|"
        r"insulin|methadone)? ?to be sure|"
        r"i (?:have|have got|bought) (?:the|a|my|enough) (?:rope|gun|noose|pills|tablets)<end>|i have (?:a|my) "
        r"plan(?! (?:for|to|of) (?:quit|stop|taper|get|cut|action))|(?:have|got)(?: got)? (?:(?:the|my|"
        r"all the) (?:pills|tablets|rope)|them|it all|everything|<number> <w>) (?:right |here )?(?:in front of|"
        r"next to|beside|ready)"
    ),
    "looking": rule(r"(?:looking|staring) at (?:them|the (?:pills|bottle|tablets|rope|knife|gun))"),
    "place": rule(
        r"i am (?:<w> ){0,2}(?:on|at|by) (?:the|a|this) (?:<w> ){0,2}(?:bridge|roof|rooftop|ledge|edge|cliff|"
        r"tracks|railway|platform|balcony)"
    ),
    "reason": rule(
        r"(?:reason|reasons) not to|talk me out of it|stop me|why i should not|one reason to|no(?:body|"
        r" one) (?:would|will)(?: even)? (?:miss|notice|care)|nobody (?:suspects|knows)|no one (?:suspects|knows)"
    ),
    "tonight": rule(
        r"tonight is the night|tonight|going to do it|lie down|fall asleep(?= ?(?:$|,))|after midnight|i am "
        r"doing it|its time|it is time|no way back|(?:too late|"
        r"do not try to (?:stop|find))"
    ),
    "end": rule(
        r"(?:want|need) (?:it|this|everything|all of it)(?: all)? (?:to (?:end|stop|be over)|over)|i am ready to "
        r"go|not come back|not coming back|(?:do not|not) want (?:anyone|"
        r"anybody|them|you) to (?:save|find|stop) me|do not save me"
    ),
    "enough": rule(
        r"i have decided(?= ?(?:$|,))|no more(?= ?(?:$|,))|at the end(?= ?(?:$|,))|(?:nothing|no one|nobody)(?: "
        r"<w>)? left(?: for me)?(?= ?(?:$|,))|"
        r"can not (?:do|take|bear|stand|cope with) (?:this|it|life) any ?(?:more|longer)|i (?:give|am giving) up|"
        r"i have had "
        r"enough|i am (?:so )?(?:done|finished)(?! (?:with|my))|nothing (?:helps|matters)|no hope|so tired of "
        r"(?:it all|everything|"
        r"this life)"
    ),
    "last": rule(
        r"my last (?:post|message|words|night|note|comment|day|evening|letter)|(?:one|a|my) last (?:big "
        r")?(?:shot|hit|dose|fix|one)"
    ),
}
