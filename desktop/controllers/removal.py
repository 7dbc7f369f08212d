"""Deletes everything that Pixlore stored, and ends the program."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING

import psutil

from desktop.stored_files import delete_everything
from indexer.api import PixloreError, ServiceUnavailable

if TYPE_CHECKING:
    from desktop.autostart import Autostart
    from desktop.library import PhotoLibrary
    from indexer.api import LibraryPaths

log = logging.getLogger(__name__)

_SERVICE_END_S = 20.0
_STEP_S = 0.05
_MOST_TOLD = 8


def end_service(library: PhotoLibrary, pid: int) -> None:
    """Ask the service to end and wait until its process is gone. Blocks; any thread.

    Raises:
        ServiceUnavailable: it does not end, so nothing may be deleted.
    """
    try:
        library.service().call("shutdown")
    except PixloreError:
        log.debug("The service had ended already", exc_info=True)
    deadline = time.monotonic() + _SERVICE_END_S
    while psutil.pid_exists(pid) and _is_alive(pid):
        if time.monotonic() > deadline:
            raise ServiceUnavailable(
                "Nothing was deleted: the background service does not end. "
                "End Pixlore, then try again."
            )
        time.sleep(_STEP_S)


def remove_all(paths: LibraryPaths, autostart: Autostart) -> str:
    """Delete Pixlore's own files; what could not be deleted, or nothing. The service has ended."""
    left = []
    try:
        autostart.turn(on=False)
    except OSError as error:
        left.append(str(error))
    left += delete_everything(paths)
    if left:
        log.warning("Not everything could be deleted: %d are left", len(left))
    return "\n".join(left[:_MOST_TOLD] + ["…"] * (len(left) > _MOST_TOLD))


def _is_alive(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
