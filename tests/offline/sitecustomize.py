"""Python imports this before its first line when this folder is on PYTHONPATH: see no_network.py."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
import tests  # noqa: F401 - shuts the network off

del sys.path[0]
