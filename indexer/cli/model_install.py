"""`pixlore model install`: has the service fetch a model, and shows how far it is."""

from __future__ import annotations

from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

from indexer.api import InstallPhase, InstallProgress, PixloreError, ServiceUnavailable
from indexer.cli.arguments import add_command
from indexer.cli.output import printable
from indexer.cli.progress import ProgressLine, duration
from indexer.core.errors import error_by_kind
from indexer.embedding.catalogue import installable, load_catalogue
from indexer.embedding.installed import installed_models
from indexer.embedding.pretrained import is_pretrained_name

if TYPE_CHECKING:
    import argparse

    from indexer.api import ServiceClient
    from indexer.cli.arguments import Commands
    from indexer.cli.session import Session

_STOPPED = 1


def add_command_to(actions: Commands) -> None:
    """Declare `install` among the commands of `pixlore model`."""
    install = add_command(
        actions,
        "install",
        run=_install,
        summary="download a model and check that every byte is right",
        details="This is the only command that reaches the network: the hub of models, or the "
        "mirror in $HF_ENDPOINT. Interrupted with Ctrl-C or by a cut connection, it goes on where "
        "it stopped when run again.",
        example="pixlore model install ViT-B-32-256\n"
        "pixlore model install laion/CLIP-ViT-B-16-DataComp.XL-s13B-b90K\n"
        "pixlore model install ViT-B-16:datacomp_xl_s13b_b90k",
    )
    install.add_argument(
        "name",
        metavar="NAME",
        help="a name of `pixlore model list`, owner/name of an open_clip repository on the hub, or "
        "open_clip's ARCHITECTURE:TAG",
    )


def _install(arguments: argparse.Namespace, session: Session) -> int:
    asked, name = _names(arguments.name)
    if not _is_installed(name, session):
        installable(asked)  # refuse a wrong name before a service is started for it
        client = session.library.service()
        arrivals: SimpleQueue[InstallProgress | None] = SimpleQueue()
        client.subscribe(lambda event, params: _pass_on(arrivals, event, params))
        client.call("install_model", name=asked)
        if not _follow(client, arrivals):
            session.output.fail("Cancelled", "Cancelled. Installing again goes on from here.")
            return _STOPPED
    text = f"{printable(name)} is installed. To search with it: pixlore model use {printable(name)}"
    session.output.answer({"name": name, "installed": True}, text)
    return 0


def _names(given: str) -> tuple[str, str]:
    """What to ask the service for, and what the model is called once it is installed."""
    if is_pretrained_name(given):
        entry = installable(given)
        given = entry.name if entry.name in load_catalogue() else entry.repository
    return given, given.replace("/", "--")


def _is_installed(name: str, session: Session) -> bool:
    entry = load_catalogue().get(name)
    is_built_in = entry is not None and not entry.repository
    return is_built_in or name in installed_models(session.paths.models)


def _pass_on(
    arrivals: SimpleQueue[InstallProgress | None], event: str, params: dict[str, Any]
) -> None:
    """Called in the client's reading thread."""
    if event == "model_progress":
        arrivals.put(InstallProgress.from_json(params))
    elif event == "disconnected":
        arrivals.put(None)


def _follow(client: ServiceClient, arrivals: SimpleQueue[InstallProgress | None]) -> bool:
    """Show the install until it is over; false when it was cancelled. Ctrl-C cancels it.

    Raises:
        PixloreError: what made the install fail.
    """
    line = ProgressLine()
    try:
        while True:
            progress = arrivals.get()
            if progress is None:
                raise ServiceUnavailable("The background service ended during the install.")
            if progress.phase.is_over:
                break
            line.show(describe(progress))
    except KeyboardInterrupt:
        client.call("cancel_install")
        return False
    finally:
        line.clear()
    if progress.phase is InstallPhase.FAILED:
        raise _failure(progress)
    return progress.phase is InstallPhase.INSTALLED


def _failure(progress: InstallProgress) -> PixloreError:
    return error_by_kind(progress.error_kind, progress.message)


def describe(progress: InstallProgress) -> str:
    """An install in one line, like `ViT-B-32-256: 120 of 605 MB  8.1 MB/s  1 min 0 s left`."""
    if progress.phase is InstallPhase.ASKING:
        return f"{progress.name}: asking the hub"
    if progress.phase is InstallPhase.CHECKING:
        return f"{progress.name}: checking what has arrived"
    done, total = progress.done_bytes / 1e6, progress.total_bytes / 1e6
    parts = [f"{progress.name}: {done:,.0f} of {total:,.0f} MB"]
    if progress.bytes_per_s:
        parts.append(f"{progress.bytes_per_s / 1e6:,.1f} MB/s")
    if progress.eta_s is not None:
        parts.append(f"{duration(progress.eta_s)} left")
    return "  ".join(parts)
