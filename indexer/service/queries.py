"""Turns texts and photos into vectors for those who search, through the active model's worker."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from indexer.core.errors import FileUnavailable
from indexer.core.formats import format_of
from indexer.core.opening import open_photo
from indexer.core.types import EmbeddedVectors, SpaceKind, TextScore, Vector
from indexer.pipeline.models import known_spaces
from indexer.store.index_reader import IndexReader

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from indexer.core.paths import LibraryPaths
    from indexer.pipeline.coordinator import Coordinator
    from indexer.store.library import Library
    from indexer.worker.events import WorkerDescription
    from indexer.worker.supervisor import Worker

Result = TypeVar("Result")
Region = tuple[float, float, float, float]


class Queries:
    """Embeds queries. Any thread; a worker that dies meanwhile is replaced once."""

    def __init__(self, paths: LibraryPaths, coordinator: Coordinator) -> None:
        self._coordinator = coordinator
        self._reader = IndexReader(paths)

    def stop(self) -> None:
        """Close what is read from."""
        self._reader.close()

    def embed_text(self, texts: Sequence[str]) -> tuple[str, str, Vector]:
        """Model id, model name and vectors (len(texts), dimensions), from the cache or new."""
        name = self._active()
        known = _look_up(self._reader, name, texts)
        if known is not None:
            model_id, found = known
            if all(vector is not None for vector in found):
                return model_id, name, np.stack([v for v in found if v is not None])
        vectors, model_id = self._with_worker(
            name, lambda worker: (worker.embed_text(texts), worker.describe().model_id)
        )
        self._coordinator.ask(lambda library: _remember(library, name, model_id, texts, vectors))
        return model_id, name, vectors

    def embed_photo(self, path: str, region: Region | None) -> tuple[str, str, EmbeddedVectors]:
        """Model id, model name and vectors of any photo on disk, or of a region of it.

        Raises:
            PhotoError, FileUnavailable: the photo cannot be opened or decoded.
        """
        name = self._active()
        if not os.path.lexists(path):
            raise FileUnavailable("There is no such photo. Check the path.")

        def embed(worker: Worker) -> tuple[EmbeddedVectors, str]:
            with open_photo(path) as source:
                vectors = worker.embed_photo(source, format_of(path) or "", region)
            return vectors, worker.describe().model_id

        vectors, model_id = self._with_worker(name, embed)
        return model_id, name, vectors

    def score(self, path: str, texts: Sequence[str]) -> tuple[str, list[TextScore]]:
        """The model, and how well each text fits the photo: cosine, logit and softmax (CLIP)."""
        name = self._active()

        def embed(worker: Worker) -> tuple[Vector, Vector, WorkerDescription]:
            with open_photo(path) as source:
                photo = worker.embed_photo(source, format_of(path) or "", None)
            return photo.joint, worker.embed_text(texts), worker.describe()

        if not os.path.lexists(path):
            raise FileUnavailable("There is no such photo. Check the path.")
        photo, vectors, description = self._with_worker(name, embed)
        cosines = vectors @ photo
        logits = description.logit_scale * cosines + description.logit_bias
        weights = np.exp(logits - logits.max())
        shares = weights / weights.sum()
        return name, [
            TextScore(text, float(cosine), float(logit), float(share))
            for text, cosine, logit, share in zip(texts, cosines, logits, shares, strict=True)
        ]

    def warm_up(self, part: str) -> None:
        """Start the worker and have it load one half of the model, without waiting."""
        worker = self._coordinator.models.keeper(self._active()).worker()
        worker.warm_up("image" if part == "image" else "text")

    def _active(self) -> str:
        """The model that answers. Ask once a query: another may take over at any moment."""
        return self._coordinator.models.active

    def _with_worker(self, model: str, use: Callable[[Worker], Result]) -> Result:
        """What `use` makes of one worker: all that belongs to one query comes from one model."""
        return self._coordinator.models.keeper(model).ask(use)


def _look_up(
    reader: IndexReader, model: str, texts: Sequence[str]
) -> tuple[str, list[Vector | None]] | None:
    """What is remembered of these texts; read beside the writer, which may be busy."""
    found = [
        space
        for space in reader.spaces()
        if space.model_name == model and space.kind is SpaceKind.JOINT
    ]
    if not found:
        return None
    joint = found[-1]  # the newest
    return joint.model_id, [reader.vectors.cached_query(joint.id, text) for text in texts]


def _remember(
    library: Library, model: str, model_id: str, texts: Sequence[str], vectors: Vector
) -> None:
    spaces = known_spaces(library.index, model)
    if spaces is None or spaces.joint.model_id != model_id:
        return
    for text, vector in zip(texts, vectors, strict=True):
        library.index.queries.put(spaces.joint.id, text, vector, now=time.time())
