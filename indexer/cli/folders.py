"""`pixlore folders`: the watched folders, and how to add and remove one."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from indexer.api import FolderStatus
from indexer.cli.arguments import add_command
from indexer.cli.indexing import usable_folder
from indexer.cli.output import printable, table

if TYPE_CHECKING:
    import argparse

    from indexer.cli.arguments import Commands
    from indexer.cli.session import Session


def add_commands(commands: Commands) -> None:
    """Declare the command of this module."""
    folders = add_command(
        commands,
        "folders",
        run=_folders,
        summary="list, add, change or remove watched folders",
        details="Removing a folder forgets its index; the photos stay where they are. "
        "`set` chooses what to leave out of a folder. `accept` says that photos missing from a "
        "folder are really gone, when Pixlore asks. `purge` forgets missing photos at once "
        "instead of after 30 days.",
        example="pixlore folders\npixlore folders add ~/Pictures ~/Desktop\n"
        "pixlore folders set ~/Pictures --exclude '*thumb*' --exclude Screenshots --min-side 200",
    )
    folders.add_argument(
        "action",
        nargs="?",
        choices=("list", "add", "set", "remove", "accept", "purge"),
        default="list",
        help="what to do (default: list)",
    )
    folders.add_argument("folders", metavar="FOLDER", nargs="*", help="the folders to do it with")
    folders.add_argument(
        "--exclude",
        metavar="GLOB",
        action="append",
        help="with `set`: leave out what matches; may be given several times ('' for nothing)",
    )
    folders.add_argument(
        "--min-side",
        metavar="PIXELS",
        type=int,
        help="with `set`: leave out photos whose shorter side has fewer pixels",
    )
    folders.set_defaults(refuse=folders.error)


_REQUESTS = {
    "set": "set_folder",
    "remove": "remove_folder",
    "accept": "accept_missing",
    "purge": "purge_folder",
}


def _folders(arguments: argparse.Namespace, session: Session) -> int:
    filters = _filters(arguments)
    if (arguments.action == "list") == bool(arguments.folders):
        arguments.refuse("`list` takes no folder; everything else needs at least one")
    if (arguments.action == "set") != bool(filters):
        arguments.refuse("`set`, and nothing else, takes --exclude and --min-side")
    if arguments.action == "add":
        _add(arguments.folders, session)
    elif arguments.action != "list":
        for name in arguments.folders:
            path = str(Path(name).expanduser().absolute())
            session.library.service().call(_REQUESTS[arguments.action], path=path, **filters)
    return _list(session)


def _filters(arguments: argparse.Namespace) -> dict[str, Any]:
    filters: dict[str, Any] = {}
    if arguments.exclude is not None:
        filters["excludes"] = [pattern for pattern in arguments.exclude if pattern]
    if arguments.min_side is not None:
        filters["min_side"] = arguments.min_side
    return filters


def _add(names: list[str], session: Session) -> None:
    paths = [usable_folder(name) for name in names]
    for path in paths:
        session.library.service().call("add_folder", path=path)


def _list(session: Session) -> int:
    answer = session.library.service().call("folders")
    folders = [FolderStatus.from_json(folder) for folder in answer["folders"]]
    text = (
        folder_table(folders) if folders else "No folder is watched. Add one: pixlore index FOLDER"
    )
    session.output.answer({"folders": [asdict(folder) for folder in folders]}, text)
    return 0


def folder_table(folders: list[FolderStatus]) -> str:
    """One line a folder, and what a person should know about it below."""
    rows = [("photos", "indexed", "failed", "state", "folder"), *map(_row, folders)]
    messages = [
        f"{printable(folder.path)}: {printable(folder.message)}"
        for folder in folders
        if folder.message
    ]
    left_out = [
        f"{printable(folder.path)}: left out: {_counted(folder.left_out)}"
        for folder in folders
        if folder.left_out
    ]
    return "\n".join([table(rows, right=(0, 1, 2)), *messages, *left_out])


def _counted(reasons: dict[str, int]) -> str:
    return ", ".join(f"{number:,} {reason}" for reason, number in sorted(reasons.items()))


def _row(folder: FolderStatus) -> tuple[str, ...]:
    counts = folder.counts
    numbers = (f"{number:,}" for number in (counts.total, counts.indexed, counts.failed))
    return (*numbers, folder.state.value, printable(folder.path))
