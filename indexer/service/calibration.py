"""Measures what texts that fit any photo score over this library, when the library is at rest.

Models without measured floors are judged by it: see `indexer.search.ranking`.
"""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

import numpy as np

from indexer.core.errors import PixloreError
from indexer.core.types import NeutralScores, PhotoId
from indexer.embedding.catalogue import calibration_of
from indexer.pipeline.models import known_spaces
from indexer.search.ranking import centre_and_deviation
from indexer.store.index_reader import IndexReader

if TYPE_CHECKING:
    from indexer.core.paths import LibraryPaths
    from indexer.core.types import Space, Vector
    from indexer.pipeline.coordinator import Coordinator
    from indexer.service.queries import Queries
    from indexer.store.library import Library

log = logging.getLogger(__name__)

FEWEST_PHOTOS = 20
_SAMPLE = 2000
_GROWTH = 1.25
"""Measure again when the library has grown this much."""
_STOP_S = 2.0


class LibraryCalibration:
    """Keeps the neutral scores of the active model up to date. `look` is called by one thread."""

    def __init__(self, paths: LibraryPaths, coordinator: Coordinator, queries: Queries) -> None:
        self._paths = paths
        self._coordinator = coordinator
        self._queries = queries
        self._thread: threading.Thread | None = None
        self._done: tuple[str, int] = ("", 0)
        """The model and the photos that were last looked at."""

    def look(self, photos: int) -> None:
        """Measure in the background if the active model needs it; `photos` it has vectors of."""
        model = self._coordinator.models.active
        if calibration_of(model).likely > -1.0 or photos < FEWEST_PHOTOS:
            return
        known_model, known_photos = self._done
        is_busy = self._thread is not None and self._thread.is_alive()
        if is_busy or (model == known_model and photos < _GROWTH * known_photos):
            return
        self._done = (model, photos)
        self._thread = threading.Thread(
            target=self._measure, args=(model, photos), name="calibration", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Wait a moment for a measurement under way."""
        if self._thread is not None:
            self._thread.join(_STOP_S)

    def _measure(self, model: str, photos: int) -> None:
        try:
            space = self._coordinator.ask(lambda library: _joint_space(library, model)).result()
            if space is None or _is_fresh(space.neutral, photos):
                return
            model_id, _, texts = self._queries.embed_text(calibration_of(model).neutral_prompts)
            if model_id != space.model_id:
                return  # another model took over meanwhile
            neutral = self._scores(space, texts)
            if neutral is None:
                return
            self._coordinator.ask(
                lambda library: library.index.spaces.set_neutral(space.id, neutral)
            ).result()
        except PixloreError as error:
            log.info("The library was not calibrated: %s", error)

    def _scores(self, space: Space, texts: Vector) -> NeutralScores | None:
        """What `texts`, (n, dimensions), score over a sample of the space's photos."""
        reader = IndexReader(self._paths)
        try:
            ids = reader.photo_ids()
            chosen = np.random.default_rng(0).permutation(len(ids))[:_SAMPLE]
            found = reader.vectors.get(space.id, [PhotoId(i) for i in ids[chosen].tolist()])
            if len(found) < FEWEST_PHOTOS:
                return None
            cosines = np.stack(list(found.values())) @ texts.T
            centre, deviation = centre_and_deviation(cosines.ravel())
            return NeutralScores(centre, deviation, reader.embedded(space.id))
        finally:
            reader.close()


def _joint_space(library: Library, model: str) -> Space | None:
    spaces = known_spaces(library.index, model)
    return None if spaces is None else spaces.joint


def _is_fresh(neutral: NeutralScores | None, photos: int) -> bool:
    return neutral is not None and photos < _GROWTH * neutral.photos
