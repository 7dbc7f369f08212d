"""`pixlore score`: how well each of several texts fits one photo."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from indexer.cli.arguments import add_command
from indexer.cli.output import printable, table

if TYPE_CHECKING:
    import argparse

    from indexer.api import TextScore
    from indexer.cli.arguments import Commands
    from indexer.cli.session import Session


def add_commands(commands: Commands) -> None:
    """Declare the command of this module."""
    score = add_command(
        commands,
        "score",
        run=_score,
        summary="say how well each text fits a photo",
        details="Prints the cosine of the two vectors, the model's logit, and the softmax "
        "probability among the texts given.",
        example='pixlore score cat.jpg "a cat" "a dog" "a car"',
    )
    score.add_argument("photo", metavar="PHOTO", help="a photo file")
    score.add_argument("texts", metavar="TEXT", nargs="+", help="a description to compare with")


def _score(arguments: argparse.Namespace, session: Session) -> int:
    result = session.library.score_texts(arguments.photo, arguments.texts)
    content = {
        "photo": result.photo,
        "model": result.model,
        "scores": [asdict(score) for score in result.scores],
    }
    rows = [("probability", "logit", "cosine", "text"), *map(_row, result.scores)]
    session.output.answer(content, table(rows, right=(0, 1, 2)))
    return 0


def _row(score: TextScore) -> tuple[str, str, str, str]:
    return (
        f"{score.probability:.1%}",
        f"{score.logit:.2f}",
        f"{score.cosine:.3f}",
        printable(score.text),
    )
