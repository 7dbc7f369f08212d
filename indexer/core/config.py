"""Every waiting time of the service in one place, so that tests can shorten them."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, fields

from indexer.core.errors import UsageError

TIMINGS_VARIABLE = "PIXLORE_TIMINGS"


@dataclass(frozen=True, slots=True)
class Timings:
    """Seconds, all of them. The defaults are what a person's computer runs with."""

    dirty_idle_s: float = 2.0
    """A changed folder is listed again when nothing more happened in it for this long ..."""
    dirty_cap_s: float = 60.0
    """... or at the latest after this long."""
    settle_s: float = 2.0
    """A file changed more recently than this may still be written: it waits."""
    remote_settle_s: float = 30.0
    """The same on a network drive, where writing pauses for longer and clocks differ."""
    suspect_retry_s: float = 30.0
    """A file that looked half-copied is opened again after this long."""
    rescan_s: float = 3600.0
    """Every watched folder is compared whole with its disk this often."""
    housekeeping_s: float = 3600.0
    """Tidying up: what nobody needs any more is deleted this often, when nothing else is to do."""
    volume_check_s: float = 10.0
    """Drives are looked at this often, to see that they came or went."""
    poll_s: float = 60.0
    """Folders that the system cannot watch are listed this often."""
    commit_s: float = 2.0
    """Finished photos reach the index at the latest after this long."""
    progress_s: float = 0.25
    """Clients hear of progress at most this often."""
    worker_idle_s: float = 300.0
    """The worker ends after this long without work, and gives its memory back."""
    trial_s: float = 1.5
    """How long each device and number format is timed when a model is used for the first time."""
    disk_retry_s: float = 10.0
    """With a full disk, indexing looks this often whether there is space again."""
    courtesy_check_s: float = 5.0
    """How often it is asked whether the computer is plugged in and used, where that matters."""
    idle_after_s: float = 120.0
    """Without a key or a movement for this long, nobody uses the computer."""
    stop_s: float = 10.0
    """What the service takes at most to stop its parts."""
    start_s: float = 10.0
    """What a client waits at most for the service that it started."""
    idle_exit_s: float = 60.0
    """A service that a command started leaves after this long with no client and no work."""


def load_timings() -> Timings:
    """The timings, changed by the JSON object in $PIXLORE_TIMINGS.

    Raises:
        UsageError: the variable does not hold an object of known names and numbers.
    """
    text = os.environ.get(TIMINGS_VARIABLE, "")
    if not text:
        return Timings()
    try:
        changes = json.loads(text)
    except ValueError as error:
        raise UsageError(f"{TIMINGS_VARIABLE} must be a JSON object: {error}") from None
    return _changed_timings(changes)


def _changed_timings(changes: object) -> Timings:
    known = {field.name for field in fields(Timings)}
    if not isinstance(changes, dict) or not changes.keys() <= known:
        raise UsageError(f"{TIMINGS_VARIABLE} may only name: {', '.join(sorted(known))}.")
    for name, value in changes.items():
        if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
            raise UsageError(f"{TIMINGS_VARIABLE}: {name} must be a number of seconds.")
    return Timings(**{name: float(value) for name, value in changes.items()})
