"""What the window asks of the library: blocking calls, to be made on the lanes of `tasks`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.duplicate_groups import Duplicates
    from desktop.photo_list import PhotoList
    from desktop.places import PlaceLine
    from desktop.queries import Query, Scope
    from indexer.api import Explanation, GoOn, PhotoId, PhotoRecord, RenderedPhoto, ServiceClient


@dataclass(frozen=True, slots=True)
class Shelves:
    """What the sidebar offers to look through."""

    photos: int = 0
    favourites: frozenset[bytes] = frozenset()
    """Content ids."""
    folders: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Each watched folder, with the directories in it that hold photos, '/'-separated."""
    searches: tuple[tuple[str, str], ...] = ()
    """The person's saved searches: name and text."""
    concepts: tuple[str, ...] = ()
    """The names of the concepts that the person taught."""


class PhotoLibrary(Protocol):
    """The library as the window sees it. Methods block and may be called from any thread."""

    def service(self) -> ServiceClient:
        """The background service, started when there is none."""
        ...

    def newest_first(self) -> PhotoList:
        """Every photo."""
        ...

    def search(self, query: Query) -> PhotoList:
        """Every searchable photo, best first."""
        ...

    def photos(self, photo_ids: Sequence[PhotoId]) -> list[PhotoRecord]:
        """Records in the order asked; photos that are gone are left out."""
        ...

    def shelves(self) -> Shelves:
        """What there is to look through."""
        ...

    def stacks(self, go_on: GoOn) -> list[list[PhotoId]]:
        """Photos to be shown as one; takes seconds for a large library."""
        ...

    def duplicates(self, go_on: GoOn) -> list[Duplicates]:
        """Photos that are there more than once; takes seconds for a large library."""
        ...

    def explain(self, text: str, path: str, within: Scope | None = None) -> Explanation:
        """Why a photo is, or is not, among the hits of a query typed in that place."""
        ...

    def places(self) -> Sequence[PlaceLine]:
        """The countries and cities that photos were taken in."""
        ...

    def failed(self) -> list[PhotoRecord]:
        """Photos that could not be indexed, with their reasons."""
        ...

    def setting(self, name: str) -> Any:
        """One of the indexer's settings; None if it was never set."""
        ...

    def thumbnail(self, content_id: bytes) -> bytes | None:
        """A picture as a JPEG or PPM file's bytes."""
        ...

    def render(self, path: str, max_side: int) -> RenderedPhoto:
        """A photo's pixels, decoded in another process."""
        ...

    def close(self) -> None:
        """Hang up and close."""
        ...
