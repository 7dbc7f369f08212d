"""Reads the sign codes of a space, and afterwards only what changed since."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from indexer.core.errors import DatabaseDamaged
from indexer.store import code_blocks, embedding_keys, sign_codes, vectors
from indexer.store.sign_codes import Frame

if TYPE_CHECKING:
    import numpy.typing as npt

    from indexer.core.types import SpaceId
    from indexer.store.connection import Database
    from indexer.store.sign_codes import Codes

_BLOCKS_AT_ONCE = 1  # what is read and thrown away again stays with the process
_CHANGES_AT_ONCE = 4_096


@dataclass(slots=True)
class CodePlace:
    """How far a reader has read the codes of one epoch."""

    epoch: int
    frame: Frame
    block: int = 0
    revision: int = 0


@dataclass(slots=True)
class CodeNews:
    """Codes to set, in this order. Negative photo ids are photos without an embedding now."""

    photo_ids: npt.NDArray[np.int64]
    codes: Codes = field(repr=False)


def current_place(database: Database, space_id: SpaceId) -> CodePlace | None:
    """Where a reader of the present epoch begins; None for a space without codes."""
    row = database.row("SELECT epoch, mean, spread FROM code_set WHERE space_id = ?", (space_id,))
    return None if row is None else CodePlace(row[0], Frame(*map(vectors.from_blob, row[1:])))


def next_news(database: Database, space_id: SpaceId, place: CodePlace) -> CodeNews | None:
    """The next codes after `place`, which moves on; None when there are no more.

    Call again until None, all within one read transaction.

    Raises:
        DatabaseDamaged: a block is not what was written.
    """
    return _next_blocks(database, space_id, place) or _next_changes(database, space_id, place)


def _next_blocks(database: Database, space_id: SpaceId, place: CodePlace) -> CodeNews | None:
    rows = database.rows(
        "SELECT id, checksum, photo_ids, signs, far, lengths FROM code_block "
        "WHERE space_id = ? AND epoch = ? AND id > ? ORDER BY id LIMIT ?",
        (space_id, place.epoch, place.block, _BLOCKS_AT_ONCE),
    )
    if not rows:
        return None
    if any(code_blocks.checksum(row[2:]) != row[1] for row in rows):
        raise DatabaseDamaged("The sign codes in the index are damaged.")
    place.block = rows[-1][0]
    return CodeNews(*code_blocks.from_blobs(row[2:] for row in rows))


def _next_changes(database: Database, space_id: SpaceId, place: CodePlace) -> CodeNews | None:
    """What the log holds beyond the blocks, coded here."""
    packed = database.value("SELECT revision FROM code_set WHERE space_id = ?", (space_id,))
    rows = database.rows(
        "SELECT change.revision, change.embedding_id, vector FROM embedding_change AS change "
        "LEFT JOIN embedding ON embedding.id = change.embedding_id "
        "WHERE change.revision > ? AND change.embedding_id BETWEEN ? AND ? "
        "ORDER BY change.revision LIMIT ?",
        (max(place.revision, packed), *embedding_keys.span(space_id), _CHANGES_AT_ONCE),
    )
    if not rows:
        return None
    place.revision = rows[-1][0]
    blank = vectors.to_blob(place.frame.mean)
    lowest, _ = embedding_keys.span(space_id)
    ids = np.array([-(i - lowest) if v is None else i - lowest for _, i, v in rows], np.int64)
    stack = vectors.from_blob(b"".join(vector or blank for _, _, vector in rows))
    return CodeNews(ids, sign_codes.encode(stack.reshape(len(rows), -1), place.frame))
