"""Opens SQLite databases, the writer's and the readers', and turns SQLite's errors into ours."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class Database:
    """One open database. Every statement is read to its end; errors are `PixloreError`s."""

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """All statements inside, or none."""
        raise NotImplementedError
        yield
