"""Start of the frozen `pixlore`: the window, and the command line."""

from __future__ import annotations

import multiprocessing
import os
import sys

multiprocessing.freeze_support()  # first: else a child starts the program again

if sys.stdout is None or sys.stderr is None:  # a Windows program without a console has neither
    sys.stdout = sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123

if __name__ == "__main__":
    from desktop.__main__ import main

    sys.exit(main())
