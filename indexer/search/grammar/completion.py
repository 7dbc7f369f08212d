"""What could come next where the cursor stands: fields, their fixed values, concepts, paths."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from indexer.core.normal import folded
from indexer.search.grammar.fields import FIELD_BY_NAME, FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterable

_LAST_WORD = re.compile(r"-?\S*$")
_MOST = 12


@dataclass(frozen=True, slots=True)
class Completion:
    """`text` may replace what stands from `start` to before `end`."""

    start: int
    end: int
    text: str


def completions(
    text: str, cursor: int, *, concepts: Iterable[str] = (), paths: Iterable[str] = ()
) -> list[Completion]:
    """Up to 12 ways to go on with the word before the cursor.

    Args:
        text: what is typed so far.
        cursor: the place behind the last character typed.
        concepts: names of taught concepts, for `#`.
        paths: photos or folders, for `like:` and `in:`.
    """
    cursor = max(0, min(cursor, len(text)))
    word = _LAST_WORD.search(text, 0, cursor)
    assert word is not None
    sign = "-" if word[0].startswith("-") else ""
    begun = word[0][len(sign) :]
    found = [sign + choice for choice in _choices(begun, concepts, paths) if choice != begun]
    return [Completion(word.start(), cursor, choice) for choice in found[:_MOST]]


def _choices(begun: str, concepts: Iterable[str], paths: Iterable[str]) -> list[str]:
    name, colon, value = begun.partition(":")
    if begun.startswith("#"):
        return [
            f"#{concept}" for concept in concepts if folded(concept).startswith(folded(begun[1:]))
        ]
    if not colon:
        fields = [f"{field.kind.value}:" for field in FIELDS]
        return [field for field in fields if begun and field.startswith(begun.lower())]
    field = FIELD_BY_NAME.get(name.lower())
    if field is None:
        return []
    known = list(field.choices) or (list(paths) if name.lower() in {"like", "in"} else [])
    wanted = folded(value.strip('"'))
    is_fixed = bool(field.choices)
    fitting = [
        choice
        for choice in known
        if (choice.startswith(wanted) if is_fixed else wanted in folded(choice))
    ]
    return [f"{name}:{_written(choice)}" for choice in fitting]


def _written(choice: str) -> str:
    return f'"{choice}"' if re.search(r"[\s,]", choice) else choice
