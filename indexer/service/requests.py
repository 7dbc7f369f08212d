"""Answers the requests of clients. Methods run in the socket's threads, several at once."""

from __future__ import annotations

import os
import time
from concurrent.futures import TimeoutError
from contextlib import suppress
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from indexer.core.errors import UsageError
from indexer.ipc.protocol import Json, encode_vector
from indexer.pipeline.courtesy import COURTESY_SETTINGS
from indexer.pipeline.models import (
    ACTIVE_SETTING,
    FULL_SPEED_SETTING,
    LOCAL_SETTING,
    TARGET_SETTING,
)
from indexer.pipeline.throttle import PauseReason
from indexer.service.folder_requests import FolderRequests
from indexer.service.parameters import (
    path_in,
    photo_ids_in,
    region_in,
    text_in,
    texts_in,
    truth_in,
)
from indexer.service.search_requests import SearchRequests
from indexer.service.taught import TaughtRequests
from indexer.store.library import Library
from indexer.store.thumbnail_store import LIMIT_SETTING

if TYPE_CHECKING:
    from collections.abc import Callable

    from indexer.core.types import FolderId, PhotoId
    from indexer.service.service import Service

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
        "set_folder",
        "purge_folder",
        "retry_failed",
        "use_model",
        "remove_model",
        "set_setting",
        "teach",
        "forget",
        "concepts",
        "decide",
        "save_search",
        "delete_search",
        "seen_search",
        "add_history",
        "forget_history",
    }
)
_SOON_S = 1.0
"""Longer than a writer takes that is not busy with a whole folder."""
_OWN_SETTINGS = frozenset({ACTIVE_SETTING, TARGET_SETTING, LOCAL_SETTING, "paused"})


class Requests:
    """One method a request; parameters and results are those of `indexer.ipc.protocol`."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._folders = FolderRequests(service)

    def handlers(self) -> dict[str, Callable[[Json], Json]]:
        """The functions by the names of their requests."""
        return {
            "status": self._status,
            "embed_text": self._embed_text,
            "embed_photo": self._embed_photo,
            "score": self._score,
            "warm_up": self._warm_up,
            **self._folders.handlers(),
            "pause": self._pause,
            "resume": self._resume,
            "retry_failed": self._retry_failed,
            "models": self._models,
            "install_model": self._install_model,
            "cancel_install": self._cancel_install,
            "use_model": self._use_model,
            "remove_model": self._remove_model,
            "set_favourites": self._set_favourites,
            **TaughtRequests(self._service).handlers(),
            **SearchRequests(self._service).handlers(),
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

    def _pause(self, params: Json) -> Json:
        del params
        self._service.throttle.pause(PauseReason.USER)
        return self._remember_paused(paused=True)

    def _resume(self, params: Json) -> Json:
        del params
        for reason in (PauseReason.USER, PauseReason.WORKER):
            self._service.throttle.resume(reason)
        self._service.coordinator.wake()
        return self._remember_paused(paused=False)

    def _remember_paused(self, *, paused: bool) -> Json:
        """Keep it for the next start. It holds already: nobody waits for a busy writer."""
        kept = self._service.coordinator.ask(
            lambda library: library.user.settings.set("paused", paused)
        )
        with suppress(TimeoutError):
            kept.result(_SOON_S)
        self._service.note_news()
        return {}

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

    def _set_favourites(self, params: Json) -> Json:
        photo_ids, favourite = photo_ids_in(params), truth_in(params, "favourite")
        changed = self._ask(
            lambda library: library.set_favourites(photo_ids, favourite=favourite, now=time.time())
        )
        self._service.announce("favourites_changed")
        return {"photos": changed}

    def _set_setting(self, params: Json) -> Json:
        name = text_in(params, "name")
        if name in _OWN_SETTINGS:
            raise UsageError(f"The setting {name} has a request of its own.")
        if name == FULL_SPEED_SETTING:
            self._service.coordinator.models.set_full_speed(full_speed=params.get("value") is True)
        self._remember(name, value=params.get("value"))
        if name in COURTESY_SETTINGS:
            self._service.reconsider()
        if name == LIMIT_SETTING:
            self._ask(Library.limit_thumbnails)
        return {}

    def _shutdown(self, params: Json) -> Json:
        del params
        self._service.stop_requested.set()
        return {}

    def _remember(self, name: str, *, value: Any) -> Json:
        self._ask(lambda library: library.user.settings.set(name, value))
        self._service.note_news()
        return {}

    def _ask(self, run: Callable[[Library], Any]) -> Any:
        return self._service.coordinator.ask(run).result()


def _photos_at(library: Library, folder_id: FolderId, path: str) -> list[PhotoId]:
    """The photo at a relative path, or all photos below it."""
    rows = library.index.scans.known_files(folder_id, path)
    rows += library.index.scans.known_files(folder_id, path.rpartition("/")[0], recursive=False)
    return [row.photo_id for row in rows if (row.path + "/").startswith(path + "/")]
