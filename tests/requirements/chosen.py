"""The requirements of OWASP's ASVS 5.0.0 that this site holds itself to: its number, its level, and what it asks here.

The sentences are ours: what the requirement comes to for a blog with comments. The standard has the whole text.
"""

from typing import NamedTuple


class Requirement(NamedTuple):
    level: int
    asks: str


_WORDS = """
V1.2.1 1 what somebody typed stays text in every page, feed and piece of JSON, whatever it looks like
V1.2.2 1 a link that somebody typed leads to http, https or mail, and to nothing that runs
V1.2.4 1 nothing typed becomes part of an SQL statement or of a search expression
V1.2.10 3 no spreadsheet runs as a formula what a reader wrote
V1.3.1 1 HTML is cleaned by a library made for it, by a list of what may stay
V1.3.5 2 Markdown brings no script, style or foreign image along
V1.3.11 2 nothing typed adds a header or a recipient to a mail
V1.3.12 3 no text makes an expression or a parser run away
V2.2.1 1 each field takes what it is for, and says what is wrong with anything else
V2.2.2 1 the server looks at everything itself, whatever a page or script has looked at before
V2.3.3 2 an act happens as a whole or not at all
V2.3.4 2 of two who decide about the same thing at once one wins, and the other is told
V2.4.1 2 a machine that asks, guesses or posts without end is slowed down
V2.4.2 3 what is posted faster than anybody types is set aside
V3.2.1 1 no answer is shown as something else than it is, also when it is opened by itself
V3.3.1 1 cookies are Secure
V3.3.3 2 cookies belong to this host alone, by their name
V3.3.4 2 no script reads a cookie that opens something
V3.4.1 1 browsers are told to use https alone, for a year or more, on subdomains too
V3.4.3 2 the content policy allows no plug-in, no other base, and scripts from nowhere or from here
V3.4.4 2 browsers do not guess what an answer is
V3.4.5 2 other sites are not told the address of a page that somebody came from
V3.4.6 2 no page is shown inside another site's
V3.4.8 3 a page shares its window with no other site
V3.5.1 1 another site cannot make a browser write here
V3.5.3 1 nothing is changed by a look, and what a browser says of where a request comes from is heard
V3.5.8 3 other sites cannot embed what is only for staff
V3.6.1 3 nothing that a page loads lies on another site
V4.1.1 1 every answer with a body says what it is, and that its text is UTF-8
V4.1.4 3 methods that a page does not know are refused
V6.2.1 1 a password has fifteen characters or more
V6.2.4 1 a password that everybody tries is refused
V6.2.12 2 a password made of what is found in leaks is refused
V6.3.1 1 passwords and codes are guessed at slowly, and an account is not locked for its owner by others
V6.3.3 2 a password alone opens nothing but the second step
V6.3.8 3 nobody learns from an answer or its time who has an account
V6.5.1 2 a code, a recovery code and the answer of a passkey are taken once
V7.2.4 1 each log-in and each second step has a new cookie, and the one before is worth nothing
V7.3.1 2 a log-in ends after half an hour of nothing
V7.3.2 2 a log-in ends after twelve hours, whatever is done
V7.4.2 1 an account that is switched off or deleted is logged out everywhere
V7.4.5 2 an admin can log somebody out everywhere
V7.5.3 3 what is most sensitive asks for the second factor anew
V8.2.2 1 nobody reaches what belongs to somebody else by naming it
V8.2.3 2 each role sees the columns that it needs, and no other
V8.3.2 3 a right that is taken away is gone with the next request
V9.1.1 1 what a browser brings back signed is looked at before it is believed
V9.2.1 1 what is good for a time is worth nothing afterwards
V11.1.1 2 who holds which key, since when and until when, is written down, and done
V11.2.2 2 keys can be changed, and what was made with the one before still opens
V11.3.2 1 addresses are sealed by ciphers that are approved
V11.3.3 2 what is sealed cannot be changed or moved without notice
V13.2.4 2 the site speaks to its database, cache and mail server, and to nobody else
V13.3.4 3 keys and salts are changed by themselves, each in its time
V13.4.2 2 debugging is off wherever the site is for others
V14.1.2 2 for each column it is written down what it is for, who may see it and how long it stays
V14.2.1 1 nothing sensitive stands in the address of a page
V14.2.2 2 no cache on the way keeps what is only for one person
V14.2.3 2 nobody else is told who reads or writes
V14.2.5 3 no made-up address makes a cache keep a page that is not for everybody
V14.2.6 3 an address is shown to nobody, unless two people asked for that one and looked once
V14.2.7 3 what is not needed any more goes by itself, in its time
V14.3.2 2 browsers are told not to keep what is for one person
V15.2.4 3 packages come by their hashes, so that none can be put in another's place
V15.3.1 1 an answer holds the fields that are on its list
V15.3.3 2 a form changes the fields that it shows, and no other
V15.3.4 2 where somebody comes from is believed of our own proxies alone
V15.4.2 3 what was looked at is still so when it is acted upon
V16.2.5 2 no log holds an address, a secret, or what somebody wrote
V16.3.2 2 a door that stayed closed leaves a line
V16.4.1 2 nothing sent begins a line of its own in a log
V16.4.2 2 the log of decisions cannot be changed without notice
V16.5.1 2 an error tells nobody how the site is made
V16.5.3 2 where something fails, nothing is let through, and nothing typed is lost
"""

CHOSEN = {
    number: Requirement(int(level), asks)
    for number, level, asks in (line.split(" ", 2) for line in _WORDS.strip().splitlines())
}
