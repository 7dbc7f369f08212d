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
    """Become the worker or print a row of open_clip's table when asked to; else run a command."""
    if sys.argv[1:2] == ["--worker"]:
        del sys.argv[1]
        faulthandler.enable()  # the frozen interpreter does not read PYTHONFAULTHANDLER
        runpy.run_module("indexer.worker", run_name="__main__", alter_sys=False)
        return 0
    if sys.argv[1:2] == ["--pretrained-table"]:
        del sys.argv[1]
        runpy.run_module("indexer.embedding.pretrained_table", run_name="__main__", alter_sys=False)
        return 0
    from indexer.cli.main import main as run_command

    return run_command()


if __name__ == "__main__":
    sys.exit(main())
