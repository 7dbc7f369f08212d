"""Which model answers queries, which one is being built, and the worker of each."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from indexer.core.errors import ModelError
from indexer.core.types import Space, SpaceId, SpaceKind
from indexer.embedding.catalogue import STARTER_NAME, find_model
from indexer.embedding.encoder import ModelKind, ModelSpec
from indexer.embedding.installed import installed_models
from indexer.pipeline.trials import Trials
from indexer.pipeline.worker_keeper import WorkerKeeper, WorkerSetting

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from indexer.core.paths import LibraryPaths
    from indexer.pipeline.worker_keeper import WorkerNews, WorkerReady
    from indexer.store.index_writer import IndexWriter
    from indexer.worker.events import WorkerDescription

ACTIVE_SETTING = "model"
TARGET_SETTING = "target_model"
LOCAL_SETTING = "local_models"
FULL_SPEED_SETTING = "full_speed"


@dataclass(frozen=True, slots=True)
class ModelSpaces:
    """The vector spaces of one model."""

    joint: Space
    visual: Space | None = None

    @property
    def ids(self) -> list[SpaceId]:
        """Both, or the one there is."""
        return [self.joint.id] if self.visual is None else [self.joint.id, self.visual.id]


def model_spec(name: str, models_dir: Path, local: Mapping[str, Mapping[str, str]]) -> ModelSpec:
    """How to load the model called `name`; raises ModelError when there is none."""
    if name in local:
        chosen = local[name]
        return ModelSpec(name, ModelKind.OPEN_CLIP, chosen["architecture"], chosen["weights"])
    record = installed_models(models_dir).get(name)
    if record is not None:
        return record.spec(models_dir / name)
    return find_model(name).spec(models_dir)


def known_spaces(index: IndexWriter, name: str) -> ModelSpaces | None:
    """The newest spaces of a model in the index; None when it has embedded nothing here."""
    spaces = [space for space in index.spaces.list() if space.model_name == name]
    joint = [space for space in spaces if space.kind is SpaceKind.JOINT]
    if not joint:
        return None
    newest = max(joint, key=lambda space: space.id)
    visual = [
        space
        for space in spaces
        if space.kind is SpaceKind.VISUAL and space.model_id == newest.model_id
    ]
    return ModelSpaces(newest, visual[0] if visual else None)


def make_spaces(index: IndexWriter, name: str, description: WorkerDescription) -> ModelSpaces:
    """The spaces of the model `name` that a worker has loaded, made when they are new."""
    model = description.model_id, name
    joint = index.spaces.get_or_create(*model, SpaceKind.JOINT, description.dimensions)
    if not description.visual_dimensions:
        return ModelSpaces(joint)
    visual = index.spaces.get_or_create(*model, SpaceKind.VISUAL, description.visual_dimensions)
    return ModelSpaces(joint, visual)


class Models:
    """The active model, the target model and their workers. Any thread.

    Args:
        paths: the library.
        sink: gets what the workers say.
        trial_s: how long each device and number format of a new model is timed.
        command: replaces the worker's command in tests.
    """

    def __init__(
        self,
        paths: LibraryPaths,
        sink: Callable[[WorkerNews | WorkerReady], None],
        trial_s: float,
        command: Sequence[str] | None = None,
    ) -> None:
        self._models_dir = paths.models
        self._sink = sink
        self.full_speed = False
        self._setting = WorkerSetting(
            Trials(paths.trials), trial_s, lambda: self.full_speed, command
        )
        self._lock = threading.Lock()
        self._keepers: dict[str, WorkerKeeper] = {}
        self.local: dict[str, dict[str, str]] = {}
        self.active = STARTER_NAME
        self.target = STARTER_NAME

    def keeper(self, name: str) -> WorkerKeeper:
        """The keeper of a model's worker; raises ModelError for an unknown model."""
        with self._lock:
            if name not in self._keepers:
                spec = model_spec(name, self._models_dir, self.local)
                self._keepers[name] = WorkerKeeper(spec, self._sink, self._setting)
            return self._keepers[name]

    def forget(self, name: str) -> None:
        """End a model's worker; the next one reads the model anew."""
        with self._lock:
            keeper = self._keepers.pop(name, None)
        if keeper is not None:
            keeper.stop()

    def set_full_speed(self, *, full_speed: bool) -> None:
        """Let workers use all cores, or all but one; those that run start again."""
        if full_speed != self.full_speed:
            self.full_speed = full_speed
            self.stop()

    def stop_idle(self, idle_s: float) -> None:
        """End the workers that nobody has used for `idle_s`."""
        for keeper in self._all():
            keeper.stop_if_idle(idle_s)

    def stop(self) -> None:
        """End all workers."""
        for keeper in self._all():
            keeper.stop()

    @property
    def any_running(self) -> bool:
        """Whether a worker's process is there."""
        return any(keeper.is_running for keeper in self._all())

    def _all(self) -> list[WorkerKeeper]:
        with self._lock:
            return list(self._keepers.values())


def text_setting(value: object, default: str) -> str:
    """A setting that must be a model's name."""
    return value if isinstance(value, str) and value else default


def check_local(architecture: str, weights: str) -> None:
    """Refuse a local model that names no architecture; raises ModelError."""
    if not architecture or not weights:
        raise ModelError("A model of your own needs both an architecture and a weights file.")
