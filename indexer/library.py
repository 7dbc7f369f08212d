"""One library as a client sees it: readers, search, and the service when it is needed."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

from indexer.absent_files import AbsentFiles
from indexer.core.errors import QueryError
from indexer.core.types import EmbeddedVectors, SpaceKind, Strength, TextScore
from indexer.ipc.client import connect_or_start
from indexer.ipc.protocol import decode_vector
from indexer.pipeline.absence import why_absent
from indexer.search.concepts import concept_query
from indexer.search.duplicates import find_duplicates
from indexer.search.engine import SearchEngine
from indexer.search.explain import Explainer
from indexer.search.grammar.parse import parse
from indexer.search.library_stacks import library_stacks
from indexer.search.near_pairs import always
from indexer.search.pictures import Pictures
from indexer.search.places import Place, list_places
from indexer.search.query import checked_text
from indexer.search.query_vectors import QueryVectors
from indexer.search.typed import TypedSearch
from indexer.store.concepts import Concept
from indexer.store.index_reader import IndexReader
from indexer.store.thumbnail_store import ThumbnailReader

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence
    from datetime import date
    from types import TracebackType

    from indexer.core.paths import LibraryPaths
    from indexer.core.types import FolderId, PhotoId, Vector
    from indexer.ipc.client import ServiceClient
    from indexer.search.duplicates import DuplicateGroup, DuplicateKind
    from indexer.search.engine import SearchResult
    from indexer.search.explain import Cause, Explanation
    from indexer.search.near_pairs import GoOn
    from indexer.search.query_vectors import Box
    from indexer.search.typed import Found
    from indexer.store.compact_index import PhotoIds
    from indexer.store.searches import SavedSearch
    from indexer.store.verdicts import Verdict

EMBED_TIMEOUT_S = 120.0
"""The first query after a start loads the model, on a busy slow computer."""


@dataclass(frozen=True, slots=True)
class PhotoScores:
    """How well each text fits one photo, by the model named."""

    photo: str
    model: str
    scores: tuple[TextScore, ...]


class Library:
    """The reading and asking side of one library. Methods may be called from any thread.

    Nothing is opened before it is used; a library that was never made is an empty one. Close it
    at the end.
    """

    def __init__(self, paths: LibraryPaths, *, idle_exit_s: float | None = None) -> None:
        """`idle_exit_s`: how long a service that this client starts outlives its work."""
        self.paths = paths
        self.reader = IndexReader(paths)
        self.engine = SearchEngine(self.reader)
        self.queries = QueryVectors(self.reader, lambda: _ServiceVectors(self.service))
        self.typed = TypedSearch(self.reader, self.engine, self.queries)
        self.absent = AbsentFiles(self.reader, self.engine, self.service)
        self._idle_exit_s = idle_exit_s
        self._client: ServiceClient | None = None
        self._connecting = threading.Lock()

    @cached_property
    def thumbnails(self) -> ThumbnailReader:
        """The thumbnails, by content id."""
        return ThumbnailReader(self.paths)

    def service(self) -> ServiceClient:
        """The service, connected now and started when there is none; the same one while it lives.

        Raises:
            ServiceUnavailable: it does not come up.
        """
        with self._connecting:
            if self._client is None or not self._client.connected:
                self._hang_up()
                self._client = connect_or_start(self.paths, idle_exit_s=self._idle_exit_s)
            return self._client

    def search_text(
        self,
        text: str,
        *,
        folder_ids: Collection[FolderId] | None = None,
        limit: int = 50,
        offset: int = 0,
    ) -> SearchResult:
        """Photos that show what `text` says, best first."""
        query = self.queries.of_text(text)
        return self.engine.search(query, folder_ids=folder_ids, limit=limit, offset=offset)

    def search_similar(
        self,
        photo: str | PhotoId,
        *,
        region: Box | None = None,
        folder_ids: Collection[FolderId] | None = None,
        limit: int = 50,
        offset: int = 0,
    ) -> SearchResult:
        """Photos that look like a file (indexed or not), or like an indexed photo, best first."""
        if isinstance(photo, str):
            query = self.queries.of_photo(photo, region)
        else:
            query = self.queries.of_indexed(photo)
        return self.engine.search(query, folder_ids=folder_ids, limit=limit, offset=offset)

    def find(
        self,
        text: str,
        *,
        today: date | None = None,
        folder_ids: Collection[FolderId] | None = None,
        among: PhotoIds | None = None,
    ) -> Found:
        """Photos for a typed query: words, fields, dates, `like:` and `#concept`.

        Parts that cannot be understood are left out; `Found.parse.mistakes` names them. With
        `among`, only these photos are searched.

        Raises:
            QueryError: nothing of it can be searched for.
        """
        return self.typed.find(parse(text, today), folder_ids=folder_ids, among=among)

    def find_similar(
        self,
        photo: str,
        text: str = "",
        *,
        region: Box | None = None,
        folder_ids: Collection[FolderId] | None = None,
        among: PhotoIds | None = None,
    ) -> Found:
        """Photos like a photo or a region of it, and like the words of a typed query beside it."""
        parsed = parse(text)
        alone = not any(chip.ranks for chip in parsed.chips)
        space = None if alone else SpaceKind.JOINT
        query = self.queries.of_photo(photo, region, space=space)
        return self.typed.find(parsed, also=[(1.0, query)], folder_ids=folder_ids, among=among)

    def explain(
        self,
        text: str,
        photo: str | PhotoId,
        *,
        today: date | None = None,
        among: PhotoIds | None = None,
    ) -> Explanation:
        """Why a photo (absolute path, or in the index) is a hit of a typed query, or is none."""
        path = photo if isinstance(photo, str) else self._path_of(photo)
        explainer = Explainer(self.reader, self.typed, self._why_absent)
        return explainer.explain(parse(text, today), path, among=among)

    def new_hits(self, saved: SavedSearch) -> int:
        """How many likely hits of a saved search were indexed since it was last looked at."""
        ranking = self.find(saved.query).ranking
        likely = ranking.photo_ids[: ranking.count(Strength.LIKELY)]
        return self.reader.newer_than(likely, saved.seen_at)

    def search_concept(
        self, name: str, *, folder_ids: Collection[FolderId] | None = None, limit: int = 50
    ) -> SearchResult:
        """Photos like those a concept was taught with, best first."""
        query = concept_query(self.reader, name)
        return self.engine.search(query, folder_ids=folder_ids, limit=limit)

    def teach(self, name: str, *, up: Sequence[str] = (), down: Sequence[str] = ()) -> Concept:
        """Teach the concept `#name` with photos of the library (absolute paths)."""
        return Concept(**self.service().call("teach", name=name, up=list(up), down=list(down)))

    def forget(self, name: str) -> bool:
        """Delete a concept; whether there was one."""
        return bool(self.service().call("forget", name=name)["forgotten"])

    def duplicates(
        self, kinds: Iterable[DuplicateKind], go_on: GoOn = always
    ) -> list[DuplicateGroup]:
        """Photos that are there more than once; compares the whole library, so not in a hurry.

        `go_on` is told how far it is, from 0 to 1, and ends the work by returning False.
        """
        if not self.reader.exists():
            return []
        return find_duplicates(self.reader, kinds, Pictures(self.thumbnails.get), go_on)

    def stacks(self, go_on: GoOn = always) -> list[list[PhotoId]]:
        """Photos to be shown as one: copies, bursts, RAW with JPEG. As slow as `duplicates`."""
        if not self.reader.exists():
            return []
        return library_stacks(self.reader, Pictures(self.thumbnails.get), go_on)

    def decide(self, paths: Sequence[str], verdict: Verdict) -> None:
        """Remember what these photos (absolute paths) that look like duplicates are."""
        self.service().call("decide", paths=list(paths), verdict=verdict.value)

    def score_texts(self, photo: str, texts: Sequence[str]) -> PhotoScores:
        """How well each text fits the photo: cosine, logit and softmax probability."""
        if not texts:
            raise QueryError("Give at least one text to compare the photo with.")
        answer = self.service().call(
            "score",
            timeout_s=EMBED_TIMEOUT_S,
            path=str(Path(photo).expanduser().absolute()),
            texts=[checked_text(text) for text in texts],
        )
        scores = tuple(TextScore(**score) for score in answer["scores"])
        return PhotoScores(answer["photo"], answer["model"], scores)

    def places(self) -> tuple[Place, ...]:
        """The cities that photos on show were taken in: by country, those with most photos first.

        `place:` with a country finds the sum of its cities.
        """
        return list_places(self.reader) if self.reader.exists() else ()

    def close(self) -> None:
        """Hang up and close the databases."""
        with self._connecting:
            self._hang_up()
        self.reader.close()
        if "thumbnails" in self.__dict__:
            self.thumbnails.close()

    def _path_of(self, photo_id: PhotoId) -> str:
        records = self.reader.photos([photo_id])
        if not records:
            raise QueryError("This photo is no longer in the library.")
        return records[0].path

    def _why_absent(self, path: str) -> tuple[Cause, str]:
        return why_absent(path, self.reader.folders() if self.reader.exists() else [])

    def _hang_up(self) -> None:
        if self._client is not None:
            self._client.close()
            self._client = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class _ServiceVectors:
    """The service as `search` wants it: vectors instead of messages."""

    def __init__(self, service: Callable[[], ServiceClient]) -> None:
        self._service = service

    def embed_text(self, text: str) -> tuple[str, Vector]:
        answer = self._service().call("embed_text", timeout_s=EMBED_TIMEOUT_S, texts=[text])
        return answer["model_id"], decode_vector(answer["vectors"])[0]

    def embed_photo(self, path: str, region: Box | None) -> tuple[str, EmbeddedVectors]:
        box = None if region is None else list(region)
        answer = self._service().call(
            "embed_photo", timeout_s=EMBED_TIMEOUT_S, path=path, region=box
        )
        visual = answer["visual"]
        joint = decode_vector(answer["joint"])
        vectors = EmbeddedVectors(joint, None if visual is None else decode_vector(visual))
        return answer["model_id"], vectors


def open_library(paths: LibraryPaths, *, idle_exit_s: float | None = None) -> Library:
    """The library under `paths`; touches nothing on disk."""
    return Library(paths, idle_exit_s=idle_exit_s)
