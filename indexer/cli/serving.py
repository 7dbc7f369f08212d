"""`pixlore serve` and `pixlore stop`: run the background service, and end it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from indexer.api import ServiceClient, ServiceUnavailable
from indexer.cli.arguments import add_command
from indexer.core.config import load_timings
from indexer.core.instance_lock import InstanceLock

if TYPE_CHECKING:
    import argparse

    from indexer.api import LibraryPaths
    from indexer.cli.arguments import Commands
    from indexer.cli.session import Session

_LOOK_EVERY_S = 0.05


def add_commands(commands: Commands) -> None:
    """Declare the commands of this module."""
    serve = add_command(
        commands,
        "serve",
        run=_serve,
        summary="run the background service in the foreground until it is stopped",
        details="Other commands and the window start it by themselves when they need it.",
        example="pixlore serve",
    )
    serve.add_argument(
        "--idle-exit",
        metavar="SECONDS",
        type=float,
        help="end after this long with no client and no work (default: stay)",
    )
    add_command(
        commands,
        "stop",
        run=_stop,
        summary="end the background service",
        details="Nothing is lost: indexing goes on where it was when the service starts again.",
        example="pixlore stop",
    )


def _serve(arguments: argparse.Namespace, session: Session) -> int:
    from indexer.service import run_service

    return run_service(session.paths, idle_exit_s=arguments.idle_exit)


def _stop(_arguments: argparse.Namespace, session: Session) -> int:
    client = session.running_service()
    if client is None:
        session.output.answer({"stopped": False}, "The background service is not running.")
        return 0
    _shut_down(client)
    _await_end(session.paths)
    session.output.answer({"stopped": True}, "The background service has ended.")
    return 0


def _shut_down(client: ServiceClient) -> None:
    with client:
        try:
            client.call("shutdown")
        except ServiceUnavailable:
            if client.connected:
                raise  # it is there and does not answer; otherwise it was quicker than its answer


def _await_end(paths: LibraryPaths) -> None:
    """Wait until the service lets go of the library, so that a new one can start."""
    deadline = time.monotonic() + 2 * load_timings().stop_s
    while True:
        lock = InstanceLock.try_acquire(paths.lock)
        if lock is not None:
            lock.release()
            return
        if time.monotonic() > deadline:
            raise ServiceUnavailable("The background service does not end. Look into its log.")
        time.sleep(_LOOK_EVERY_S)
