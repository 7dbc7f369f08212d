"""A value made once, on first use, by whichever thread comes first."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Lazy(Generic[Value]):
    """Calls `make` at the first `get` and keeps the result; a failed `make` is tried again."""

    def __init__(self, make: Callable[[], Value]) -> None:
        self._make = make
        self._lock = Lock()
        self._made: list[Value] = []

    def get(self) -> Value:
        """The value; other threads wait while it is made."""
        with self._lock:
            if not self._made:
                self._made.append(self._make())
            return self._made[0]
