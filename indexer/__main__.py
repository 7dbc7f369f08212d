"""`python -m indexer`: the command line without the window's package."""

from __future__ import annotations

import sys

from indexer.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
