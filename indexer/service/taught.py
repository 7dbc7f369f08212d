"""The requests by which a person teaches concepts and decides about duplicates."""

from __future__ import annotations

import re
import time
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from indexer.core.errors import UsageError
from indexer.service.parameters import strings_in, text_in
from indexer.store import photo_reader
from indexer.store.concepts import Example
from indexer.store.verdicts import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from indexer.ipc.protocol import Json
    from indexer.service.service import Service
    from indexer.store.library import Library

_NAME = re.compile(r"[\w-]{1,64}")
_MOST_PHOTOS = 1_000


class TaughtRequests:
    """Methods `teach`, `forget`, `concepts` and `decide`."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def handlers(self) -> dict[str, Callable[[Json], Json]]:
        """The functions by the names of their requests."""
        return {
            "teach": self._teach,
            "forget": self._forget,
            "concepts": self._concepts,
            "decide": self._decide,
        }

    def _teach(self, params: Json) -> Json:
        name = _concept_name(params)
        up, down = strings_in(params, "up"), strings_in(params, "down")
        if not 1 <= len(up) + len(down) <= _MOST_PHOTOS:
            raise UsageError(f"Give 1 to {_MOST_PHOTOS:,} photos to teach a concept with.")

        def teach(library: Library) -> Json:
            examples = _examples(library, up, positive=True)
            examples += _examples(library, down, positive=False)
            return asdict(library.user.concepts.teach(name, examples, now=time.time()))

        taught: Json = self._change(teach)
        return taught

    def _forget(self, params: Json) -> Json:
        name = _concept_name(params)
        return {"forgotten": self._change(lambda library: library.user.concepts.forget(name))}

    def _concepts(self, params: Json) -> Json:
        del params
        found = self._service.coordinator.ask(lambda library: library.user.concepts.list()).result()
        return {"concepts": [asdict(concept) for concept in found]}

    def _decide(self, params: Json) -> Json:
        """Remember about photos that look like duplicates: they are none, or all are wanted."""
        paths = strings_in(params, "paths")
        if not 2 <= len(paths) <= _MOST_PHOTOS:
            raise UsageError(f"Give 2 to {_MOST_PHOTOS:,} photos to decide about.")
        name = text_in(params, "verdict", Verdict.DIFFERENT.value)
        if name not in list(Verdict):
            raise UsageError('The verdict must be "different" or "kept".')

        def decide(library: Library) -> int:
            contents = [it.content_id for it in _examples(library, paths, positive=True)]
            return library.user.verdicts.decide(contents, Verdict(name), now=time.time())

        return {"pairs": self._change(decide)}

    def _change(self, run: Callable[[Library], Any]) -> Any:
        answer = self._service.coordinator.ask(run).result()
        self._service.announce("library_changed", indexed=0, removed=0)
        return answer


def _concept_name(params: Json) -> str:
    name = text_in(params, "name").removeprefix("#")
    if not _NAME.fullmatch(name):
        raise UsageError(
            "A concept's name is one word of letters, digits, - and _, at most 64, such as: my-dog"
        )
    return name


def _examples(library: Library, paths: Sequence[str], *, positive: bool) -> list[Example]:
    """The indexed photos at these absolute paths."""
    folders = library.user.folders.list()
    found = []
    for path in paths:
        record = photo_reader.record_at(library.index.database, folders, path)
        if record is None:
            raise UsageError(f"{path} is no photo of the library.")
        if not record.content_id:
            raise UsageError(f"{path} is not indexed yet. Try again when indexing got there.")
        found.append(Example(record.content_id, record.path, positive))
    return found
