"""Requests about saved searches and the history of searches."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from indexer.core.errors import UsageError
from indexer.service.parameters import LONGEST_TEXT, text_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from indexer.ipc.protocol import Json
    from indexer.service.service import Service
    from indexer.store.searches import Searches

LONGEST_NAME = 100


class SearchRequests:
    """Writes what `indexer.store.searches` keeps; parameters as in `indexer.ipc.protocol`."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def handlers(self) -> dict[str, Callable[[Json], Json]]:
        """The functions by the names of their requests."""
        return {
            "save_search": self._save,
            "delete_search": self._delete,
            "seen_search": self._seen,
            "add_history": self._add_history,
            "forget_history": self._forget_history,
        }

    def _save(self, params: Json) -> Json:
        name, query = _name_in(params), _query_in(params)
        number = self._change(lambda searches: searches.save(name, query, now=time.time()))
        return {"id": number}

    def _delete(self, params: Json) -> Json:
        name = _name_in(params)
        return {"deleted": self._change(lambda searches: searches.delete(name))}

    def _seen(self, params: Json) -> Json:
        name = _name_in(params)
        self._change(lambda searches: searches.mark_seen(name, now=time.time()))
        return {}

    def _add_history(self, params: Json) -> Json:
        query = _query_in(params)
        self._change(lambda searches: searches.remember(query, now=time.time()))
        return {}

    def _forget_history(self, params: Json) -> Json:
        del params
        self._service.coordinator.ask(lambda library: library.forget_searches()).result()
        self._service.announce("searches_changed")
        return {}

    def _change(self, run: Callable[[Searches], Any]) -> Any:
        asked = self._service.coordinator.ask(lambda library: run(library.user.searches))
        result = asked.result()
        self._service.announce("searches_changed")
        return result


def _name_in(params: Json) -> str:
    name = " ".join(text_in(params, "name").split())
    if not name or len(name) > LONGEST_NAME:
        raise UsageError(f"The name of a search must have 1 to {LONGEST_NAME} characters.")
    return _storable(name)


def _query_in(params: Json) -> str:
    query = text_in(params, "query").strip()
    if not query or len(query) > LONGEST_TEXT:
        raise UsageError(f"A query must have 1 to {LONGEST_TEXT:,} characters.")
    return _storable(query)


def _storable(text: str) -> str:
    """The text as SQLite takes it; a path in it may hold bytes that are not UTF-8."""
    if any(it == "\0" or "\ud800" <= it <= "\udfff" for it in text):
        raise UsageError("This text cannot be kept: a name in it is not valid Unicode.")
    return text
