"""Lets indexing wait for mains power, or until nobody uses the computer, when that is wished."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import psutil

from indexer.pipeline import idleness
from indexer.pipeline.throttle import PauseReason

if TYPE_CHECKING:
    from collections.abc import Callable

    from indexer.pipeline.throttle import Throttle

PLUGGED_IN_SETTING = "pause_on_battery"
IDLE_SETTING = "only_when_idle"
COURTESY_SETTINGS = frozenset({PLUGGED_IN_SETTING, IDLE_SETTING})
NOT_TOLD = (
    "This system does not tell whether somebody uses the computer, so indexing does not wait "
    "for that."
)


@dataclass(frozen=True, slots=True)
class Wishes:
    """When the person lets indexing run."""

    plugged_in_only: bool = False
    idle_only: bool = False


class Courtesy:
    """Compares what is wished with how the computer is used. One thread.

    Args:
        throttle: is told to pause and to resume.
        idle_after_s: after this long without a key or a movement nobody uses the computer.
        battery: whether the computer runs from its battery.
        idle: seconds without a key or a movement; None where the system does not tell.
    """

    def __init__(
        self,
        throttle: Throttle,
        idle_after_s: float,
        battery: Callable[[], bool] | None = None,
        idle: Callable[[], float | None] | None = None,
    ) -> None:
        self._throttle = throttle
        self._idle_after_s = idle_after_s
        self._battery = battery or on_battery
        self._idle = idle or idleness.seconds_idle
        self.problem = ""
        """A sentence for the person about a wish that this system cannot grant."""

    def look(self, wishes: Wishes) -> bool:
        """Pause or resume as the readings say; whether a pause ended."""
        powerless = wishes.plugged_in_only and self._battery()
        held = [
            self._hold(PauseReason.BATTERY, now=powerless),
            self._hold(PauseReason.BUSY, now=wishes.idle_only and self._in_use()),
        ]
        if not wishes.idle_only:
            self.problem = ""
        return any(held)

    def _in_use(self) -> bool:
        idle = self._idle()
        self.problem = NOT_TOLD if idle is None else ""
        return idle is not None and idle < self._idle_after_s

    def _hold(self, reason: PauseReason, *, now: bool) -> bool:
        """Let a reason hold or not; whether it has ended."""
        before = self._throttle.holds(reason)
        if now and not before:
            self._throttle.pause(reason)
        elif before and not now:
            self._throttle.resume(reason)
        return before and not now


def on_battery() -> bool:
    """Whether the computer runs from its battery; False where there is none."""
    try:
        battery = psutil.sensors_battery()
    except (OSError, RuntimeError, AttributeError):
        return False
    return battery is not None and battery.power_plugged is False
