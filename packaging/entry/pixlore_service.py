"""Start of the frozen `pixlore-service`: the service, its worker, and the command line.

It is a console program, so that on Windows the command line has somewhere to print to.
"""

from __future__ import annotations

import faulthandler
import multiprocessing
import runpy
import sys

multiprocessing.freeze_support()  # first: else a child starts the program again


def main() -> int:
    """Become the worker when asked to, else run one command."""
    if sys.argv[1:2] == ["--worker"]:
        del sys.argv[1]
        faulthandler.enable()  # the frozen interpreter does not read PYTHONFAULTHANDLER
        runpy.run_module("indexer.worker", run_name="__main__", alter_sys=False)
        return 0
    from indexer.cli.main import main as run_command

    return run_command()


if __name__ == "__main__":
    sys.exit(main())
