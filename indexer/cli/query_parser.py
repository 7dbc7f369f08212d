"""A parser whose arguments may begin with a minus, as queries do: `-in:screenshots`."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Any

from indexer.cli.output import harmless, writing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from _typeshed import SupportsWrite

_MARK = "\0"
"""Put before what is no option. No argument of a process can hold it."""


class Parser(argparse.ArgumentParser):
    """Says so when its help cannot be written, where `argparse` is silent."""

    def _print_message(self, message: str, file: SupportsWrite[str] | None = None) -> None:
        with writing():
            print(harmless(message), end="", file=file or sys.stderr)


class QueryParser(Parser):
    """Takes for an option only what it was told is one: `-n`, `-n5`, and whatever begins with `--`.

    Anything else with a minus in front is a query; `argparse` would read `-near:Paris` as `-n`.
    """

    def __init__(self, **settings: Any) -> None:
        self._short: set[str] = set()
        self._checked: set[str] = set()
        super().__init__(**settings)

    def add_argument(self, *names: Any, **settings: Any) -> argparse.Action:
        """As in `argparse`, with the options remembered."""
        action = super().add_argument(*names, **settings)
        for name in action.option_strings:
            if not name.startswith("--"):
                self._short.add(name)
            if action.type is not None:
                self._checked.add(name)
        return action

    def parse_known_args(  # type: ignore[override]
        self,
        args: Sequence[str] | None = None,
        namespace: argparse.Namespace | None = None,
    ) -> tuple[argparse.Namespace, list[str]]:
        """As in `argparse`, with the queries told apart first."""
        found, rest = super().parse_known_args(self._marked(args or []), namespace)
        for name, value in vars(found).items():
            setattr(found, name, _unmarked(value))
        return found, [_unmarked(it) for it in rest]

    def _marked(self, arguments: Sequence[str]) -> list[str]:
        end = arguments.index("--") if "--" in arguments else len(arguments)
        marked = [
            _MARK + word if self._is_query(word, before) else word
            for before, word in zip(["", *arguments], arguments[:end], strict=False)
        ]
        return [*marked, *arguments[end:]]

    def _is_query(self, word: str, before: str) -> bool:
        if not word.startswith("-") or word == "-" or word.startswith("--"):
            return False
        known = word in self._short
        joined = word[:2] in self._short and word[2:].lstrip("=-")[:1].isdigit()
        if known or joined:
            return False
        return before not in self._checked  # `-n -5`: its own check says what is wrong


def _unmarked(value: Any) -> Any:
    if isinstance(value, list):
        return [_unmarked(it) for it in value]
    return value.removeprefix(_MARK) if isinstance(value, str) else value
