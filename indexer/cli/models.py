"""`pixlore model`: the models there are, which one answers, and how to change it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from indexer.api import FileUnavailable, ModelError
from indexer.cli.arguments import add_command
from indexer.cli.output import printable, table
from indexer.embedding.catalogue import STARTER_NAME, CatalogueEntry, find_model, load_catalogue

if TYPE_CHECKING:
    import argparse

    from indexer.api import LibraryPaths
    from indexer.cli.arguments import Commands
    from indexer.cli.session import Session

_WEIGHTS_ENDING = ".safetensors"


def add_commands(commands: Commands) -> None:
    """Declare the commands of this module."""
    model = commands.add_parser("model", help="list, install or choose the model that searches")
    actions = model.add_subparsers(title="commands", metavar="COMMAND", required=True)
    add_command(
        actions,
        "list",
        run=_list,
        summary="list the models with size, licence and what each is good for",
        example="pixlore model list",
    )
    install = add_command(
        actions,
        "install",
        run=_install,
        summary="say how to install a model of the list",
        example="pixlore model install ViT-B-32-256",
    )
    install.add_argument("name", metavar="NAME", help="a name of `pixlore model list`")
    _add_use(actions)


def _add_use(actions: Commands) -> None:
    use = add_command(
        actions,
        "use",
        run=_use,
        summary="choose the model that searches",
        details="The old model answers until all photos are indexed with the new one.",
        example="pixlore model use starter\n"
        "pixlore model use --architecture ViT-B-32 --weights ~/Downloads/clip.safetensors",
    )
    use.add_argument("name", metavar="NAME", nargs="?", help="a name of `pixlore model list`")
    use.add_argument("--architecture", metavar="NAME", help="open_clip's name of a local model")
    use.add_argument("--weights", metavar="FILE", help="the local model's safetensors file")
    use.set_defaults(refuse=use.error)


def _list(_arguments: argparse.Namespace, session: Session) -> int:
    active = _active(session)
    entries = load_catalogue().values()
    models = [_as_json(entry, active, session.paths) for entry in entries]
    if active not in load_catalogue():
        models.append({"name": active, "title": "a local model", "active": True, "installed": True})
    session.output.answer({"active": active, "models": models}, _as_text(models))
    return 0


def _active(session: Session) -> str:
    reader = session.library.reader
    return str(reader.setting("model", STARTER_NAME)) if reader.exists() else STARTER_NAME


def _as_json(entry: CatalogueEntry, active: str, paths: LibraryPaths) -> dict[str, Any]:
    return {
        "name": entry.name,
        "title": entry.title,
        "active": entry.name == active,
        "installed": _is_installed(entry, paths),
        "recommended": entry.recommended,
        "good_for": entry.good_for,
        "download_mb": entry.download_mb,
        "languages": list(entry.languages),
        "licence": entry.licence,
    }


def _as_text(models: list[dict[str, Any]]) -> str:
    rows = [
        ("*" if model["active"] else "", model["name"], _size(model), model.get("licence", ""))
        for model in models
    ]
    lines = table(rows, right=(2,)).splitlines()
    described = [
        f"{line}\n     {model.get('good_for', model['title'])}"
        for line, model in zip(lines, models, strict=True)
    ]
    return "\n".join(described)


def _size(model: dict[str, Any]) -> str:
    if model["installed"]:
        return "installed"
    return f"{model['download_mb']:,} MB"


def _is_installed(entry: CatalogueEntry, paths: LibraryPaths) -> bool:
    return not entry.repository or any((paths.models / entry.name).glob(f"*{_WEIGHTS_ENDING}"))


def _install(arguments: argparse.Namespace, session: Session) -> int:
    entry = find_model(arguments.name)
    if not _is_installed(entry, session.paths):
        raise ModelError(
            f"This version of Pixlore downloads nothing. Get the safetensors file of "
            f"{entry.repository} yourself, then: pixlore model use --architecture "
            f"{entry.architecture} --weights FILE"
        )
    text = f"{entry.name} is installed. To search with it: pixlore model use {entry.name}"
    session.output.answer({"name": entry.name, "installed": True}, text)
    return 0


def _use(arguments: argparse.Namespace, session: Session) -> int:
    local = (arguments.architecture, arguments.weights)
    params: dict[str, Any]
    if all(local):
        params = _local_model(arguments.name, *local)
    elif any(local) or not arguments.name:
        arguments.refuse("give NAME, or both --architecture and --weights")
    else:
        params = {"name": _installed_name(arguments.name, session.paths)}
    answer = session.library.service().call("use_model", **params)
    session.output.answer(answer, _changed(answer["active"], answer["target"]))
    return 0


def _local_model(name: str | None, architecture: str, weights: str) -> dict[str, str]:
    file = Path(weights).expanduser().absolute()
    if not file.is_file():
        raise FileUnavailable(f"There is no file at {file}. Check the path of the weights.")
    if file.suffix != _WEIGHTS_ENDING:
        raise ModelError(
            f"{file.name} is not a safetensors file. Other formats can carry programs and are "
            "not opened; convert the weights first."
        )
    return {"name": name or file.stem, "architecture": architecture, "weights": str(file)}


def _installed_name(name: str, paths: LibraryPaths) -> str:
    entry = load_catalogue().get(name)
    if entry is not None and not _is_installed(entry, paths):
        raise ModelError(f"{name} is not installed. See: pixlore model install {name}")
    return name


def _changed(active: str, target: str) -> str:
    if active == target:
        return f"Searches use {printable(active)}."
    return (
        f"Photos are being indexed with {printable(target)}; until that is done, searches use "
        f"{printable(active)}. See: pixlore status"
    )
