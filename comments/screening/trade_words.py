"""Words that are written in disguise, so that nobody finds them: they are put into plain letters first."""

# What is looked for in disguise: "t3l3gr4m", "h e r o i n", "k.e.t".
DISGUISED = frozenset(
    "heroine crack alprazolam klonopin clonazepam zopiclone pregabalin lyrica subutex suboxone methadone morphine "
    "hydrocodone nitazene etizolam edibles carts amphetamine mephedrone kokain koks opium opiates opioids details "
    "whatsap snap bulk telegram tele wickr whatsapp threema signal session snapchat discord plug dealer vendor "
    "menu selling sell sale buy dm hmu contact delivery deliver shipping stealth discreet order price prices "
    "cheap stock available bitcoin crypto monero escrow heroin fentanyl fent oxy oxys oxycodone percs percocet "
    "xanax xans xan bars valium diazepam benzos cocaine cocaina coke ketamine ketamina ket mdma molly ecstasy "
    "meth speed lsd acid weed ganja kush bud hash mushrooms shrooms pills adderall tramadol codeine lean ghb gbl "
    "drugs viagra cialis casino loan loans free money subscribe channel click connect supplier wholesale".split()
)
