"""Example queries from the person's own library: only those that find something in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.queries import TextQuery

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.library import PhotoLibrary

CANDIDATES = (
    "a dog running on grass",
    "a cat asleep",
    "a sandy beach by the sea",
    "mountains with snow",
    "a birthday cake",
    "flowers in a garden",
    "a plate of food",
    "a boat on the water",
    "a city street at night",
    "a bird on a branch",
    "a bicycle against a wall",
    "a motorcycle",
    "a cup of coffee",
    "a forest in autumn",
    "a lake at sunset",
    "a train at a station",
    "a horse in a field",
    "an old church",
    "a red car",
    "a book on a table",
)
"""Plain English: the one language that every model reads."""

MOST_IDEAS = 5


def find_ideas(library: PhotoLibrary, go_on: Callable[[], bool]) -> list[str]:
    """Candidates with strong hits in this library, each with a different best photo.

    Blocks for one query a candidate; `go_on` is asked before each.
    """
    ideas: list[str] = []
    shown: set[int] = set()
    for text in CANDIDATES:
        if len(ideas) == MOST_IDEAS or not go_on():
            break
        photos = library.search(TextQuery(text))
        best = int(photos.ids[0]) if len(photos) else -1
        if photos.strong and best not in shown:
            shown.add(best)
            ideas.append(text)
    return ideas
