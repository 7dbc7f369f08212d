"""`pixlore search` and `pixlore similar`: ranked photos for a text or a photo."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from indexer.api import (
    Hit,
    LanguageHint,
    QueryError,
    SearchResult,
    Strength,
    UsageError,
    checked_text,
    language_hint,
)
from indexer.cli.arguments import add_command, add_limit
from indexer.cli.output import plural, printable, table
from indexer.embedding.catalogue import STARTER_NAME
from indexer.embedding.installed import installed_models
from indexer.pipeline.models import ACTIVE_SETTING

if TYPE_CHECKING:
    import argparse

    from indexer.api import FolderId
    from indexer.cli.arguments import Commands
    from indexer.cli.session import Session

_HEADINGS = ("rank", "score", "strength", "path")
_NUMBERS = (0, 1)


def add_commands(commands: Commands) -> None:
    """Declare the commands of this module."""
    search = add_command(
        commands,
        "search",
        run=_search,
        summary="find the photos that show what a text says",
        example='pixlore search "dog asleep on a red sofa" -n 5',
    )
    search.add_argument("query", metavar="QUERY", help="what the photo shows, in plain words")
    similar = add_command(
        commands,
        "similar",
        run=_similar,
        summary="find the photos that look like one photo",
        details="The photo need not be in a watched folder.",
        example="pixlore similar ~/Pictures/beach.jpg -n 5",
    )
    similar.add_argument("photo", metavar="PHOTO", help="a photo file")
    for parser in (search, similar):
        add_limit(parser)
        parser.add_argument(
            "--folder",
            metavar="FOLDER",
            action="append",
            help="only photos of this watched folder; may be given several times",
        )


def _search(arguments: argparse.Namespace, session: Session) -> int:
    text = checked_text(arguments.query)
    chosen = _chosen_folders(arguments.folder, session)
    result = session.library.search_text(text, folder_ids=chosen, limit=arguments.limit)
    return _print(result, session, _hint(text, session))


def _hint(text: str, session: Session) -> LanguageHint | None:
    """Whether another model would understand the query better."""
    active = str(session.library.reader.setting(ACTIVE_SETTING, STARTER_NAME))
    return language_hint(text, active, installed_models(session.paths.models))


def _similar(arguments: argparse.Namespace, session: Session) -> int:
    chosen = _chosen_folders(arguments.folder, session)
    result = session.library.search_similar(
        arguments.photo, folder_ids=chosen, limit=arguments.limit
    )
    return _print(result, session)


def _chosen_folders(names: list[str] | None, session: Session) -> list[FolderId] | None:
    """The ids of the folders named, None for all; a library without a folder cannot be searched."""
    reader = session.library.reader
    known = {folder.path: folder.id for folder in reader.folders()} if reader.exists() else {}
    if not known:
        raise QueryError("No folder is watched yet. Add one first: pixlore index FOLDER")
    if names is None:
        return None
    chosen = {str(Path(name).expanduser().resolve()): name for name in names}
    unknown = [name for path, name in chosen.items() if path not in known]
    if unknown:
        raise UsageError(f"{unknown[0]} is not a watched folder; `pixlore folders` lists them.")
    return [known[path] for path in chosen]


def _print(result: SearchResult, session: Session, hint: LanguageHint | None = None) -> int:
    content = _as_json(result) | ({"hint": asdict(hint)} if hint else {})
    session.output.answer(content, _as_text(result.hits))
    for sentence in _remarks(result) + ([hint.sentence] if hint else []):
        session.output.note(sentence)
    return 0


def _as_json(result: SearchResult) -> dict[str, Any]:
    return {
        "query": result.query,
        "searched": result.searched,
        "total": result.total,
        "hits": [
            {
                "rank": hit.rank,
                "path": hit.path,
                "score": round(hit.score, 6),
                "strength": hit.strength.value,
                "online": hit.online,
            }
            for hit in result.hits
        ],
    }


def _as_text(hits: list[Hit]) -> str:
    if not hits:
        return "No photos."
    rows = [
        (str(hit.rank), f"{hit.score:.3f}", hit.strength.value, _shown_path(hit)) for hit in hits
    ]
    return table([_HEADINGS, *rows], right=_NUMBERS)


def _shown_path(hit: Hit) -> str:
    return printable(hit.path) + ("" if hit.online else "  (drive not connected)")


def _remarks(result: SearchResult) -> list[str]:
    """What the person should know about these hits."""
    remarks = []
    if result.hits and result.hits[0].strength is Strength.WEAK:
        remarks.append("Nothing fits well; these come nearest.")
    if result.searched < result.total:
        total = plural(result.total, "photo")
        remarks.append(f"Searched {result.searched:,} of {total}; the others wait to be indexed.")
    return remarks
