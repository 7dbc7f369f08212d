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
from indexer.cli.output import Output, OutputFailed, flush_output, harmless
from indexer.cli.query_parser import Parser, QueryParser
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
        code = _parse_and_run(argv)
        flush_output()
    except OutputFailed as error:
        return _leave_output(str(error))
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return INTERRUPTED
    return code


def _parse_and_run(argv: Sequence[str] | None) -> int:
    try:
        arguments = build_parser().parse_args(argv)
    except SystemExit:  # after --help, or with a sentence about wrong usage
        flush_output()
        raise
    return _run(arguments)


def build_parser() -> argparse.ArgumentParser:
    """The parser of all commands."""
    parser = Parser(
        prog="pixlore",
        description="Find your photos by what is in them. Without a command, the window opens.",
        epilog="Exit codes: 0 done, 1 it could not be done, 2 wrong usage.\n"
        "`pixlore COMMAND --help` explains a command with an example.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"pixlore {__version__}")
    add_data_dir(parser, default=None)
    commands = parser.add_subparsers(
        title="commands", metavar="COMMAND", required=True, parser_class=QueryParser
    )
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


def _leave_output(sentence: str) -> int:
    """Say that the answer did not arrive; what is left in the buffers must not complain at exit."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    if sys.stdout is not None:
        os.dup2(nowhere, sys.stdout.fileno())
    try:
        print(f"pixlore: {harmless(sentence)}", file=sys.stderr, flush=True)
    except OSError:  # nobody can be told
        os.dup2(nowhere, sys.stderr.fileno())
    return FAILED
