"""`pixlore concept` and `pixlore duplicates`: what photos have in common, said or found."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from indexer.api import DuplicateKind, UsageError
from indexer.cli.arguments import add_command
from indexer.cli.output import plural, printable, table

if TYPE_CHECKING:
    import argparse

    from indexer.cli.arguments import Commands
    from indexer.cli.session import Session

_HEADINGS = ("concept", "up", "down")
_NUMBERS = (1, 2)


def add_commands(commands: Commands) -> None:
    """Declare the commands of this module."""
    concept = add_command(
        commands,
        "concept",
        run=_concept,
        summary="list, teach and forget concepts, to search for as #NAME",
        example="pixlore concept teach my-dog --up rex.jpg rex2.jpg --down wolf.jpg\n"
        "pixlore concept list",
    )
    concept.add_argument("action", choices=("list", "teach", "forget"), help="what to do")
    concept.add_argument("name", metavar="NAME", nargs="?", help="the concept, one word")
    concept.add_argument("--up", metavar="PHOTO", nargs="+", default=[], help="photos that show it")
    concept.add_argument(
        "--down", metavar="PHOTO", nargs="+", default=[], help="photos that do not show it"
    )
    duplicates = add_command(
        commands,
        "duplicates",
        run=_duplicates,
        summary="list photos that are there more than once",
        details="Nothing is deleted. Kinds: identical (the same bytes), picture (resized or "
        "edited), burst (seconds apart).",
        example="pixlore duplicates --kind identical",
    )
    duplicates.add_argument(
        "--kind", choices=[kind.value for kind in DuplicateKind], help="only this kind"
    )


def _concept(arguments: argparse.Namespace, session: Session) -> int:
    if arguments.action == "list":
        return _list(session)
    if arguments.name is None:
        raise UsageError(f"Say which concept: pixlore concept {arguments.action} NAME")
    return (
        _teach(arguments, session) if arguments.action == "teach" else _forget(arguments, session)
    )


def _list(session: Session) -> int:
    reader = session.library.reader
    concepts = reader.concepts() if reader.exists() else []
    rows = [(f"#{it.name}", str(it.up), str(it.down)) for it in concepts]
    text = table([_HEADINGS, *rows], right=_NUMBERS) if rows else "No concepts."
    content = {"concepts": [{"name": it.name, "up": it.up, "down": it.down} for it in concepts]}
    session.output.answer(content, text)
    return 0


def _teach(arguments: argparse.Namespace, session: Session) -> int:
    up, down = (
        [str(Path(photo).expanduser().absolute()) for photo in photos]
        for photos in (arguments.up, arguments.down)
    )
    taught = session.library.teach(arguments.name, up=up, down=down)
    session.output.answer(
        {"name": taught.name, "up": taught.up, "down": taught.down},
        f"#{taught.name}: {plural(taught.up, 'photo')} show it, {taught.down:,} do not.",
    )
    return 0


def _forget(arguments: argparse.Namespace, session: Session) -> int:
    if not session.library.forget(arguments.name):
        raise UsageError(f"There is no concept #{arguments.name}.")
    session.output.answer({"forgotten": arguments.name}, f"Forgot #{arguments.name}.")
    return 0


def _duplicates(arguments: argparse.Namespace, session: Session) -> int:
    kinds = [DuplicateKind(arguments.kind)] if arguments.kind else list(DuplicateKind)
    groups = session.library.duplicates(kinds)
    reader = session.library.reader
    found = [(group.kind.value, reader.photos(group.photo_ids)) for group in groups]
    online = [photo.path for _, photos in found for photo in photos if photo.online]
    gone = session.library.absent.gone(online)
    there = [(kind, [it.path for it in photos if it.path not in gone]) for kind, photos in found]
    listed = [(kind, paths) for kind, paths in there if len(paths) > 1]
    content = {"groups": [{"kind": kind, "paths": paths} for kind, paths in listed]}
    text = "\n".join(_as_text(kind, paths) for kind, paths in listed)
    session.output.answer(content, text or "No duplicates.")
    session.library.absent.tell()
    return 0


def _as_text(kind: str, paths: list[str]) -> str:
    heading = f"{kind}: {plural(len(paths), 'photo')}"
    return "\n".join([heading, *(f"  {printable(path)}" for path in paths)])
