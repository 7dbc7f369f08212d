"""The date that a photo is shown, sorted and found by: its own, its name's, or its file's."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

from indexer.media.dates import DAY_S, Moment, best
from indexer.media.named_date import local_wall_clock, named_moment
from indexer.store import path_codec

if TYPE_CHECKING:
    from collections.abc import Sequence

    from indexer.core.types import PhotoId
    from indexer.store.connection import Database

UNDATED = -62135596800.0
"""The year 1: photos of no known time stand at the end of the timeline."""


def write_dates(database: Database, photo_ids: Sequence[PhotoId]) -> None:
    """Find the dates of photos; call inside the transaction of their change."""
    rows = database.rows(
        "SELECT id, path, taken_at, taken_within, mtime_ns FROM photo "
        "WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(photo_ids)),),
    )
    shown = [(photo_id, shown_moment(*facts)) for photo_id, *facts in rows]
    database.run_many(
        "UPDATE photo SET shown_at = ?, shown_within = ? WHERE id = ?",
        [(moment.seconds, moment.within, photo_id) for photo_id, moment in shown],
    )


def shown_moment(path: bytes, taken_at: float | None, within: float, mtime_ns: int) -> Moment:
    """When a photo was taken, as far as anything tells.

    The file's time is what the clocks of this computer showed then. One in the future tells
    nothing; one on the day that the name tells adds the hour.
    """
    if taken_at is not None:
        return Moment(taken_at, within)
    named = named_moment(path_codec.display(path).rpartition("/")[2])
    return best([named, _of_file(mtime_ns / 1e9)]) or Moment(UNDATED)


def _of_file(instant: float) -> Moment | None:
    if instant > time.time() + DAY_S:
        return None
    wall = local_wall_clock(instant)
    return None if wall is None else Moment(wall)
