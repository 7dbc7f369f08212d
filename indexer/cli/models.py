"""`pixlore model`: the models there are, which one answers, and how to change it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from indexer.api import FileUnavailable, ModelError
from indexer.cli import model_install
from indexer.cli.arguments import add_command
from indexer.cli.output import printable, table
from indexer.embedding.catalogue import STARTER_NAME, load_catalogue
from indexer.embedding.installed import installed_models
from indexer.pipeline.model_list import ModelFacts, listed_models
from indexer.pipeline.models import ACTIVE_SETTING, LOCAL_SETTING, TARGET_SETTING
from indexer.pipeline.trials import Trials

if TYPE_CHECKING:
    import argparse

    from indexer.api import LibraryPaths
    from indexer.cli.arguments import Commands
    from indexer.cli.session import Session

_WEIGHTS_ENDING = ".safetensors"
_DELETE_TIMEOUT_S = 600.0


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
    model_install.add_command_to(actions)
    _add_use(actions)
    remove = add_command(
        actions,
        "remove",
        run=_remove,
        summary="delete a model's weights and its vectors",
        details="A model in use is kept. The photos stay searchable with the model in use.",
        example="pixlore model remove ViT-B-32-256",
    )
    remove.add_argument("name", metavar="NAME", help="a name of `pixlore model list`")


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
    facts = _facts(session)
    models = listed_models(facts)
    session.output.answer({"active": facts.active, "models": models}, _as_text(models))
    return 0


def _facts(session: Session) -> ModelFacts:
    """What is known of models without a service."""
    reader = session.library.reader
    trials = Trials(session.paths.trials)
    if not reader.exists():
        return ModelFacts(STARTER_NAME, STARTER_NAME, {}, {}, session.paths.models, trials)
    active = str(reader.setting(ACTIVE_SETTING, STARTER_NAME))
    return ModelFacts(
        active=active,
        target=str(reader.setting(TARGET_SETTING, active)),
        local=reader.setting(LOCAL_SETTING, {}),
        searched={space.model_name: reader.embedded(space.id) for space in reader.spaces()},
        models_dir=session.paths.models,
        trials=trials,
    )


def _as_text(models: list[dict[str, Any]]) -> str:
    rows = [
        ("*" if model["active"] else "", model["name"], _size(model), model["licence"])
        for model in models
    ]
    lines = table(rows, right=(2,)).splitlines()
    described = [
        f"{line}\n     {model['good_for'] or model['title']}"
        for line, model in zip(lines, models, strict=True)
    ]
    return "\n".join(described)


def _size(model: dict[str, Any]) -> str:
    if model["installed"]:
        return "installed"
    return f"{model['download_mb']:,} MB"


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
    if entry is not None and entry.repository and name not in installed_models(paths.models):
        raise ModelError(f"{name} is not installed. See: pixlore model install {name}")
    return name.replace("/", "--")


def _remove(arguments: argparse.Namespace, session: Session) -> int:
    name = arguments.name.replace("/", "--")
    answer = session.library.service().call("remove_model", name=name, timeout_s=_DELETE_TIMEOUT_S)
    freed = answer["freed_bytes"] / 1e6
    session.output.answer(
        {"name": name, **answer}, f"Removed {printable(name)}: {freed:,.0f} MB of weights."
    )
    return 0


def _changed(active: str, target: str) -> str:
    if active == target:
        return f"Searches use {printable(active)}."
    return (
        f"Photos are being indexed with {printable(target)}; until that is done, searches use "
        f"{printable(active)}. See: pixlore status"
    )
