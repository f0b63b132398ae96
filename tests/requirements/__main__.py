"""Writes docs/requirements.md: python -m tests.requirements"""

from .scan import DOCUMENT, document

if __name__ == "__main__":
    DOCUMENT.write_text(document())
