"""How rules on urgent words are written, and the words they share. All of them read folded text (see folding.py)."""

import re

from .patterns import Pattern

# Every gap is bounded and every word in it too: no rule reads any stretch more than a few times.
VOCABULARY = {
    "w": r"\w{1,20}",
    "adv": (
        r"(?: (?:really|just|honestly|still|so|actually|only|genuinely|literally|fucking|fuckin|seriously|truly|"
        r"do|even|kinda|sort of|kind of|badly|sometimes|often|always|now|again|simply|finally|deeply|desperately|"
        r"basically|legit|lowkey|also|right now|probably|definitely|very|already|constantly|currently|quite|"
        r"fully|at this point|gone and|deliberately|accidentally|today|tonight|secretly|is|am|all)){0,4}"
    ),
    "any_more": r"(?: (?:anymore|any more|any longer|now|here|today|tonight|at all))?",
    "end": r"(?= ?(?:$|,))",
    "now": r"(?: (?:right )?now| today| tonight| soon| tomorrow| this (?:week|weekend|morning|evening|afternoon)|"
    r" for good| at once| in one go)",
    "self": r"(?:my ?self|me ?self)",
    "person": (
        r"(?:(?:best |step|boy|girl|ex |half |little |big |older |younger |old )?(?:friend|husband|wife|partner|"
        r"mate|buddy|brother|sister|bro|sis|son|daughter|mum|mom|mam|mother|dad|father|kid|child|baby|cousin|"
        r"uncle|aunt|auntie|roommate|roomie|flatmate|housemate|neighbour|neighbor|fiancee?|ex|nan|gran|grandma|"
        r"grandad|grandpa|guy|girl|man|woman|bloke|lad|dude|homie|missus|hubby|boy|lover|lodger|colleague|lady|"
        r"wifey|pal|cuz|niece|nephew|papa)s?)"
    ),
    "drug": (
        r"(?:pills?|pil|tablets?|tabs|caps|capsules?|meds|medication|medicines?|script|prescription|bottles?|"
        r"box(?:es)?|packets?|packs?|strips?|blisters?|stash|patch(?:es)?|painkillers?|sleepers|downers|opioids|"
        r"opiates|benzos|insulin|methadone|subutex|suboxone|bupe|heroin|gear|smack|dope|brown|fent|fentanyl|"
        r"morphine|oxy\w{0,8}|codeine|co codamol|cocodamol|tramadol|tramadols|trams|dihydrocodeine|xanax|xans|"
        r"bars|valium|vallies|diazepam|zopiclone|zopis|zolpidem|ambien|temazepam|lorazepam|clonazepam|klonopin|"
        r"pregabalin|lyrica|gabapentin|paracetamol|tylenol|acetaminophen|ibuprofen|aspirin|antidepressants|"
        r"amitriptyline|propranolol|beta blockers|quetiapine|seroquel|mirtazapine|sertraline|fluoxetine|prozac|"
        r"lithium|alprazolam|benadryl|dph|diphenhydramine|dxm|buprenorphine|hydrocodone|percocets?|percs?|"
        r"vicodin|acid|lsd|spice|adderall|ritalin|nitazenes?|tranq|baclofen|trazodone|venlafaxine|citalopram|"
        r"sleeping (?:pills|tablets)|bag|shot|line|trips?|tabs|mandy|bromazepam|etizolam|flubromazolam|"
        r"clonazolam|phenibut|barbiturates?|panadol|co ?dydramol|naproxen|ghb|gbl|ketamine|coke|cocaine|crack|"
        r"meth|speed|mdma|molly|ecstasy|poison|bleach|antifreeze)"
    ),
    "number": (
        r"(?:[1-9]\d{1,2}|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|eighteen|twenty|thirty|fo(?:u)?rty|"
        r"fifty|sixty|seventy|eighty|ninety|(?:a )?hundred|(?:a |two |couple )?dozens?)"
    ),
    "count": r"(?:an?|one|two|three|four|five|six|seven|eight|[1-9]\d?|(?:a )?(?:few|couple|couple of)|several|"
    r"whole)",
}


def rule(*patterns: str, words: dict[str, str] = VOCABULARY) -> Pattern:
    """One of several patterns of whole words, in which <name> stands for one of the word lists. As one expression they
    are tried only where a word begins, and the text is read once.
    """
    pattern = "|".join(patterns)
    while named := re.search(r"<(\w+)>", pattern):
        pattern = pattern.replace(named[0], words[named[1]])
    return Pattern(rf"\b(?:{pattern})(?!\w)")
