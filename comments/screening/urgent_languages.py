"""The core of it in Spanish, Portuguese, French and German. Folded: without accents."""

from functools import partial

from . import urgent_words
from .urgent_words import VOCABULARY

_WORDS = VOCABULARY | {
    "zahl": r"(?:[1-9]\d{1,2}|zehn|zwanzig|dreissig|vierzig|funfzig|sechzig|diez|veinte|treinta|cuarenta|"
    r"cincuenta|dez|vinte|trinta|quarenta|cinquenta|vingt|trente|quarante|cinquante|cien|cem|cent|hundert)",
    "es_all": r"(?:tod[oa]s? (?:las?|los|mis?|mi)?|<zahl>|(?:la|una) caja|el (?:bote|frasco)|un (?:bote|frasco|"
    r"punado)|demasiad[oa]s?)",
    "pt_all": r"(?:tod[oa]s (?:os|as)|tudo|<zahl>|a (?:caixa|cartela)|(?:um|o) (?:frasco|vidro)|uma (?:caixa|"
    r"cartela)|demais)",
    "fr_all": r"(?:toute?s? (?:la|les|ma|mes|le|mon)|tous (?:les|mes)|tout|<zahl>|une? (?:boite|plaquette|flacon|"
    r"poignee)|la boite|trop(?! de (?:poids|temps|risques)))",
    "de_all": r"(?:alle(?:s)?|die ganzen?|eine ganze|den ganzen|<zahl>|zu viel\w{0,2}|eine (?:packung|schachtel|"
    r"handvoll)|(?:zwei|drei|vier) (?:packungen|schachteln|blister))",
}
rule = partial(urgent_words.rule, words=_WORDS)

_ES = (
    r"(?<!no )(?:me )?quiero (?:ya )?(?:morir(?:me)?|suicidar(?:me)?|matarme|quitarme la vida|acabar con (?:todo|"
    r"mi vida))(?! de (?:risa|verguenza|ganas|amor|viej))",
    r"(?<!no )me quiero (?:matar|suicidar)|(?<!no )(?:ya )?(?:me )?voy a (?:matarme|suicidarme|"
    r"matar(?: esta noche| hoy| ya|<end>)|quitarme la vida|acabar con (?:todo|mi vida)|tirarme)|"
    r"(?<!no )me voy a (?:suicidar|matar)",
    r"(?:ya )?no quiero (?:mas )?(?:vivir|seguir (?:viviendo|viva|vivo|aqui|asi)|estar (?:viv[ao]|aqui|"
    r"en este mundo)|despertar)(?: mas)?(?! (?:en|con|sin))|no (?:tengo|hay|queda) (?:nada|ninguna razon|"
    r"motivos?)(?: \w+)? (?:por|para) (?:que |la que )?(?:vivir|seguir)|(?<!no )(?:estoy|me siento) suicida|"
    r"(?:ojala|quisiera) (?:estar|estuviera) muert[ao]|no aguanto mas (?:vivir|esta vida|la vida)|"
    r"(?<!no )pienso en (?:matarme|suicidarme)",
)
_PT = (
    r"(?<!nao )quero (?:muito |so )?(?:morrer|me matar|me suicidar|acabar com (?:tudo|a minha vida|minha vida)|"
    r"tirar a minha vida)(?! de (?:rir|vergonha|amor))",
    r"(?<!nao )(?:vou|irei) (?:me matar|me suicidar|acabar com (?:tudo|a minha vida|minha vida)|"
    r"tirar a (?:minha )?vida|me jogar)",
    r"(?:ja )?nao (?:quero|aguento|consigo|suporto) (?:mais )?(?:viver|estar (?:aqui|viv[ao])|existir|acordar|"
    r"continuar viv\w+)(?: mais)?(?! (?:em|com|sem|nesta|nessa|assim que))|nao ha (?:razao|motivo) para viver|"
    r"queria estar mort[ao]|penso em me matar",
)
_FR = (
    r"(?<!ne )je veux (?:juste |vraiment )?(?:mourir|crever|me tuer|me suicider|en finir|"
    r"me foutre en lair)(?! de (?:rire|honte))|jai (?:trop |vraiment |juste )?envie de (?:mourir|crever|me tuer|"
    r"me suicider|en finir)(?! de rire)",
    r"(?:je vais|jvais|je vai) (?:me (?:tuer|suicider|pendre|jeter|foutre en lair|flinguer)|en finir|"
    r"mourir ce soir|mettre fin a mes jours)|je pense (?:au suicide|a me (?:tuer|suicider)|a en finir)",
    r"je (?:ne )?(?:veux|peux|supporte) plus (?:vivre|etre (?:la|en vie)|exister|me reveiller|"
    r"continuer a vivre)(?! (?:dans|avec|comme|ici|chez|sans|a))|jai plus envie de vivre|je nai plus (?:envie|"
    r"de raison) de vivre|(?:jaimerais|je voudrais) (?:mourir|etre morte?)|je suis (?:suicidaire)",
)
_DE = (
    r"ich (?:will|mochte|moechte|wurde gern|wunsche mir)(?: (?:einfach|nur|endlich|echt|wirklich|noch|heute|"
    r"jetzt|so gern|zu)){0,3} (?:sterben|tot sein|mich (?:umbringen|toten|aufhangen|erhangen)|"
    r"mir das leben nehmen|schluss machen mit allem|nicht mehr (?:leben(?! (?:mussen|wie|in|mit|ohne))|aufwachen|"
    r"da sein|hier sein|existieren)|nie wieder aufwachen)|ich (?:werde|will) mich (?:heute (?:nacht )?|"
    r"jetzt )?(?:umbringen|toten|erhangen|vor den zug werfen)|ich (?:werde|will) mir (?:heute |"
    r"jetzt )?das leben nehmen",
    r"(?:ich )?(?:bring|bringe) (?:ich )?mich (?:heute |jetzt |heute nacht |gleich |heute abend ){0,2}um<end>|"
    r"ich mach(?:e)? (?:heute |jetzt )?schluss mit (?:dem|meinem) leben|ich kann nicht mehr (?:leben|"
    r"weiterleben)|mein leben hat keinen sinn(?: mehr)?|ich (?:denke|denk) (?:daran,? mich umzubringen|"
    r"an selbstmord|an suizid)|ich bin suizidal|ich ware? (?:lieber|gern) tot|(?:will|mochte) nicht mehr"
    r" leben<end>",
)
_TAKEN = (
    r"me (?:tome|trague) <es_all>(?!.{0,60}(?:cuando|hace|ano|una vez))|(?:acabo de|me he|he|"
    r"acabe de) (?:tomar(?:me)?|tomado|tragad[oa]|tragar(?:me)?|inyectad[oa]|inyectar(?:me)?|meterme|"
    r"metido)(?: \w+)? <es_all>|(?:estoy (?:teniendo|sufriendo) una|tengo una|creo que (?:es|"
    r"tengo) una) sobredosis",
    r"(?:acabei de|acabo de) (?:tomar|engolir|injetar|beber)(?: \w+)? <pt_all>|tomei <pt_all>(?: (?:os|as|meus|"
    r"minhas))?(?: \w+)? ?(?:comprimidos|remedios|pilulas|<end>)|estou (?:tendo|a ter|com) uma overdose",
    r"jai (?:deja |tout juste |vraiment )?(?:avale|pris|bu|gobe)(?: \w+)? <fr_all>(?! (?:de temps|le temps))|"
    r"je viens (?:de |d)(?:prendre|avaler|boire|gober|minjecter)(?: \w+)? <fr_all>|je (?:fais|"
    r"suis en) (?:une )?(?:overdose|od|surdose)",
    r"(?:ich )?hab(?:e)?(?: ich)? (?:gerade|eben|soeben|jetzt|vorhin|mir|heute abend|mir gerade)(?: \w+)?"
    r" <de_all>(?: \w+){0,4} (?:genommen|geschluckt|gespritzt|getrunken|eingeworfen)|ich hab(?:e)? <de_all>(?:"
    r" \w+){0,4} (?:geschluckt|eingeworfen)|ich habe? (?:gerade )?eine (?:uberdosis|ueberdosis)",
)
_THEY = (
    r"(?:no (?:respira|esta respirando|se despierta|despierta|reacciona|responde)|ya no respira|no (?:lo|la|"
    r"le) puedo despertar|no puedo despertar(?:lo|la)? ?|esta (?:tod[oa] )?(?:azul|morad[oa]|inconsciente))",
    r"(?:nao (?:esta (?:mais )?(?:respirando|acordando|a respirar|reagindo)|respira|acorda(?! (?:cedo|antes))|"
    r"responde|reage)|parou de respirar(?= (?:agora|socorro|ajud|me ajud|o que))|esta (?:tod[oa] )?(?:azul|"
    r"rox[oa]|inconsciente))",
    r"(?:(?:il|elle|copine|copain|mec|ami|amie|mari|femme|frere|soeur|fils|fille) ?(?:ne )?(?:respire (?:plus|"
    r"pas)|se reveille (?:plus|pas)|repond (?:plus|pas)|reagit (?:plus|pas))|(?:il|elle|copine|copain|mec|ami|"
    r"amie) (?:est|devient) (?:toute? )?(?:bleue?|inconsciente?|en train de mourir|en overdose))",
    r"(?:(?:er|sie|freund|freundin|bruder|schwester|mann|frau|kumpel|mitbewohner|sohn|tochter|mutter|"
    r"vater) (?:atmet (?:gerade )?(?:nicht|kaum)|wacht (?:einfach )?nicht(?! (?:vor|fruh))|reagiert nicht|"
    r"ist (?:ganz |schon )?(?:blau|bewusstlos))|(?<!katze )(?<!hund )wacht nicht (?:mehr )?auf<end>|"
    r"lippen sind blau)",
)

FOREIGN = {"suicide": rule(*_ES, *_PT, *_FR, *_DE), "overdose": rule(*_TAKEN, *_THEY)}
# Yesterday, if, and somebody: before what was found, in the same sentence.
FOREIGN_NOT = rule(
    r"si|cuando|cuando (?:era|tenia)|alguien|hace (?:\w+ )?(?:anos?|meses|semanas)|ano pasado|antes|una vez|"
    r"la gente|se|quando|alguem|ha (?:\w+ )?anos|uma vez|quand|quelquun|il y a (?:\w+ )?(?:ans?|mois|semaines)|"
    r"lan dernier|annee derniere|a lepoque|une fois|quon|wenn|falls|jemand|vor (?:\w+ )?(?:jahren|monaten|"
    r"wochen)|damals|fruher|letztes jahr|einmal|dass man|(?:en|em|in) (?:19|20)\d\d|als ich|sil|signes|senales|"
    r"sinais|zeichen"
)
