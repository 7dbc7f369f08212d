"""Turns texts and photos into vectors for those who search, through the active model's worker."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from indexer.core.errors import FileUnavailable
from indexer.core.formats import format_of
from indexer.core.opening import open_photo
from indexer.core.types import EmbeddedVectors, TextScore, Vector
from indexer.pipeline.models import known_spaces
from indexer.worker.events import WorkerUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from indexer.pipeline.coordinator import Coordinator
    from indexer.store.library import Library
    from indexer.worker.events import WorkerDescription
    from indexer.worker.supervisor import Worker

Result = TypeVar("Result")
Region = tuple[float, float, float, float]


class Queries:
    """Embeds queries. Any thread; a worker that dies meanwhile is replaced once."""

    def __init__(self, coordinator: Coordinator) -> None:
        self._coordinator = coordinator

    def embed_text(self, texts: Sequence[str]) -> tuple[str, str, Vector]:
        """Model id, model name and vectors (len(texts), dimensions), from the cache or new."""
        name = self._coordinator.models.active
        known = self._coordinator.ask(lambda library: _look_up(library, name, texts)).result()
        if known is not None:
            model_id, found = known
            if all(vector is not None for vector in found):
                return model_id, name, np.stack([v for v in found if v is not None])
        vectors = self._with_worker(lambda worker: worker.embed_text(texts))
        description = self.describe()
        self._coordinator.ask(
            lambda library: _remember(library, name, description.model_id, texts, vectors)
        )
        return description.model_id, name, vectors

    def embed_photo(self, path: str, region: Region | None) -> tuple[str, str, EmbeddedVectors]:
        """Model id, model name and vectors of any photo on disk, or of a region of it.

        Raises:
            PhotoError, FileUnavailable: the photo cannot be opened or decoded.
        """
        name = self._coordinator.models.active
        if not os.path.lexists(path):
            raise FileUnavailable("There is no such photo. Check the path.")

        def embed(worker: Worker) -> EmbeddedVectors:
            with open_photo(path) as source:
                return worker.embed_photo(source, format_of(path) or "", region)

        vectors = self._with_worker(embed)
        return self.describe().model_id, name, vectors

    def score(self, path: str, texts: Sequence[str]) -> list[TextScore]:
        """How well each text fits the photo: cosine, logit and softmax over the texts (CLIP)."""
        _, _, photo = self.embed_photo(path, None)
        _, _, vectors = self.embed_text(texts)
        description = self.describe()
        cosines = vectors @ photo.joint
        logits = description.logit_scale * cosines + description.logit_bias
        weights = np.exp(logits - logits.max())
        shares = weights / weights.sum()
        return [
            TextScore(text, float(cosine), float(logit), float(share))
            for text, cosine, logit, share in zip(texts, cosines, logits, shares, strict=True)
        ]

    def describe(self) -> WorkerDescription:
        """The active model; loads it if need be."""
        return self._with_worker(lambda worker: worker.describe())

    def warm_up(self, part: str) -> None:
        """Start the worker and have it load one half of the model, without waiting."""
        worker = self._coordinator.models.keeper(self._coordinator.models.active).worker()
        worker.warm_up("image" if part == "image" else "text")

    def _with_worker(self, use: Callable[[Worker], Result]) -> Result:
        keeper = self._coordinator.models.keeper(self._coordinator.models.active)
        try:
            return use(keeper.worker())
        except WorkerUnavailable:
            return use(keeper.worker())


def _look_up(
    library: Library, model: str, texts: Sequence[str]
) -> tuple[str, list[Vector | None]] | None:
    spaces = known_spaces(library.index, model)
    if spaces is None:
        return None
    joint = spaces.joint
    return joint.model_id, [library.index.queries.get(joint.id, text) for text in texts]


def _remember(
    library: Library, model: str, model_id: str, texts: Sequence[str], vectors: Vector
) -> None:
    spaces = known_spaces(library.index, model)
    if spaces is None or spaces.joint.model_id != model_id:
        return
    for text, vector in zip(texts, vectors, strict=True):
        library.index.queries.put(spaces.joint.id, text, vector, now=time.time())
