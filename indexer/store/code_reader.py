"""Reads which codes a space has, and what changed since they were written."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from indexer.core.errors import DatabaseDamaged
from indexer.store import embedding_keys, vectors
from indexer.store.compact_index import CompactIndex
from indexer.store.scalar_codes import ScalarCodes

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt

    from indexer.core.types import SpaceId, Vector
    from indexer.store.connection import Database

CHANGES_AT_ONCE = 4_096

_OF_THIS_LAYOUT = ".3of8.codes"


@dataclass(frozen=True, slots=True)
class CodeSet:
    """The codes of a space as they were last written."""

    epoch: int
    """Codes of one epoch have the same lists and levels: changes can be added to them."""
    revision: int
    """The last change that they contain."""
    log_from: int
    """All later changes than this one are still in the log."""
    photos: int
    """How many photos there were when the epoch began."""
    file: str
    checksum: int


@dataclass(frozen=True, slots=True)
class Changes:
    """Some photos whose embeddings were set or deleted."""

    revision: int
    """The last of these changes."""
    photo_ids: npt.NDArray[np.int64]
    vectors: Vector = field(repr=False)
    """Shape (n, dimensions), or (0, 0)."""
    gone: npt.NDArray[np.int64]


def current_set(database: Database, space_id: SpaceId) -> CodeSet | None:
    """What codes a space has; None for a space without."""
    row = database.row(
        "SELECT epoch, revision, log_from, photos, file, checksum FROM code_set WHERE space_id = ?",
        (space_id,),
    )
    return None if row is None else CodeSet(*row)


def read_codes(folder: Path, codes: CodeSet) -> CompactIndex:
    """Load them.

    Raises:
        DatabaseDamaged: the file is missing, of another layout, or not what was written.
    """
    if not is_of_this_layout(codes):
        raise DatabaseDamaged("The codes of the index are those of another Pixlore.")
    try:
        return CompactIndex.read(folder / codes.file, codes.checksum)
    except OSError as error:
        raise DatabaseDamaged("The codes of the index cannot be read.") from error


def code_file(space_id: SpaceId, epoch: int, revision: int) -> str:
    """The name of the file with codes, as of a revision."""
    return f"{space_id}-{epoch}-{revision}{_OF_THIS_LAYOUT}"


def is_of_this_layout(codes: CodeSet) -> bool:
    """Whether this Pixlore reads these codes; earlier ones had another layout."""
    return codes.file.endswith(_OF_THIS_LAYOUT)


def scalar_file(space_id: SpaceId, epoch: int) -> str:
    """The name of the file with one byte a dimension that belongs to the codes of an epoch."""
    return f"{space_id}-{epoch}.sq8"


def open_scalar_codes(
    folder: Path, space_id: SpaceId, codes: CodeSet, *, writable: bool = False
) -> ScalarCodes:
    """The rows that belong to these codes.

    Raises:
        DatabaseDamaged: the file is missing, or not what was written.
    """
    try:
        path = folder / scalar_file(space_id, codes.epoch)
        return ScalarCodes.open(path, writable=writable)
    except OSError as error:
        raise DatabaseDamaged("The codes of the index cannot be read.") from error


def next_changes(database: Database, space_id: SpaceId, revision: int) -> Changes | None:
    """The next changes after this one, each photo as it is now; None when there are no more."""
    lowest, highest = embedding_keys.span(space_id)
    rows = database.rows(
        "SELECT change.revision, change.embedding_id, vector FROM embedding_change AS change "
        "LEFT JOIN embedding ON embedding.id = change.embedding_id "
        "WHERE change.revision > ? AND change.embedding_id BETWEEN ? AND ? "
        "ORDER BY change.revision LIMIT ?",
        (revision, lowest, highest, CHANGES_AT_ONCE),
    )
    if not rows:
        return None
    newest = {embedding_id - lowest: vector for _, embedding_id, vector in rows}
    there = {photo_id: vector for photo_id, vector in newest.items() if vector is not None}
    gone = np.array([i for i in newest if i not in there], np.int64)
    ids = np.fromiter(there, np.int64, len(there))
    stack = vectors.from_blob(b"".join(there.values()))
    table = stack.reshape(len(ids), -1) if len(ids) else np.empty((0, 0), np.float32)
    return Changes(rows[-1][0], ids, table, gone)


def gone_since(
    database: Database, space_id: SpaceId, revision: int
) -> tuple[int, npt.NDArray[np.int64]]:
    """The last revision, and photos whose embeddings were deleted since the one given."""
    lowest, highest = embedding_keys.span(space_id)
    rows = database.rows(
        "SELECT change.revision, change.embedding_id - ?, embedding.id IS NULL "
        "FROM embedding_change AS change "
        "LEFT JOIN embedding ON embedding.id = change.embedding_id "
        "WHERE change.revision > ? AND change.embedding_id BETWEEN ? AND ? "
        "ORDER BY change.revision",
        (lowest, revision, lowest, highest),
    )
    ids = np.array([photo_id for _, photo_id, gone in rows if gone], np.int64)
    return (rows[-1][0] if rows else revision), ids


def apply_changes(index: CompactIndex, changes: Changes) -> None:
    """Let the codes say what the photos are now."""
    index.remove(changes.gone)
    index.put(changes.photo_ids, changes.vectors)
