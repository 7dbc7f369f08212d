"""Keeps the codes of large spaces, by which readers rank: in files beside the index.

Triggers log every embedding that is set or deleted in `embedding_change`. A file holds the codes
as of some revision of the log; readers add what the log says since. When the log is long, a new
file is written; when a space has grown to four times, its lists are learnt anew. The row in
`code_set` names the one valid file, which is whole before the row is written. Beside it lies a
larger file of rows (`scalar_codes.py`), which are replaced one by one. Nothing here is a truth: it
can all be made again from the embeddings.
"""

from __future__ import annotations

import errno
import logging
import time
from contextlib import closing
from typing import TYPE_CHECKING

import numpy as np

from indexer.core.errors import DatabaseDamaged, DiskFull
from indexer.core.memory import give_back
from indexer.store import embedding_keys, vectors
from indexer.store.code_files import CodeFiles
from indexer.store.code_reader import (
    CHANGES_AT_ONCE,
    CodeSet,
    apply_changes,
    code_file,
    current_set,
    gone_since,
    next_changes,
)
from indexer.store.compact_index import CompactIndex, refined
from indexer.store.generation import advance_generation, read_generation
from indexer.store.sampling import sampled_in_parts
from indexer.store.space_writer import count_embedded, list_spaces

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from indexer.core.types import Space, SpaceId
    from indexer.store.connection import Database

FEWEST_CODED = 8_192
"""Smaller spaces are compared vector by vector, which is quick enough and needs no memory."""

_GROWTH = 4
_PHOTOS_PER_LIST = 2_048
_FEWEST_LISTS, _MOST_LISTS = 4, 1_024
_SAMPLED_PER_LIST = 64
_ROUNDS = 5
_LONGEST_LOG = 16_384
"""A reader adds so many changes to a file in less than a second."""
_PART_OF_PHOTOS = 8
_DONE = object()

log = logging.getLogger(__name__)


class CodeWriter:
    """Codes spaces in small steps. Belongs to the writer's thread.

    Args:
        folder: where the files are.
    """

    def __init__(self, database: Database, folder: Path) -> None:
        self._database = database
        self._files = CodeFiles(folder)
        self._work: Iterator[None] | None = None
        self._checked = False
        self._seen = -1
        self._cleared: dict[SpaceId, int] = {}
        """Up to which revision the rows of deleted photos are overwritten."""

    def maintain(self, for_s: float = 0.0) -> bool:
        """Do steps until the time is over, one at least; whether there is more to do.

        A step handles some thousand photos, or writes one file: about a second for a million.

        Raises:
            DiskFull: there is no room for the file. It is tried again with the next change.
        """
        until = time.monotonic() + for_s
        while self._step():
            if time.monotonic() >= until:
                return True
        return False

    def _step(self) -> bool:
        if not self._checked:
            self._drop_unusable()
            self._checked = True
        if self._work is not None:
            self._go_on(self._work)
            return True
        generation = read_generation(self._database)
        if generation == self._seen:
            return False
        due = (self._due(space) for space in list_spaces(self._database))
        self._work = next((work for work in due if work is not None), None)
        if self._work is None:
            self._sweep()
            self._seen = generation
        return self._work is not None

    def _go_on(self, work: Iterator[None]) -> None:
        try:
            if next(work, _DONE) is _DONE:
                self._work = None
                give_back()
        except OSError as error:  # an accelerator only: searching and indexing go on without it
            self._put_off()
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise DiskFull(f"There is no space left in {self._files.folder}.") from error
            log.warning("The codes of the index could not be written: %s", error.strerror)

    def _put_off(self) -> None:
        """Begin again with the next change, not at once: the disk may have room then."""
        self._work = None
        self._seen = read_generation(self._database)
        self._sweep()

    def _due(self, space: Space) -> Iterator[None] | None:
        embedded = count_embedded(self._database, space.id)
        codes = current_set(self._database, space.id)
        if embedded < FEWEST_CODED and codes is None:
            return None
        if codes is None or embedded >= _GROWTH * codes.photos:
            return self._code_anew(space, embedded)
        try:
            self._clear_gone(space, codes)
        except DatabaseDamaged:
            self._forget(space.id)
            return self._due(space)
        longest = min(_LONGEST_LOG, embedded // _PART_OF_PHOTOS)
        return self._renew(space, codes) if self._is_log_longer(space, codes, longest) else None

    def _clear_gone(self, space: Space, codes: CodeSet) -> None:
        """Overwrite the rows of deleted photos at once: they tell nearly as much as vectors do.

        Raises:
            DatabaseDamaged: there are no rows any more.
        """
        seen = max(self._cleared.get(space.id, 0), codes.revision)
        revision, photo_ids = gone_since(self._database, space.id, seen)
        if len(photo_ids):
            try:
                with closing(self._files.open_rows(space.id, codes)) as rows:
                    rows.clear(photo_ids)
                    rows.sync()
            except OSError as error:  # tried again with the next change
                log.warning("Rows of deleted photos could not be overwritten: %s", error)
                return
        self._cleared[space.id] = revision

    def _is_log_longer(self, space: Space, codes: CodeSet, length: int) -> bool:
        found = self._database.value(
            "SELECT count(*) FROM (SELECT 1 FROM embedding_change "
            "WHERE revision > ? AND embedding_id BETWEEN ? AND ? LIMIT ?)",
            (codes.revision, *embedding_keys.span(space.id), length + 1),
        )
        return int(found) > length

    def _code_anew(self, space: Space, embedded: int) -> Iterator[None]:
        """Learn lists and levels from a sample, then code every embedding."""
        with self._database.transaction():
            advance_generation(self._database)  # so that the number names this epoch alone
            epoch = read_generation(self._database)
            revision = self._database.value("SELECT max(revision) FROM embedding_change") or 0
        lists = _lists_for(embedded)
        parts = []
        for part in sampled_in_parts(self._database, space.id, _SAMPLED_PER_LIST * lists):
            parts.append(part)
            yield
        if not parts:
            return
        sample = np.random.default_rng(0).permutation(np.concatenate(parts))
        centres = sample[:lists]
        for _ in range(_ROUNDS):
            centres = refined(centres, sample)
            yield
        index = CompactIndex.trained(centres, sample)
        scalar = self._files.create_rows(space.id, epoch, sample.mean(axis=0))
        del parts, sample
        lowest, highest = embedding_keys.span(space.id)
        next_id = lowest
        while rows := self._database.rows(
            "SELECT id, vector FROM embedding WHERE id BETWEEN ? AND ? ORDER BY id LIMIT ?",
            (next_id, highest, CHANGES_AT_ONCE),
        ):
            ids = np.array([embedding_id - lowest for embedding_id, _ in rows], np.int64)
            stack = vectors.from_blob(b"".join(vector for _, vector in rows))
            table = stack.reshape(len(ids), -1)
            index.put(ids, table)
            scalar.put(ids, table, revision)
            next_id = rows[-1][0] + 1
            if count_embedded(self._database, space.id) >= _GROWTH * embedded:
                return  # it outgrew its lists meanwhile: the work begins again with more
            yield
        scalar.sync()
        # What changed since the work began is in the log.
        self._finish(space, index, epoch, revision, revision, photos=embedded)

    def _renew(self, space: Space, codes: CodeSet) -> Iterator[None]:
        """Write a new file with what the log says."""
        try:
            index, scalar = self._files.open(space.id, codes)
        except DatabaseDamaged:
            self._forget(space.id)
            return
        yield
        revision = codes.revision
        while changes := next_changes(self._database, space.id, revision):
            apply_changes(index, changes)
            scalar.put(changes.photo_ids, changes.vectors, changes.revision)
            scalar.clear(changes.gone)
            revision = changes.revision
            yield
        scalar.sync()
        self._finish(space, index, codes.epoch, revision, codes.revision, photos=codes.photos)

    def _finish(
        self,
        space: Space,
        index: CompactIndex,
        epoch: int,
        revision: int,
        log_from: int,
        *,
        photos: int,
    ) -> None:
        """Write the file, then let readers have it."""
        name = code_file(space.id, epoch, revision)
        checksum = self._files.write(name, index)
        former = current_set(self._database, space.id)
        with self._database.transaction():
            if self._database.value("SELECT 1 FROM space WHERE id = ?", (space.id,)):
                self._database.run(
                    "INSERT OR REPLACE INTO code_set VALUES (?, ?, ?, ?, ?, ?, ?)",
                    (space.id, epoch, revision, log_from, photos, name, checksum),
                )
            self._database.run(
                "DELETE FROM embedding_change WHERE revision <= ? AND embedding_id BETWEEN ? AND ?",
                (log_from, *embedding_keys.span(space.id)),
            )
            advance_generation(self._database)
        self._files.spare(space.id, former)
        self._sweep()

    def _drop_unusable(self) -> None:
        """Forget codes whose file is damaged or missing, and delete files that nothing names."""
        for (space_id,) in self._database.rows("SELECT space_id FROM code_set"):
            codes = current_set(self._database, space_id)
            if codes is not None and not self._files.are_usable(space_id, codes):
                self._forget(space_id)
        self._sweep()

    def _forget(self, space_id: int) -> None:
        with self._database.transaction():
            self._database.run("DELETE FROM code_set WHERE space_id = ?", (space_id,))
            advance_generation(self._database)

    def _sweep(self) -> None:
        spaces = (space_id for (space_id,) in self._database.rows("SELECT space_id FROM code_set"))
        sets = ((space_id, current_set(self._database, space_id)) for space_id in spaces)
        self._files.sweep({space_id: codes for space_id, codes in sets if codes})


def _lists_for(photos: int) -> int:
    """How many lists: a power of two, so that it stays while a library grows a little."""
    power = round(float(np.log2(max(photos, 1) / _PHOTOS_PER_LIST)))
    return min(max(1 << max(power, 0), _FEWEST_LISTS), _MOST_LISTS)
