"""`pixlore explain`: why a photo is, or is not, among the hits of a query."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from indexer.cli.arguments import add_command
from indexer.cli.output import printable, table

if TYPE_CHECKING:
    import argparse

    from indexer.api import Explanation, PartOfAnswer
    from indexer.cli.arguments import Commands
    from indexer.cli.session import Session

_FIGURES = ("part", "fits", "similarity", "adds")


def add_commands(commands: Commands) -> None:
    """Declare the command of this module."""
    explain = add_command(
        commands,
        "explain",
        run=_explain,
        summary="say why a photo is among the hits of a query, or why it is not",
        details="It may be left out, failed, waiting, filtered, offline or too far down.",
        example='pixlore explain "a red car camera:canon" ~/Pictures/car.jpg',
    )
    explain.add_argument("query", metavar="QUERY", help="as for `pixlore search`")
    explain.add_argument("photo", metavar="PHOTO", help="a photo file")


def _explain(arguments: argparse.Namespace, session: Session) -> int:
    path = str(Path(arguments.photo).expanduser().absolute())
    explanation = session.library.explain(arguments.query, path)
    session.output.answer(_as_json(arguments.query, explanation), _as_text(explanation))
    return 0


def _as_json(query: str, explanation: Explanation) -> dict[str, Any]:
    return {"query": query, **asdict(explanation)}


def _as_text(explanation: Explanation) -> str:
    lines = [printable(explanation.path), f"{explanation.cause}: {explanation.sentence}"]
    if explanation.score is not None and explanation.line is not None:
        lines.append(f"Score {explanation.score:.3f}; the line is at {explanation.line:.3f}.")
    if explanation.names:
        lines.append(f"The words stand in its {', '.join(explanation.names)}.")
    if explanation.parts:
        lines += ["", table([_FIGURES, *(_row(part) for part in explanation.parts)], right=(2, 3))]
    return "\n".join(lines)


def _row(part: PartOfAnswer) -> tuple[str, str, str, str]:
    fits = "" if part.fits is None else ("yes" if part.fits else "no")
    similarity = "" if part.similarity is None else f"{part.similarity:.3f}"
    adds = "" if part.contribution is None else f"{part.contribution:+.3f}"
    return printable(part.text), fits, similarity, adds
