"""Deletes everything that Pixlore stored, and ends the program."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING

import psutil

from desktop.stored_files import delete_everything
from indexer.api import PixloreError

if TYPE_CHECKING:
    from desktop.autostart import Autostart
    from desktop.library import PhotoLibrary
    from indexer.api import LibraryPaths

log = logging.getLogger(__name__)

_SERVICE_END_S = 20.0
_STEP_S = 0.05


def end_service(library: PhotoLibrary, pid: int) -> None:
    """Ask the service to end and wait until its process is gone. Blocks; any thread."""
    try:
        library.service().call("shutdown")
    except PixloreError:
        log.debug("The service had ended already", exc_info=True)
    deadline = time.monotonic() + _SERVICE_END_S
    while psutil.pid_exists(pid) and _is_alive(pid) and time.monotonic() < deadline:
        time.sleep(_STEP_S)


def remove_all(paths: LibraryPaths, autostart: Autostart) -> str:
    """Delete Pixlore's own files; what could not be deleted, or nothing. The service has ended."""
    try:
        autostart.turn(on=False)
        delete_everything(paths)
    except OSError as error:
        log.warning("Not everything could be deleted: %s", error)
        return str(error)
    return ""


def _is_alive(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
