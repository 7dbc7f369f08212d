"""The command line: reads arguments, runs one command, and turns errors into a sentence."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING

from indexer import __version__
from indexer.api import PixloreError, UsageError
from indexer.cli import (
    doctor,
    explaining,
    failures,
    folders,
    indexing,
    models,
    saved,
    scoring,
    searching,
    serving,
    status,
    teaching,
)
from indexer.cli.arguments import add_data_dir
from indexer.cli.output import Output
from indexer.cli.session import open_session

if TYPE_CHECKING:
    from collections.abc import Sequence

OK, FAILED, WRONG_USAGE, INTERRUPTED = 0, 1, 2, 130

_GROUPS = (
    indexing,
    searching,
    explaining,
    saved,
    scoring,
    teaching,
    folders,
    status,
    failures,
    models,
    doctor,
    serving,
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; return its exit code: 0 done, 1 it could not be done, 2 wrong usage."""
    try:
        arguments = build_parser().parse_args(argv)
        code = _run(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        return _leave_closed_pipe()
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return INTERRUPTED
    return code


def build_parser() -> argparse.ArgumentParser:
    """The parser of all commands."""
    parser = argparse.ArgumentParser(
        prog="pixlore",
        description="Find your photos by what is in them. Without a command, the window opens.",
        epilog="Exit codes: 0 done, 1 it could not be done, 2 wrong usage.\n"
        "`pixlore COMMAND --help` explains a command with an example.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"pixlore {__version__}")
    add_data_dir(parser, default=None)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for group in _GROUPS:
        group.add_commands(commands)
    return parser


def _run(arguments: argparse.Namespace) -> int:
    try:
        session = open_session(arguments.data_dir, as_json=arguments.json)
        with session.library:
            return int(arguments.run(arguments, session))
    except PixloreError as error:
        Output(as_json=arguments.json).fail(error.kind, str(error))
        return WRONG_USAGE if isinstance(error, UsageError) else FAILED


def _leave_closed_pipe() -> int:
    """The reader (`head`, `less`) has what it wanted; flushing at exit must not complain either."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return OK
