"""Answers the requests of clients. Methods run in the socket's threads, several at once."""

from __future__ import annotations

import os
import time
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from indexer.core.errors import UsageError
from indexer.core.types import LibraryCounts
from indexer.ipc.protocol import Json, encode_vector
from indexer.pipeline.models import (
    ACTIVE_SETTING,
    FULL_SPEED_SETTING,
    LOCAL_SETTING,
    TARGET_SETTING,
)
from indexer.pipeline.throttle import PauseReason
from indexer.service.parameters import (
    path_in,
    region_in,
    strings_in,
    text_in,
    texts_in,
    whole_number_in,
)
from indexer.service.status_report import folder_status, folder_statuses

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from indexer.core.types import FolderId, PhotoId
    from indexer.pipeline.scanner import ScanReport
    from indexer.service.service import Service
    from indexer.store.library import Library

SLOW_METHODS = frozenset(
    {
        "embed_text",
        "embed_photo",
        "score",
        "warm_up",
        "add_folder",
        "remove_folder",
        "rescan",
        "accept_missing",
        "retry_failed",
        "use_model",
        "remove_model",
        "set_setting",
    }
)
_SCAN_TIMEOUT_S = 3600.0
_MOST_SETTLING_ROUNDS = 5
_OWN_SETTINGS = frozenset({ACTIVE_SETTING, TARGET_SETTING, LOCAL_SETTING, "paused"})


class Requests:
    """One method a request; parameters and results are those of `indexer.ipc.protocol`."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def handlers(self) -> dict[str, Callable[[Json], Json]]:
        """The functions by the names of their requests."""
        return {
            "status": self._status,
            "embed_text": self._embed_text,
            "embed_photo": self._embed_photo,
            "score": self._score,
            "warm_up": self._warm_up,
            "add_folder": self._add_folder,
            "remove_folder": self._remove_folder,
            "folders": self._folders,
            "rescan": self._rescan,
            "accept_missing": self._accept_missing,
            "pause": self._pause,
            "resume": self._resume,
            "retry_failed": self._retry_failed,
            "models": self._models,
            "install_model": self._install_model,
            "cancel_install": self._cancel_install,
            "use_model": self._use_model,
            "remove_model": self._remove_model,
            "set_setting": self._set_setting,
            "shutdown": self._shutdown,
        }

    def _status(self, params: Json) -> Json:
        del params
        return self._service.status().to_json()

    def _embed_text(self, params: Json) -> Json:
        model_id, name, vectors = self._service.queries.embed_text(texts_in(params))
        return {"model_id": model_id, "model_name": name, "vectors": encode_vector(vectors)}

    def _embed_photo(self, params: Json) -> Json:
        model_id, name, vectors = self._service.queries.embed_photo(
            path_in(params), region_in(params)
        )
        visual = vectors.visual
        return {
            "model_id": model_id,
            "model_name": name,
            "joint": encode_vector(vectors.joint),
            "visual": None if visual is None else encode_vector(visual),
        }

    def _score(self, params: Json) -> Json:
        path = path_in(params)
        model, scores = self._service.queries.score(path, texts_in(params))
        return {
            "photo": path,
            "model": model,
            "scores": [asdict(score) for score in scores],
        }

    def _warm_up(self, params: Json) -> Json:
        self._service.queries.warm_up(text_in(params, "part", "text"))
        return {}

    def _add_folder(self, params: Json) -> Json:
        path = os.path.normpath(path_in(params))
        excludes = tuple(strings_in(params, "excludes"))
        addition = self._service.folders.add(path, excludes, whole_number_in(params, "min_side", 0))
        if addition.added:
            self._service.scans.scan([addition.folder.id])
            self._service.announce("folders_changed")
        return {
            "folder": asdict(folder_status(addition.folder, None, LibraryCounts())),
            "added": addition.added,
            "covered_by": addition.covered_by,
            "absorbed": list(addition.absorbed),
        }

    def _remove_folder(self, params: Json) -> Json:
        folder = self._service.folders.remove(path_in(params))
        self._service.scans.forget(folder.id)
        self._service.announce("folders_changed")
        self._service.announce("library_changed", indexed=0, removed=0)
        return {"removed": folder.path}

    def _folders(self, params: Json) -> Json:
        del params
        return {"folders": [asdict(folder) for folder in folder_statuses(self._service)]}

    def _rescan(self, params: Json) -> Json:
        chosen = self._chosen_folders(params)
        if params.get("wait") is True:
            self._scan_until_settled(chosen)
        else:
            self._service.scans.scan(chosen)
        return {"folders": len(self._service.folders.all() if chosen is None else chosen)}

    def _scan_until_settled(self, chosen: Sequence[FolderId] | None) -> None:
        """Scan, and scan again while files were too fresh to be believed."""
        for _ in range(_MOST_SETTLING_ROUNDS):
            reports = self._service.scans.scan(chosen).result(_SCAN_TIMEOUT_S)
            if not any(report.unsettled for report in reports):
                return
            time.sleep(self._service.timings.settle_s)

    def _accept_missing(self, params: Json) -> Json:
        folder = self._service.folders.at(path_in(params))
        scan = self._service.scans.scan([folder.id], believe_missing=True)
        reports: list[ScanReport] = scan.result(_SCAN_TIMEOUT_S)
        return {"missing": sum(report.missing for report in reports)}

    def _pause(self, params: Json) -> Json:
        del params
        self._service.throttle.pause(PauseReason.USER)
        return self._remember("paused", value=True)

    def _resume(self, params: Json) -> Json:
        del params
        for reason in (PauseReason.USER, PauseReason.WORKER):
            self._service.throttle.resume(reason)
        self._service.coordinator.wake()
        return self._remember("paused", value=False)

    def _retry_failed(self, params: Json) -> Json:
        path = path_in(params) if params.get("path") is not None else None
        retried = self._service.coordinator.change(lambda library: self._retry(library, path))
        return {"retried": retried}

    def _retry(self, library: Library, path: str | None) -> int:
        if path is None:
            return library.index.queue.retry_failed()
        folder = self._service.folders.around(path)
        if folder is None:
            raise UsageError("This path is in no watched folder. `pixlore folders` lists them.")
        relative = os.path.relpath(path, folder.path).replace(os.sep, "/")
        if relative == ".":
            return library.index.queue.retry_failed(folder_id=folder.id)
        return library.index.queue.retry_failed(photo_ids=_photos_at(library, folder.id, relative))

    def _models(self, params: Json) -> Json:
        del params
        return self._service.shelf.listing()

    def _install_model(self, params: Json) -> Json:
        self._service.shelf.install(text_in(params, "name"))
        return {}

    def _cancel_install(self, params: Json) -> Json:
        del params
        return {"cancelled": self._service.shelf.cancel_install()}

    def _use_model(self, params: Json) -> Json:
        return self._service.shelf.use(
            text_in(params, "name"),
            text_in(params, "architecture", ""),
            text_in(params, "weights", ""),
        )

    def _remove_model(self, params: Json) -> Json:
        return {"freed_bytes": self._service.shelf.remove(text_in(params, "name"))}

    def _set_setting(self, params: Json) -> Json:
        name = text_in(params, "name")
        if name in _OWN_SETTINGS:
            raise UsageError(f"The setting {name} has a request of its own.")
        if name == FULL_SPEED_SETTING:
            self._service.coordinator.models.set_full_speed(full_speed=params.get("value") is True)
        return self._remember(name, value=params.get("value"))

    def _shutdown(self, params: Json) -> Json:
        del params
        self._service.stop_requested.set()
        return {}

    def _remember(self, name: str, *, value: Any) -> Json:
        self._ask(lambda library: library.user.settings.set(name, value))
        self._service.note_news()
        return {}

    def _chosen_folders(self, params: Json) -> list[FolderId] | None:
        if params.get("path") is None:
            return None
        return [self._service.folders.at(path_in(params)).id]

    def _ask(self, run: Callable[[Library], Any]) -> Any:
        return self._service.coordinator.ask(run).result()


def _photos_at(library: Library, folder_id: FolderId, path: str) -> list[PhotoId]:
    """The photo at a relative path, or all photos below it."""
    rows = library.index.scans.known_files(folder_id, path)
    rows += library.index.scans.known_files(folder_id, path.rpartition("/")[0], recursive=False)
    return [row.photo_id for row in rows if (row.path + "/").startswith(path + "/")]
