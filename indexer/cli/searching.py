"""`pixlore search` and `pixlore similar`: ranked photos for a query or a photo."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from indexer.api import (
    LanguageHint,
    QueryError,
    SearchResult,
    Strength,
    UsageError,
    language_hint,
)
from indexer.cli.arguments import add_command, add_limit, region
from indexer.cli.output import plural, printable, table
from indexer.core.folder_names import one_name
from indexer.core.normal import folded
from indexer.embedding.catalogue import STARTER_NAME
from indexer.embedding.installed import installed_models
from indexer.pipeline.models import ACTIVE_SETTING

if TYPE_CHECKING:
    import argparse

    from indexer.api import Chip, FolderId, Found, Hit, Parse
    from indexer.cli.arguments import Commands
    from indexer.cli.session import Session

_HEADINGS = ("rank", "score", "strength", "path")
_NUMBERS = (0, 1)
_QUERY = """Plain words say what the photo shows. Also: -word, "exact name or text", in:FOLDER,
camera:, lens:, date:, after:, before: (or "last summer", 2023年春节), type:, orientation:,
is:favourite, rating:, near:CITY, place:COUNTRY, like:PHOTO, #concept, 2*word for weight, and
commas or OR between the values of one field."""


def add_commands(commands: Commands) -> None:
    """Declare the commands of this module."""
    search = add_command(
        commands,
        "search",
        run=_search,
        summary="find the photos that show what a text says",
        details=_QUERY,
        example='pixlore search "dog asleep on a red sofa" -n 5\n'
        'pixlore search "beach -people camera:canon last summer" --explain',
    )
    what = search.add_mutually_exclusive_group(required=True)
    what.add_argument("query", metavar="QUERY", nargs="?", help="what the photo shows")
    what.add_argument("--saved", metavar="NAME", help="run the saved search of this name")
    search.add_argument(
        "--explain", action="store_true", help="say how each part of the query was understood"
    )
    similar = add_command(
        commands,
        "similar",
        run=_similar,
        summary="find the photos that look like one photo",
        details="The photo need not be in a watched folder.",
        example="pixlore similar ~/Pictures/beach.jpg -n 5\n"
        'pixlore similar ~/Pictures/beach.jpg "at night" --region 0.1,0.2,0.5,0.5',
    )
    similar.add_argument("photo", metavar="PHOTO", help="a photo file")
    similar.add_argument(
        "words", metavar="QUERY", nargs="?", default="", help="what the photos should show besides"
    )
    similar.add_argument(
        "--region",
        metavar="X,Y,W,H",
        type=region,
        help="only this part of the photo: left, top, width and height between 0 and 1",
    )
    for parser in (search, similar):
        add_limit(parser)
        parser.add_argument(
            "--folder",
            metavar="FOLDER",
            action="append",
            help="only photos of this watched folder; may be given several times",
        )


def _search(arguments: argparse.Namespace, session: Session) -> int:
    text = _query_text(arguments, session)
    chosen = _chosen_folders(arguments.folder, session)
    found = session.library.find(text, folder_ids=chosen)
    return _print(found, _page(found, arguments.limit, session), arguments, session)


def _similar(arguments: argparse.Namespace, session: Session) -> int:
    chosen = _chosen_folders(arguments.folder, session)
    found = session.library.find_similar(
        arguments.photo, arguments.words, region=arguments.region, folder_ids=chosen
    )
    result = _page(found, arguments.limit, session)
    if not arguments.words:
        path = str(Path(arguments.photo).expanduser().absolute())
        result = replace(result, query=path)
    return _print(found, result, arguments, session)


def _query_text(arguments: argparse.Namespace, session: Session) -> str:
    if arguments.saved is None:
        return str(arguments.query)
    reader = session.library.reader
    saved = reader.saved_searches() if reader.exists() else []
    wanted = folded(str(arguments.saved))
    for search in saved:
        if folded(search.name) == wanted:
            return search.query
    raise QueryError(
        f"There is no saved search “{arguments.saved}”; `pixlore searches` lists them."
    )


def _page(found: Found, limit: int, session: Session) -> SearchResult:
    ranking = found.ranking
    hits = session.library.absent.hits(ranking, limit)
    return SearchResult(ranking.query.label, hits, len(ranking), ranking.searched, ranking.total)


def _chosen_folders(names: list[str] | None, session: Session) -> list[FolderId] | None:
    """The ids of the folders named, None for all; a library without a folder cannot be searched."""
    reader = session.library.reader
    folders = reader.folders() if reader.exists() else []
    known = {one_name(folder.path): folder.id for folder in folders}
    if not known:
        raise QueryError("No folder is watched yet. Add one first: pixlore index FOLDER")
    if names is None:
        return None
    chosen = {one_name(str(Path(name).expanduser())): name for name in names}
    unknown = [name for path, name in chosen.items() if path not in known]
    if unknown:
        raise UsageError(f"{unknown[0]} is not a watched folder; `pixlore folders` lists them.")
    return [known[path] for path in chosen]


def _print(
    found: Found, result: SearchResult, arguments: argparse.Namespace, session: Session
) -> int:
    hint = _hint(found.parse.meaning, session)
    content = _as_json(result) | ({"hint": asdict(hint)} if hint else {})
    text = _as_text(result.hits)
    if getattr(arguments, "explain", False):
        content["kept"] = found.kept
        content["chips"] = [_chip_as_json(chip) for chip in found.parse.chips]
        text = f"{_chips_as_text(found.parse)}\n\n{text}"
    session.output.answer(content, text)
    remarks = _remarks(found, result)
    if not getattr(arguments, "explain", False):  # its table says how each part was understood
        remarks = [*_remarks_on_parts(found.parse), *remarks]
    for sentence in remarks + ([_told(hint)] if hint else []):
        session.output.note(sentence)
    session.library.absent.tell()
    return 0


def _hint(meaning: str, session: Session) -> LanguageHint | None:
    """Whether another model would understand the words better."""
    if not meaning:
        return None
    active = str(session.library.reader.setting(ACTIVE_SETTING, STARTER_NAME))
    return language_hint(meaning, active, installed_models(session.paths.models))


def _told(hint: LanguageHint) -> str:
    """The hint, with the command that follows it."""
    commands = f"pixlore model use {hint.model}"
    if not hint.is_installed:
        commands = f"pixlore model install {hint.model}, then {commands}"
    return f"{hint.sentence} Type: {commands}"


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


def _chip_as_json(chip: Chip) -> dict[str, Any]:
    return {
        "kind": chip.kind.value,
        "text": chip.text,
        "values": list(chip.values),
        "negated": chip.negated,
        "weight": chip.weight,
        "understood": chip.understood,
        "message": chip.message,
        "suggestion": chip.suggestion,
    }


def _chips_as_text(parse: Parse) -> str:
    rows = [(chip.kind.value, printable(chip.text), chip.message) for chip in parse.chips]
    return table([("part", "text", "understood as"), *rows])


def _as_text(hits: list[Hit]) -> str:
    if not hits:
        return "No photos."
    rows = [
        (str(hit.rank), f"{hit.score:.3f}", hit.strength.value, _shown_path(hit)) for hit in hits
    ]
    return table([_HEADINGS, *rows], right=_NUMBERS)


def _shown_path(hit: Hit) -> str:
    return printable(hit.path) + ("" if hit.online else "  (drive not connected)")


def _remarks_on_parts(parse: Parse) -> list[str]:
    """How parts were understood where that is not what they say."""
    remarks = [f"Left out: {it.text}. {it.message}" for it in parse.mistakes]
    remarks += [f"{it.text}: {it.message}." for it in parse.filters if it.corrected]
    return remarks + [it.message for it in parse.chips if it.understood and it.suggestion]


def _remarks(found: Found, result: SearchResult) -> list[str]:
    """What the person should know about these hits."""
    remarks: list[str] = []
    if result.hits and result.hits[0].strength is Strength.WEAK:
        remarks.append("Nothing fits well; these come nearest.")
    if found.kept is None and result.searched < result.total:
        total = plural(result.total, "photo")
        remarks.append(f"Searched {result.searched:,} of {total}; the others wait to be indexed.")
    return remarks
