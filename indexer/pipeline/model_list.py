"""The list of models as clients are told of it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from indexer.core.errors import ModelError
from indexer.embedding.catalogue import load_catalogue
from indexer.embedding.installed import disk_bytes, installed_models
from indexer.embedding.trial import fastest
from indexer.pipeline.models import model_spec

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import Any

    from indexer.embedding.catalogue import CatalogueEntry
    from indexer.pipeline.trials import Trials


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """What this computer and this library know of models."""

    active: str
    target: str
    local: Mapping[str, Mapping[str, str]]
    """The person's own weights files by the model's name."""
    searched: Mapping[str, int]
    """Photos with vectors, by model."""
    models_dir: Path
    trials: Trials


def listed_models(facts: ModelFacts) -> list[dict[str, Any]]:
    """All models to choose from: the catalogue in its order, other installs, local files."""
    installed = installed_models(facts.models_dir)
    listed = [_catalogued(entry, facts, installed) for entry in load_catalogue().values()]
    listed += [
        _other(name, facts, title=record.repository, local=False)
        for name, record in installed.items()
        if name not in load_catalogue()
    ]
    local = [name for name in facts.local if name != facts.active]
    if facts.active not in load_catalogue() and facts.active not in installed:
        local.append(facts.active)
    return listed + [_other(name, facts, title=name, local=True) for name in local]


def _catalogued(
    entry: CatalogueEntry, facts: ModelFacts, installed: Mapping[str, object]
) -> dict[str, Any]:
    return {
        **_state(entry.name, facts),
        "title": entry.title,
        "good_for": entry.good_for,
        "licence": entry.licence,
        "languages": list(entry.languages),
        "download_mb": entry.download_mb,
        "memory_mb": entry.memory_mb,
        "installed": not entry.repository or entry.name in installed,
        "recommended": entry.recommended,
        "local": False,
        "quality": asdict(entry.quality),
    }


def _other(name: str, facts: ModelFacts, *, title: str, local: bool) -> dict[str, Any]:
    """A model that no catalogue knows."""
    return {
        **_state(name, facts),
        "title": title,
        "good_for": "",
        "licence": "",
        "languages": [],
        "download_mb": 0,
        "memory_mb": 0,
        "installed": True,
        "recommended": False,
        "local": local,
        "quality": None,
    }


def _state(name: str, facts: ModelFacts) -> dict[str, Any]:
    return {
        "name": name,
        "active": name == facts.active,
        "target": name == facts.target,
        "searched": facts.searched.get(name, 0),
        "disk_bytes": disk_bytes(facts.models_dir / name),
        **_speed(name, facts),
    }


def _speed(name: str, facts: ModelFacts) -> dict[str, Any]:
    """How fast the model's trial ran on this computer, and in which number format."""
    try:
        attempts = facts.trials.attempts_of(model_spec(name, facts.models_dir, facts.local))
    except ModelError:
        attempts = ()
    if not attempts:
        return {"speed": None, "precision": "", "device": ""}
    best = fastest(attempts)
    return {
        "speed": best.photos_per_s or None,
        "precision": best.precision,
        "device": best.device,
    }
