"""Start of the frozen `pixlore`: the window, and the command line."""

from __future__ import annotations

import multiprocessing
import sys

multiprocessing.freeze_support()  # first: else a child starts the program again

if __name__ == "__main__":
    from desktop.__main__ import main

    sys.exit(main())
