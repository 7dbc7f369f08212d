"""What passes between the writer thread and the rest of the service."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from indexer.core.types import LibraryCounts

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from indexer.core.types import FolderId, WatchedFolder


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The library as the writer last saw it, for the status."""

    counts: LibraryCounts = field(default_factory=LibraryCounts)
    by_folder: dict[FolderId, LibraryCounts] = field(default_factory=dict)
    searched: int = 0
    """Photos with a vector of the active model."""
    target_searched: int = 0
    """Photos with a vector of the model that is being built."""
    rate_per_s: float = 0.0
    is_busy: bool = False
    device: str = ""
    precision: str = ""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the coordinator asks of the scanning side."""

    online: Callable[[], dict[FolderId, WatchedFolder]]
    believed: Callable[[], Collection[FolderId]]
    """Those of them that seem to hold what they should."""
    is_remote: Callable[[FolderId], bool]
    look_again: Callable[[FolderId, str], None]
    on_stored: Callable[[int], None]
    on_change: Callable[[], None]
    """The snapshot or a pause changed."""
    on_model: Callable[[], None]
    """Another model became active."""
