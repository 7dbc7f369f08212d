"""What the way of a photo takes from the rest of the service."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from indexer.core.config import Timings
    from indexer.core.types import FolderId, WatchedFolder
    from indexer.pipeline.models import Models
    from indexer.pipeline.opener import Opener
    from indexer.pipeline.throttle import Throttle


@dataclass(frozen=True, slots=True)
class FlowNeeds:
    """Given to `PhotoFlow` by the coordinator."""

    models: Models
    opener: Opener
    throttle: Throttle
    timings: Timings
    folders: Callable[[], dict[FolderId, WatchedFolder]]
    """The watched folders whose drives are there."""
    is_remote: Callable[[FolderId], bool]
    look_again: Callable[[FolderId, str], None]
    """A photo changed since it was scanned: list its directory again."""
    on_stored: Callable[[int], None]
    """So many photos were stored."""
