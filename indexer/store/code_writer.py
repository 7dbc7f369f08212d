"""Keeps the sign codes of large spaces, which readers rank by: in blocks, beside the embeddings.

Triggers log every embedding that is set or deleted in `embedding_change`. Blocks are what the
log came to: a block holds the codes of photos as of some revision, a later block or the log wins,
and a negative photo id is one whose embedding was deleted. Blocks of one epoch share the
mean that their codes were made with; a space that outgrew its mean is coded anew, a block at a
time, while readers go on with the old epoch. Nothing here is a truth: it can all be made again.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from indexer.store import code_blocks, embedding_keys, sign_codes, vectors
from indexer.store.generation import advance_generation, read_generation
from indexer.store.sign_codes import Frame
from indexer.store.space_writer import count_embedded, list_spaces

if TYPE_CHECKING:
    from collections.abc import Sequence

    from indexer.core.types import Space, SpaceId
    from indexer.store.connection import Database, Rows

FEWEST_CODED = 8_192
"""Smaller spaces are compared vector by vector, which is quick enough and needs no memory."""

_BLOCK = 4_096
_GROWTH = 4
_WASTE = 2
_SAMPLED_FOR_FRAME = 2_048


@dataclass(slots=True)
class _Build:
    """A space that is being coded anew: what is written so far, and up to where."""

    space: Space
    epoch: int
    revision: int
    frame: Frame
    next_id: int
    photos: int = 0


class CodeWriter:
    """Codes spaces in small steps. Belongs to the writer's thread."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._build: _Build | None = None
        self._checked = False
        self._seen = -1

    def maintain(self, for_s: float = 0.0) -> bool:
        """Do steps until the time is over, one at least; whether there is more to do.

        A step reads and writes one block of 4,096 photos at most, in one transaction.
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
        generation = read_generation(self._database)
        if self._build is None and generation == self._seen:
            return False
        if self._build is not None:
            self._continue(self._build)
            return True
        if any(self._tend(space) for space in list_spaces(self._database)):
            return True
        self._seen = generation
        return False

    def _tend(self, space: Space) -> bool:
        """Begin to code a space anew, or pack its log into a block; whether either was due."""
        embedded = count_embedded(self._database, space.id)
        known = self._database.row(
            "SELECT epoch, revision, photos, mean, spread FROM code_set WHERE space_id = ?",
            (space.id,),
        )
        if embedded < FEWEST_CODED and known is None:
            return False
        if known is None or embedded >= _GROWTH * known[2] or self._is_wasteful(space, embedded):
            self._begin(space)
            return True
        epoch, revision, _, *frame = known
        return self._pack(space, epoch, revision, Frame(*map(vectors.from_blob, frame)))

    def _is_wasteful(self, space: Space, embedded: int) -> bool:
        coded = self._database.value(
            "SELECT sum(length(photo_ids)) / 8 FROM code_block WHERE space_id = ?", (space.id,)
        )
        return (coded or 0) > _WASTE * max(embedded, FEWEST_CODED)

    def _begin(self, space: Space) -> None:
        with self._database.transaction():
            advance_generation(self._database)  # so that the number names this epoch alone
            epoch = read_generation(self._database)
            revision = self._database.value("SELECT max(revision) FROM embedding_change") or 0
        lowest, _ = embedding_keys.span(space.id)
        self._build = _Build(space, epoch, revision, self._frame(space), lowest)

    def _frame(self, space: Space) -> Frame:
        """The frame of embeddings at random places."""
        lowest, highest = embedding_keys.span(space.id)
        last = self._database.value(
            "SELECT id FROM embedding WHERE id <= ? ORDER BY id DESC LIMIT 1", (highest,)
        )
        places = np.random.default_rng(0).integers(lowest, last, size=_SAMPLED_FOR_FRAME)
        sample = [
            self._database.value(
                "SELECT vector FROM embedding WHERE id >= ? ORDER BY id LIMIT 1", (int(place),)
            )
            for place in np.sort(places)
        ]
        return Frame.around(vectors.from_blob(b"".join(sample)).reshape(len(sample), -1))

    def _continue(self, build: _Build) -> None:
        rows = self._database.rows(
            "SELECT id, vector FROM embedding WHERE id BETWEEN ? AND ? ORDER BY id LIMIT ?",
            (build.next_id, embedding_keys.span(build.space.id)[1], _BLOCK),
        )
        if not rows:
            self._finish(build)
            self._build = None
            return
        with self._database.transaction():
            self._write(build.space.id, build.epoch, rows, build.frame)
        build.next_id = rows[-1][0] + 1
        build.photos += len(rows)

    def _finish(self, build: _Build) -> None:
        """Let readers have the new epoch. What changed since the build began is in the log."""
        space_id = build.space.id
        with self._database.transaction():
            if self._database.value("SELECT 1 FROM space WHERE id = ?", (space_id,)):
                self._database.run(
                    "INSERT OR REPLACE INTO code_set VALUES (?, ?, ?, ?, ?, ?)",
                    (
                        space_id,
                        build.epoch,
                        build.revision,
                        build.photos,
                        vectors.to_blob(build.frame.mean),
                        vectors.to_blob(build.frame.spread),
                    ),
                )
            self._trim(space_id, build.revision)
            advance_generation(self._database)
        self._drop_unusable()

    def _pack(self, space: Space, epoch: int, revision: int, frame: Frame) -> bool:
        """Turn the log of a space into a block when it is long enough for one."""
        changed = self._database.rows(
            "SELECT embedding_id, revision FROM embedding_change "
            "WHERE revision > ? AND embedding_id BETWEEN ? AND ? ORDER BY revision LIMIT ?",
            (revision, *embedding_keys.span(space.id), _BLOCK),
        )
        if len(changed) < _BLOCK:
            return False
        ids = sorted({embedding_id for embedding_id, _ in changed})
        last = changed[-1][1]
        with self._database.transaction():
            self._write(space.id, epoch, self._vectors_of(ids), frame)
            self._database.run(
                "UPDATE code_set SET revision = ? WHERE space_id = ?", (last, space.id)
            )
            self._trim(space.id, last)
        return True

    def _vectors_of(self, embedding_ids: Sequence[int]) -> Rows:
        """(id, vector, or None where it was deleted)."""
        return [
            (
                embedding_id,
                self._database.value("SELECT vector FROM embedding WHERE id = ?", (embedding_id,)),
            )
            for embedding_id in embedding_ids
        ]

    def _write(self, space_id: SpaceId, epoch: int, rows: Rows, frame: Frame) -> None:
        """Write a block of (embedding id, vector or None)."""
        lowest, _ = embedding_keys.span(space_id)
        ids = np.array([row[0] - lowest for row in rows], np.int64)
        gone = np.array([row[1] is None for row in rows])
        blank = vectors.to_blob(frame.mean)
        stack = vectors.from_blob(b"".join(row[1] or blank for row in rows))
        codes = sign_codes.encode(stack.reshape(len(rows), -1), frame)
        blobs = code_blocks.to_blobs(np.where(gone, -ids, ids), codes)
        self._database.run(
            "INSERT INTO code_block(space_id, epoch, checksum, photo_ids, signs, far, lengths) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            (space_id, epoch, code_blocks.checksum(blobs), *blobs),
        )

    def _trim(self, space_id: SpaceId, revision: int) -> None:
        self._database.run(
            "DELETE FROM embedding_change WHERE revision <= ? AND embedding_id BETWEEN ? AND ?",
            (revision, *embedding_keys.span(space_id)),
        )

    def _drop_unusable(self) -> None:
        """Drop damaged sets, and blocks that belong to none: of an unfinished or a former build."""
        with self._database.transaction():
            for space_id, epoch in self._database.rows("SELECT space_id, epoch FROM code_set"):
                if not self._is_sound(space_id, epoch):
                    self._database.run("DELETE FROM code_set WHERE space_id = ?", (space_id,))
                    advance_generation(self._database)
            self._database.run(
                "DELETE FROM code_block "
                "WHERE (space_id, epoch) NOT IN (SELECT space_id, epoch FROM code_set)"
            )

    def _is_sound(self, space_id: SpaceId, epoch: int) -> bool:
        blocks = self._database.rows(
            "SELECT checksum, photo_ids, signs, far, lengths FROM code_block "
            "WHERE space_id = ? AND epoch = ?",
            (space_id, epoch),
        )
        return all(code_blocks.checksum(block[1:]) == block[0] for block in blocks)
