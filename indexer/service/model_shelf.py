"""The models a person can choose from: listed, installed in the background, used, removed."""

from __future__ import annotations

import logging
import shutil
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from indexer.core.errors import ModelError, PixloreError, UsageError
from indexer.embedding.catalogue import STARTER_NAME, installable, load_catalogue
from indexer.embedding.installed import disk_bytes, installed_models
from indexer.hub.installer import Installer, partial_folder
from indexer.hub.progress import Cancelled, InstallPhase, InstallProgress, Watch
from indexer.pipeline.model_list import ModelFacts, listed_models
from indexer.pipeline.models import LOCAL_SETTING, TARGET_SETTING, check_local, model_spec
from indexer.pipeline.trials import Trials

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from indexer.core.paths import LibraryPaths
    from indexer.core.types import SpaceId
    from indexer.embedding.catalogue import CatalogueEntry
    from indexer.ipc.protocol import Json
    from indexer.pipeline.coordinator import Coordinator
    from indexer.store.library import Library
    from indexer.worker.events import WorkerDescription
    from indexer.worker.supervisor import Worker

log = logging.getLogger(__name__)

_STOP_S = 5.0


class ModelShelf:
    """All that is done with models on request. Any thread; one install at a time.

    Args:
        paths: the library.
        coordinator: owns the databases and the workers.
        announce: tells every client: the name of an event and its params.
    """

    def __init__(
        self, paths: LibraryPaths, coordinator: Coordinator, announce: Callable[..., None]
    ) -> None:
        self._paths = paths
        self._coordinator = coordinator
        self._announce = announce
        self._lock = threading.Lock()
        self._cancelled = threading.Event()
        self._thread: threading.Thread | None = None
        self._progress: InstallProgress | None = None

    @property
    def is_installing(self) -> bool:
        """Whether an install is under way."""
        progress = self._progress
        return progress is not None and not progress.phase.is_over

    def listing(self) -> Json:
        """The answer to the request `models`."""
        models = self._coordinator.models
        searched = self._ask(_searched_by_model)
        facts = ModelFacts(
            active=models.active,
            target=models.target,
            local=models.local,
            searched=searched,
            models_dir=self._paths.models,
            trials=Trials(self._paths.trials),
        )
        return {
            "active": models.active,
            "target": models.target,
            "models": listed_models(facts),
            "installing": self._installing(),
        }

    def install(self, name: str) -> None:
        """Begin to install what `installable` finds under this name.

        Raises:
            UsageError: another install is under way.
            ModelError: there is no such model, or it needs no install.
        """
        entry = installable(name)
        with self._lock:
            if self.is_installing:
                raise UsageError("A model is being installed already. Wait for it, or cancel it.")
            if entry.name in installed_models(self._paths.models):
                raise ModelError(f"{entry.name} is installed already.")
            self._cancelled.clear()
            self._progress = InstallProgress(entry.name, InstallPhase.ASKING)
            self._thread = threading.Thread(
                target=self._install, args=(entry,), name="model-install", daemon=True
            )
            self._thread.start()

    def cancel_install(self) -> bool:
        """Stop the install under way, if there is one; what has arrived is kept."""
        was_installing = self.is_installing
        self._cancelled.set()
        return was_installing

    def use(self, name: str, architecture: str, weights: str) -> Json:
        """Have a model built and then used: the old one answers until then.

        Raises:
            ModelError: it is unknown, not installed, or does not load.
        """
        models = self._coordinator.models
        if weights:
            self._add_local(name, architecture, weights)
        model_spec(name, self._paths.models, models.local)
        models.keeper(name).ask(_describe)  # refuse a model that does not load
        self._ask(lambda library: library.user.settings.set(TARGET_SETTING, name))
        models.target = name
        self._coordinator.wake()
        self._announce("model_changed", active=models.active, target=models.target)
        return {"active": models.active, "target": models.target}

    def remove(self, name: str) -> int:
        """Delete a model's weights and vectors; how many bytes of weights that freed.

        Raises:
            ModelError: it is in use, or is the starter.
        """
        self._require_removable(name)
        self._coordinator.models.forget(name)
        self._coordinator.change(lambda library: _delete_spaces(library, name))
        self._forget_local(name)
        freed = 0
        for folder in (self._paths.models / name, partial_folder(self._paths.models, name)):
            freed += disk_bytes(folder)
            if folder.is_dir():
                shutil.rmtree(folder)
        return freed

    def stop(self) -> None:
        """Cancel an install and wait for its end."""
        self._cancelled.set()
        if self._thread is not None:
            self._thread.join(_STOP_S)

    def _installing(self) -> Json | None:
        progress = self._progress
        return None if progress is None or progress.phase.is_over else progress.to_json()

    # The installing thread

    def _install(self, entry: CatalogueEntry) -> None:
        watch = Watch(entry.name, self._tell, self._cancelled)
        try:
            Installer(entry, self._paths.models, watch).run()
        except Cancelled:
            watch.end(InstallPhase.CANCELLED)
        except PixloreError as error:
            watch.end(InstallPhase.FAILED, str(error), error.kind)
        except Exception:
            log.exception("An install failed because of a defect")
            watch.end(InstallPhase.FAILED, "The install failed because of a defect.", "Defect")
        else:
            watch.end(InstallPhase.INSTALLED)

    def _tell(self, progress: InstallProgress) -> None:
        self._progress = progress
        self._announce("model_progress", **progress.to_json())

    # Changes

    def _require_removable(self, name: str) -> None:
        models = self._coordinator.models
        if name in (models.active, models.target):
            raise ModelError(f"{name} is in use. Choose another model first, then remove it.")
        if name == STARTER_NAME:
            raise ModelError("The starter model is part of Pixlore and cannot be removed.")
        if self.is_installing and self._progress and self._progress.name == name:
            raise ModelError(f"{name} is being installed. Cancel that first.")
        if Path(name).name != name or name.startswith("."):
            raise UsageError(f"“{name}” is no model's name.")

    def _add_local(self, name: str, architecture: str, weights: str) -> None:
        check_local(architecture, weights)
        models = self._coordinator.models
        if name in load_catalogue() or name in installed_models(self._paths.models):
            raise ModelError(f"{name} is the name of another model. Give yours a name of its own.")
        if models.local.get(name, {}) != {"architecture": architecture, "weights": weights}:
            models.forget(name)
        models.local = {**models.local, name: {"architecture": architecture, "weights": weights}}
        self._remember_local()

    def _forget_local(self, name: str) -> None:
        models = self._coordinator.models
        if name in models.local:
            models.local = {key: value for key, value in models.local.items() if key != name}
            self._remember_local()

    def _remember_local(self) -> None:
        local = self._coordinator.models.local
        self._ask(lambda library: library.user.settings.set(LOCAL_SETTING, local))

    def _ask(self, run: Callable[[Library], Any]) -> Any:
        return self._coordinator.ask(run).result()


def _describe(worker: Worker) -> WorkerDescription:
    return worker.describe()


def _searched_by_model(library: Library) -> dict[str, int]:
    searched: dict[str, int] = {}
    for space in library.index.spaces.list():
        count = library.index.spaces.embedded(space.id)
        searched[space.model_name] = max(count, searched.get(space.model_name, 0))
    return searched


def _delete_spaces(library: Library, model: str) -> None:
    spaces: list[SpaceId] = [s.id for s in library.index.spaces.list() if s.model_name == model]
    for space_id in spaces:
        library.index.spaces.delete(space_id)
