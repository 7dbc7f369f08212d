"""`pixlore failed`: the photos that could not be indexed or are damaged, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from indexer.cli.arguments import add_command
from indexer.cli.output import plural, printable

if TYPE_CHECKING:
    import argparse

    from indexer.cli.arguments import Commands
    from indexer.cli.session import Session

_ALL = 1 << 31
_DAMAGED = "Damaged: the end of the file is missing. What is there is searched."


def add_commands(commands: Commands) -> None:
    """Declare the command of this module."""
    failed = add_command(
        commands,
        "failed",
        run=_failed,
        summary="list the photos that could not be indexed or are damaged, with the reasons",
        example="pixlore failed\npixlore failed --retry",
    )
    failed.add_argument("--retry", action="store_true", help="try all of them again")


def _failed(arguments: argparse.Namespace, session: Session) -> int:
    if arguments.retry:
        retried = session.library.service().call("retry_failed")["retried"]
        session.output.answer({"retried": retried}, f"Trying {plural(retried, 'photo')} again.")
        return 0
    reader = session.library.reader
    photos = reader.failed(limit=_ALL) if reader.exists() else []
    damaged = reader.damaged() if reader.exists() else []
    content = {
        "failed": [{"path": photo.path, "reason": photo.reason} for photo in photos],
        "damaged": [{"path": photo.path, "reason": _DAMAGED} for photo in damaged],
    }
    lines = [f"{printable(photo.path)}: {printable(photo.reason)}" for photo in photos]
    lines += [f"{printable(photo.path)}: {_DAMAGED}" for photo in damaged]
    session.output.answer(content, "\n".join(lines) or "No photo has failed.")
    return 0
