"""`pixlore doctor`: checks what Pixlore stands on, and says what to do about what is wrong."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from indexer.cli import checks
from indexer.cli.arguments import add_command
from indexer.cli.checks import Check, Level
from indexer.cli.output import printable

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from indexer.api import Library
    from indexer.cli.arguments import Commands
    from indexer.cli.session import Session


def add_commands(commands: Commands) -> None:
    """Declare the command of this module."""
    add_command(
        commands,
        "doctor",
        run=_doctor,
        summary="check the installation and the library, and say what to do",
        details="Starts the service when there is none, to see that it answers. Each line is ok, "
        "warn or fail; the exit code is 1 when one is fail.",
        example="pixlore doctor",
    )


def _doctor(_arguments: argparse.Namespace, session: Session) -> int:
    found = list(_examine(session.library))
    healthy = not any(check.level is Level.FAIL for check in found)
    content = {"healthy": healthy, "checks": [asdict(check) for check in found]}
    session.output.answer(content, "\n".join(map(_line, found)))
    return 0 if healthy else 1


def _examine(library: Library) -> Iterator[Check]:
    """All checks, those first that later ones depend on."""
    paths = library.paths
    yield checks.check_python()
    yield checks.check_sqlite()
    yield from checks.check_packages()
    yield checks.check_data_dir(paths)
    yield checks.check_space(paths)
    watches = checks.check_watches()
    if watches is not None:
        yield watches
    yield from checks.check_models(paths)
    yield from checks.guarded("index", checks.check_library(library))
    yield from checks.guarded("service", checks.check_service(library))
    yield from checks.guarded("worker", checks.check_worker(library))


def _line(check: Check) -> str:
    advice = f"\n                {printable(check.advice)}" if check.advice else ""
    return f"{check.level.value:<4}  {check.name:<12}{printable(check.found)}{advice}"
