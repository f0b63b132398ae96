"""The name under which nginx keeps pages. When nothing answers it goes on showing what it has kept, and must not show
what was taken away a moment before: so whatever takes something away gives another name, and all copies under the name
before are out of reach at once, whoever is alive.

The name is that of a folder in VAR_DIR, to which a link there leads: `$realpath_root` in deploy/nginx.conf. Where nginx
cannot see it, its copies have no name, and docs/deploy.md says what to do.
"""

import logging
import os
import secrets
import time
from contextlib import suppress
from pathlib import Path

from django.conf import settings

logger = logging.getLogger(__name__)
LINK = "kept"
STAYS = 60.0  # seconds that a folder is left there for those who have just read where the link leads
ONE_IN = 16  # how often it is tidied


def another_name() -> None:
    """What nginx has kept until now is not shown any more."""
    link = Path(settings.VAR_DIR) / LINK
    name = f"{LINK}-{secrets.token_hex(8)}"
    draft = link.with_name(f"{name}.link")
    try:
        link.with_name(name).mkdir()
        draft.symlink_to(name)
        with suppress(FileNotFoundError):
            os.utime(link)  # the folder where it leads: from now on it is old
        draft.replace(link)  # at once: nobody finds none
    except OSError:
        logger.warning("There is no new name for the pages that nginx keeps", exc_info=True)
        return
    if not secrets.randbelow(ONE_IN):
        _tidy(link)


def _tidy(link: Path) -> None:
    """Remove the names of before. None of them comes again."""
    for one in link.parent.glob(f"{LINK}-*"):
        with suppress(OSError):
            if one.name != os.readlink(link) and one.lstat().st_mtime < time.time() - STAYS:
                one.unlink() if one.is_symlink() else one.rmdir()
