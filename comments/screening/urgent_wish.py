"""A wish to die, in the first person and the present."""

from functools import partial

from . import urgent_words
from .urgent_words import VOCABULARY

_WORDS = VOCABULARY | {
    "kill": (
        r"(?:(?:kill|hang|shoot|drown|off|end|gas|top|delete|strangle|suffocate|poison|erase)(?:t?ing|ming|"
        r"ping)? <self>|(?:end|ending|take|taking) my (?:own )?(?:life|existence)|(?:commit|committing|do|"
        r"doing) suicide|end(?:ing)? it all|end(?:ing)? everything|end(?:ing)? things<now>|"
        r"swallow(?:ing)? (?:them|the pills|these)|overdos(?:e|ing)(?: on purpose| tonight| myself|<end>)|"
        r"overdose and (?:die|not|never|be|end|let)|do <self> in|od (?:on purpose|tonight|myself)|(?:slit|cut|"
        r"open)(?:ting|ing)? my (?:wrists?|throat|veins)|(?:jump|"
        r"jumping)(?: (?:off|from|in front of|under) (?:the|a|this|that|my) <w>|<now>|<end>)|(?:end|"
        r"ending) it(?:<now>| once and for all| for ever| forever|<end>)|(?:die|dying)<now>|(?:take|do|inject|"
        r"use|taking|doing|shoot) (?:a |the |one )?(?:hot ?shot|lethal dose|fatal dose)|throw(?:ing)? <self>"
        r" (?:off|under|in front)|not be(?:ing)? here (?:anymore|tomorrow)|(?:take|taking|swallow|swallowing|"
        r"inject|injecting) (?:all (?:of )?(?:them|these|my|the|of it|it)|them all|it all|everything(?: in "
        r"(?:the|my) <w>)?|every|the (?:whole|lot|rest|entire)|an overdose)(?: <w>){0,2}(?:<now>|<end>| and "
        r"(?:not|never|die|end|sleep|lie down|be done|finish|hope|go to sleep|drift|wait|see)))"
    ),
    "death": (
        r"(?:die(?! (?:(?:of|from) (?:shame|laugh\w*|embarrass\w*|boredom|cringe|heat|envy|joy|happiness|old)|"
        r"laughing|happy|old|at home|with dignity|sober|clean|knowing|trying))|be dead(?! (?:honest|serious|sure|"
        r"right|straight|certain|clear|weight))|be (?:with (?:god|jesus|him|her) in heaven)|(?:not|"
        r"never) (?:be alive|be here anymore|wake up|exist|live|have been born)(?! (?:with|without|in|at|like|"
        r"early))|(?:go to |fall a|just )?sleep (?:and|,) (?:never|not) (?:ever )?wake up(?! (?:at|in|sick|early|"
        r"for|with|until|till|every))|(?:go to |just |"
        r"lie down and )?sleep forever|never wake up|not wake up|(?:stop|quit) (?:existing|living|being alive|"
        r"breathing)|cease to exist|leave this (?:world|earth|life)|disappear (?:and die|forever|for good|"
        r"from this (?:world|earth|life))|be (?:gone|over) forever|fall asleep forever|<kill>)"
    ),
    "living": (
        r"(?:living|live|life|go on|going on|carry on|carrying on|be(?:ing)? (?:here|alive)|exist(?:ing)?|"
        r"wake up|waking up|get up|keep (?:going|living|on)|stay(?:ing)? alive|breathing|trying to (?:live|"
        r"stay alive)|(?:me|my) (?:being here|life))(?! (?:in|at|with|on|there|near|under|like that|through))"
    ),
    "lately": r"(?:(?:just )?now|tonight|today|again|this (?:morning|evening|afternoon|week)|(?:<w> "
    r"){1,2}(?:minutes?|hours?) ago|"
    r"(?:last night|yesterday)(?! i)|earlier)(?! (?:last|in|years?))",
    "away": r"(?! (?:with|without|in|at|near|for|through|alone|next|under|together|off|on|when|if|until|till|"
    r"from|early|like|sick|ill|hungover|withdrawing|tired|dope|needing|craving))",
}
rule = partial(urgent_words.rule, words=_WORDS)

WISH = rule(
    r"i (?:have |just |have just |am )?(?:written|wrote|writing) (?:a|my|the)(?: <w>)? ?(?:suicide|goodbye|"
    r"farewell|last) (?:note|letter)s?",
    r"i (?:wish|hoped?)(?: that)? (?:this|it|the|my|that)(?: <w>){0,2} (?:had|would have) killed me",
    # I want to die; dropped subject at the start
    r"(?:(?<=^)|i<adv>|(?<=, )|(?<=^and )|(?<=^but )|(?<=^just )|(?<=^honestly )|(?<=^so ))(?: ?(?:want|need|"
    r"wish|long|would like|would love|would prefer|ache|pray|hope|am desperate|am ready|am prepared|am about|"
    r"am waiting|may as well|might as well|am longing|am hoping|have been wanting|have wanted|keep wanting|"
    r"am wanting|deserve|prefer)(?: (?:so (?:badly|much|bad)|nothing more than|it so bad|badly|"
    r"more than anything|nothing but|for nothing but))?)(?: 2| to| too)(?: (?:just|fucking|really|finally|simply|"
    r"be able to|lie down and|go and|fuckin|go to bed and)){0,2} <death>",
    r"i (?:<w> ){1,6}and<adv> want to <death>",
    r"i do not (?:even |really )?care(?: anymore| any more)? (?:if|whether) i (?:die|live|wake up|od|overdose|"
    r"survive|am dead|stay alive)",
    r"i am<adv>(?: sitting| standing| sat| stood| up| out)? on the (?:train tracks|tracks|railway|rails|ledge|"
    r"roof|rooftop|wrong side)",
    r"engine(?: is)? running(?: <w>){0,5} garage|garage(?: <w>){0,6} (?:engine|exhaust)|hose(?: <w>){0,4} exhaust",
    r"i (?:could|might|may|should)<adv> (?:end it|kill <self>|end my life|die)<now>",
    r"i can not<adv> (?:live|face|do|take|survive|get through|bear) (?:another|one more|a single) (?:day|night|"
    r"hour|minute)",
    r"how many(?! people| of us| friends| more| times| have| must)(?: <w>){0,6} to (?:die|end it|be sure|never wake)",
    r"i(?: have)?(?: just)? (?:tried to|attempted to) (?:<w> ){0,2}<kill>(?: <w>){0,2} <lately>|i(?: have)?(?: "
    r"just)? tried (?:killing|hanging|drowning) <self>,? <lately>|i(?: have)?(?: just)? (?:tried to|attempted "
    r"to) (?:kill|hang|drown|shoot|gas) <self>,? <lately>|i(?: have)?(?: just)? attempted suicide <lately>",
    r"(?:i am|i have been|i keep)<adv> (?:cutting|harming|burning|slashing|hurting) <self>(?= ?(?:$|,|and|again|"
    r"all|tonight|now|"
    r"because|badly|so|today))|(?:scared|afraid|worried|know|feel like|want to|going to|might|about to)(?: "
    r"that)?(?: (?:i am|i will|ill|"
    r"i might|i may|i could|going to|gonna))*(?: <w>)? (?:hurt|harm|cut) <self>(?= ?(?:$|,|and|tonight|now|again|"
    r"today|badly))",
    r"(?:hope|want|wish|pray)(?: (?:that|for))?(?: (?:this|the|my|next|it|one|of|these|shot|hit|dose|batch|time|"
    r"pill|pills|last|bag|them|"
    r"to)){1,5}(?: (?:will|would|just|finally|to)){0,2} (?:kill|finish|take) ?s?(?: me)(?: (?:out|off|away))?|"
    r"(?:hope|want|wish|pray)(?: <w>){1,5}"
    r" (?:kills|finishes) me(?: off)?",
    r"i<adv> think<adv> (?:about|of)<adv> (?:suicide|killing <self>|ending (?:it|my life|everything)|dying|death|"
    r"overdosing on purpose)(?! (?:prev"
    r"\w*|rates?|of))<adv>(?= ?(?:$|,|and|every|all|constantly|a lot|right|again|daily|more|most|day|because))|"
    r"(?:wanted|want) to die,? (?:and|but)"
    r" (?:i )?(?:still do|do still|still want)|(?:still|again) want(?:ing)? to (?:die|kill <self>)",
    r"(?:^|please |just |, )let me (?:die|go to sleep forever|sleep forever)|i (?:have|have got)(?: <w>)? "
    r"enough(?: <w>){0,5} to (?:kill"
    r" <self>|die|end (?:it|my life)|never wake)|i have (?:had )?(?:<w> )?(?:suicidal|suicide) (?:thoughts|urges|"
    r"feelings)(?= (?:all|every|since|"
    r"again|today|tonight|lately|and|right|now|for (?:days|hours)|constantly|this))|(?:please|just|somebody|"
    r"someone) kill me<end>",
    r"i (?:have )?(?:just )?cut(?: <self>)? (?:too|to|so|really) deep|(?:i am |keep |i keep )(?:imagining|"
    r"picturing|craving|longing for|dreaming of|fantasi[sz]ing about) (?:my own |my )?(?:death|funeral|suicide)|"
    r"i (?:want|crave|long for) death",
    r"(?:(?:a |some |most |every )?part of me|everything in me|all of me|something in me|my (?:head|brain|"
    r"mind)) (?:just |only |really )?(?:wants(?: me)?|(?:keeps telling|tells|is telling|keeps saying) me|"
    r"begs me) to <death>",
    r"(?:i am |am )?still (?:alive|here),? (?:and |but |when )?(?:i )?do not (?:even )?want to be<end>",
    r"i (?:may|might) as well (?:be dead|die|kill <self>|end it)",
    # going to kill myself
    r"(?:(?:i|i am|i have been|i been|^been|^still|i keep|i can not stop|can not stop|not stop|i have|i will|"
    r"ill)<adv> )?(?:(?:going|go|about|planning|plan|plans|ready|decided|decision|intend|intending|intention|"
    r"trying|need|have|want|wanting|would like|prepared|way|ways|method|methods|tempted|urge|urges|desire|close|"
    r"date|time|courage|determined) (?:to|2|of|on|for)|thinking (?:of|about)|think (?:of|about)|thoughts (?:of|"
    r"about)|feel like|feeling like|considering|contemplating|fantasi[sz]ing about|dreaming (?:of|about)|will|"
    r"ill|might|may|should(?: i)?|ought to|better)(?: (?:just|really|finally|go and|go|simply|actually|be|try to|"
    r"how to|the best|start|either|definitely|probably|fucking|prepared to|about)){0,2} <kill>(?! by working)",
    # I'm killing myself tonight
    r"i am<adv> (?:killing <self>|ending (?:it|my life|things)|doing it|dying|hanging <self>|jumping|"
    r"taking my life|finishing it)<now>",
    r"(?:tonight|today|tomorrow|now|this (?:weekend|evening|morning)),? (?:i am|i will|ill)<adv> (?:killing|"
    r"ending|kill|end|hanging|going to (?:end|kill)) (?:<self>|it(?: all)?<end>|my life|everything<end>)",
    # I don't want to be here anymore
    r"(?:(?:i|and|but|just|because|cos|so)<adv> )?(?:do not|no longer|not|never|can not bear to)(?: (?:even|"
    r"really|ever|just|fucking|actually|honestly|truly)){0,2} (?:want|wish|care|deserve|desire|wanting|need|"
    r"plan)(?: (?:to|too|2)) (?:be )?(?:live|living|(?:be )?(?:here|alive|around|on this (?:earth|planet))|exist|"
    r"wake up|go on(?: living)?|keep (?:living|going|existing)|carry on(?: living)?|survive|be in this world|"
    r"see (?:another day|tomorrow)|stay alive|breathe)(?:<away>|(?= like this (?:any|<end>)))",
    r"(?:do not|no longer|not)(?: (?:really|even|ever)){0,2} feel like (?:living|being (?:here|alive)|existing|"
    r"going on)",
    r"(?:i )?(?:do not (?:think|know if|believe)|not sure) (?:that )?i (?:can|will|could|am going to|"
    r"want to)(?: <w>)? (?:keep going|go on|carry on|hold on)(?= ?(?:$|,|any|much|and|with this))|"
    r"(?:i )?(?:do not (?:think|know if|believe)|not sure) (?:that )?(?:i (?:can|will|could)|ill|il)(?: <w>)? "
    r"(?:live|"
    r"make it|last|survive|get|be here|be alive) (?:through|another|the night|tonight|one more|much longer|"
    r"any longer|this (?:night|week)|tomorrow|to see)",
    r"so (?:that )?i (?:(?:do not|never|will not|will never|can)(?: have to)?(?: ever)? wake up|never wake up|"
    r"can be dead|can die)",
    r"(?:death|dying|suicide) (?:is|seems|feels|looks)(?: like)?(?: <w>){0,2} (?:only|best|"
    r"easiest)(?: real)? (?:way|option|answer|choice|thing|solution)|(?:can not |do not |not )?(?:see |"
    r"find )?(?:a |any |the )?way out(?: for me| left)? (?:other than|except|but|is) (?:death|dying|to die|"
    r"suicide)|only (?:way out|option|answer|thing|solution)(?: i have)?(?: left)? is (?:death|dying|to die|"
    r"suicide|to end (?:it|my))",
    r"(?:no ?body|no one)(?: <w>){0,3} (?:miss|notice|care)(?: <w>){0,3} (?:if|when|once) i (?:am|was|were|died|"
    r"die|go)(?: dead| gone)?",
    r"^(?:so |very |really |actively )?suicidal(?: as fuck| af)?(?:<now>|<end>)",
    r"i(?: have)?(?: just)? (?:slit|cut|slashed) my (?:wrists?|throat|veins|arms?)(?: <w>){0,8} (?:bleeding|"
    r"blood)|i (?:have|just|have just) (?:slit|cut|slashed) my (?:wrists?|throat|veins)",
    r"(?:lying|sitting|sat|here|standing|i am)(?: (?:alone|here|now|in|on|the|my|a|bath|bed|floor|car|bathroom|"
    r"kitchen)){0,5} with (?:my|the|a|all my|all the|some) (?:(?:bottle|box|handful|packet) of |<w> )?(?:pills|"
    r"gun|rope|razor|blade|knife|noose|tablets)(?: (?:counted|ready|in|next|lined|loaded|around|on) (?:out|my|to|"
    r"up|front|the)?)?",
    r"(?:painless|painlessly|least painful|quickest|easiest|fastest|surest|best)(?: <w>){0,2} (?:way|method|"
    r"to)(?: <w>)? (?:die|kill (?:<self>|yourself|ones? ?self)|end (?:it|my life|your life|it all)|go|commit "
    r"suicide|od|overdose)|how (?:to|do i|can i|should i|would i|"
    r"could i)(?: <w>)? (?:kill <self>|die|end my life|hang <self>|end it all)|painless (?:death|suicide)",
    r"(?:(?:it|life|everything)(?: would| will|d)? be )?(?:easier|better|best|simpler)(?: for (?:everyone|"
    r"everybody|them|all|my <w>))? if i(?: (?:just|simply|could|would|never|had|were to)){0,2} (?:died|did not "
    r"wake up|never woke up|woke up dead|not wake up|not exist|was dead|were dead|was gone|were gone|was not "
    r"here|was not alive|"
    r"did not exist|just died|disappeared|had never been born)",
    r"(?:no ?body|no one)(?: <w>)? (?:cares?|would care) (?:if|whether) i (?:live|die|am alive|am dead|exist)",
    r"(?:going to|want to|will|ill|can|ready to) (?:join|be with|see) (?:him|her|them|my <w>)(?: again)?(?: soon|"
    r" tonight| in (?:heaven|death|the afterlife))",
    r"i (?:have|have got|tied|made) (?:a|the|my) (?:noose|rope|gun|pistol|shotgun)(?: (?:is )?(?:tied|ready|here|"
    r"loaded|in|up|next|on)|<end>)",
    r"(?:^|i am )<adv> ?(?:taking|swallowing) (?:all of (?:them|it)|them all|it all|everything|all my (?:pills|"
    r"tablets|meds))<now>",
    r"wake up<adv>(?: and)?<adv> (?:wish|wishing) i (?:had not|did not|was not|were not|would not)",
    r"i can feel <self> (?:dying|slipping|fading|going)",
    # no point in living
    r"(?:there is )?(?:no|(?:not|never) (?:even |really )?(?:see|have|find|got|know|think of|"
    r"understand)(?: <w>)? (?:an?|any|the|one|single|much))(?: single| more| other| real)? (?:point|reason|sense|"
    r"purpose|future)s?(?: left| anymore| at all)? (?:in|to|for|of|why i should)(?: me)? <living>",
    r"(?:nothing|no one|nobody)(?: \w{2,6})? to live for|(?:no|not see any|not see a|not have a|without a|"
    r"not have any) future for me|life is(?: \w{1,8}){0,2} not(?: \w{1,8})? worth (?:it|living)|"
    r"life is worthless|what is the point (?:of|in) (?:living|life|being alive|going on|me)",
    r"i (?:can not|am not able to|am unable to)<adv> (?:go on|carry on|live|keep living|keep going|bear to live|"
    r"stand being alive|stand living|face (?:another|one more|living))(?: like this| living)?(?: anymore|"
    r" any longer| any more| much longer|(?!,? (?:so )?i (?:want|need|have) to (?!die|end|kill|stop living))<end>)",
    # tired of living
    r"(?:i am|i am so|i have|so|just|feel|feeling|really|too|^)<adv> ?(?:tired|sick|done|exhausted|weary|"
    r"(?:had )?enough|fed up|over|finished)(?: and tired)? (?:of|with)(?: just| even)? (?:living|life|"
    r"being (?:alive|here|on this earth)|existing|existence|my life|waking up|breathing)(?! (?:in|on|with|at|"
    r"under|like|near|next|sick|for|early|alone))",
    r"cba (?:with |to )?(?:life|live|living)",
    # better off dead
    r"(?:i|everyone|everybody|they|world|family|kids?|children|parents|all|people|mum|mom|friends?|you)(?: would|"
    r" will|d)?(?: all| just| honestly| really)?(?: be)?(?: are| is| am)? (?:better off|happier|better place|"
    r"relieved|fine)(?: <w>){0,2} (?:dead|without me|(?:if|when|once) i (?:was|were|am|died|die|did not|"
    r"do not)(?: not)?(?: <w>)?)",
    r"i ?(?:d|would)(?: much)? rather (?:be dead|die|not be alive|not exist|not be here)(?:(?! than)<end>|"
    r"(?<=dead) than (?!caught|seen|sober|wear|broke|bored))",
    # I wish I was dead
    r"(?:i<adv> |^)(?:wish|hope|pray)(?: to god)?(?: that)? (?:i (?:was|were|could(?: just)? be|"
    r"am)(?: <w>){0,2} (?:dead|gone|never born)|i (?:(?:could|would|can|will|might|just|do|did|had|was|"
    r"were) ){0,3}(?:(?:not|never) (?:ever )?(?:been born|wake up(?! (?:sick|late|early|with|ill|in|hungover|"
    r"before))|alive|here|exist|existed|born|survive|survived)|die|disappear forever|fall asleep (?:and|"
    r"forever)))(?! (?:of|late|with|before|first))",
    # suicidal
    r"(?:i am|i feel|feel|feeling|i am feeling|i get|am)<adv>(?: actively| very| pretty| extremely|"
    r" proper)? suicidal",
    r"(?:i have(?: got)?|having|i get|i am getting|i keep (?:having|getting)|got)(?! (?:had|no|not|zero|never|"
    r"fewer|less))(?: <w>){0,2}"
    r" (?:suicidal|suicide) (?:thoughts|ideation|urges|feelings|plans?)",
    r"i (?:am|keep|have been)<adv> (?:thinking (?:of|about)|considering|contemplating|planning|googling|"
    r"researching)(?: my)? suicide",
    r"(?:i can not|can not|not) stop thinking (?:of|about)(?: my)? suicide",
    # how many to be sure
    r"how (?:many|much|long)(?: <w>){0,8} (?:(?:i|me|my)(?: <w>){0,7} )?(?:to|so|before|until)(?: that)?(?:"
    r" <w>){0,2} (?:kill (?:me|<self>)|finish me|i die|i am dead|(?:i )?(?:do not|never|not) wake up|end my life|"
    r"be dead)",
    r"how (?:many|much)(?: <w>){0,4} (?:would|should|do|must|can) i (?:need|have|take|swallow|"
    r"inject)(?: <w>){0,6} (?:die|kill|wake up|end it)",
    r"(?:would|will|are|is|could) <number>(?: <w>){0,4} (?:kill me|be enough(?: for me)? to (?:kill|die|end)|"
    r"enough(?: for me)? to (?:kill me|die|end))",
    # leaving
    r"i (?:will not|am not going to|will no longer|am no longer going to|do not plan to) be (?:here|alive|"
    r"around)(?: anymore)? (?:tomorrow|much longer|for long|by|in the morning|when you|next|after (?:tonight|"
    r"today)|anymore)",
    r"(?:by the time|when|if) (?:you|anyone|someone|anybody|somebody)(?: <w>){0,3} (?:read|reads|reading|see|"
    r"find)(?: <w>){0,2} (?:i am|ill|i will|i might)(?: <w>){0,2} (?:gone|dead|with)",
    r"(?:ill|i will|i am going to) be (?:dead|gone)(?: by| tomorrow| soon| tonight| before| in (?:an|a few|the)|"
    r" this|<end>)",
    r"(?:gun|knife|blade|razor|rope|noose|belt|pistol|shotgun)(?: is)?(?: already)? (?:on|in|to|at|against|"
    r"around|round) my (?:lap|hand|mouth|head|temple|wrist|neck|throat)",
    r"(?:i have|have|got|i have got|with)(?: made)? a (?:suicide )?plan (?:and|,) (?:a |the |my )?(?:date|pills|"
    r"means|rope|method|day|note)",
    r"tonight i (?:die|end|go|leave|kill)(?! (?:to|home|of|on))",
)
