"""The flaws that Django mended from December 2024 to November 2026, by class: what such a flaw would be here.

From the archive of security issues in Django's documentation. Almost all of them are variants of one another, so what
is tested is the class, on our own pages. Where a class cannot be here, it says why, and a test holds that true.
"""

from typing import NamedTuple


class Flaw(NamedTuple):
    cves: str
    here: str


FLAWS = {
    "slow text": Flaw(
        "CVE-2024-53907 CVE-2025-26699 CVE-2025-27556 CVE-2025-32873 CVE-2026-1285 CVE-2026-25673",
        "a name, comment, search, address or article in which something is opened ten thousand times",
    ),
    "slow header": Flaw(
        "CVE-2024-56374 CVE-2025-64458 CVE-2026-15337 CVE-2026-77050 CVE-2026-84429",
        "a header full of separators, an address without end, many long languages, a long way to be led on",
    ),
    "slow upload": Flaw(
        "CVE-2026-33033 CVE-2026-108147",
        "a form in parts that says it is base64, and is blanks",
    ),
    "XML": Flaw(
        "CVE-2025-64460",
        "an export of another blog that is deep, endless or full of entities; a comment that breaks a feed",
    ),
    "SQL injection": Flaw(
        "CVE-2024-53908 CVE-2025-13372 CVE-2025-57833 CVE-2025-59681 CVE-2025-64459 CVE-2026-1287 CVE-2026-1312",
        "parameters called like what the database is asked with: _connector, order_by, an alias with a quotation mark",
    ),
    "path traversal": Flaw(
        "CVE-2025-59682",
        "a name of an upload, an image or a file of an import that leads out of its folder",
    ),
    "file permissions": Flaw(
        "CVE-2026-25674",
        "a key, a journal, an export or the database that others on the machine can read",
    ),
    "log injection": Flaw(
        "CVE-2025-48432 CVE-2026-111211",
        "an address with a line end or a colour in it, which a log would show as a line of its own",
    ),
    "accounts told apart": Flaw(
        "CVE-2025-13473",
        "a log-in that takes longer, or answers otherwise, where there is such an account",
    ),
    "shared cache": Flaw(
        "CVE-2026-6907 CVE-2026-8404 CVE-2026-35192 CVE-2026-35193 CVE-2026-48587 CVE-2026-48588 CVE-2026-113593",
        "a kept page that depends on who asked first: by a cookie, by Authorization, by an empty header",
    ),
    "header and mail injection": Flaw(
        "CVE-2026-53878",
        "a line end in an address or a name, which would become a header of a mail",
    ),
    "mail in the clear": Flaw(
        "CVE-2026-7666",
        "a mail that is sent without TLS, after TLS was asked for and failed",
    ),
    "proxy headers": Flaw(
        "CVE-2026-3902",
        "X_Forwarded_For beside X-Forwarded-For: who may say where somebody comes from",
    ),
    "links of staff": Flaw(
        "CVE-2026-15920",
        "an address of a source or a licence that runs when a colleague clicks on it",
    ),
    "forged forms": Flaw(
        "CVE-2026-4277 CVE-2026-4292 CVE-2026-87975",
        "rows that a form did not show: new ones in a list, others than those listed",
    ),
    "one signature for another": Flaw(
        "CVE-2026-6873",
        "a link or a code made for one purpose that opens another, because both are put together alike",
    ),
    "maps": Flaw(
        "CVE-2026-1207 CVE-2026-15307 CVE-2026-15830 CVE-2026-53877 CVE-2026-87890 CVE-2026-111362 CVE-2026-114582",
        "not here: no geographical field, no GDAL; and no page asks another server for anything",
    ),
    "ASGI": Flaw(
        "CVE-2025-14550 CVE-2026-5766 CVE-2026-33034",
        "not here: the site is served by WSGI, and a body without an honest length is not read",
    ),
}
