"""Answers the requests that are about watched folders."""

from __future__ import annotations

import os
import time
from dataclasses import asdict
from typing import TYPE_CHECKING

from indexer.core.types import LibraryCounts
from indexer.ipc.protocol import Json
from indexer.service.parameters import path_in, strings_in, whole_number_in
from indexer.service.status_report import folder_status, folder_statuses

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from indexer.core.types import FolderId
    from indexer.pipeline.scanner import ScanReport
    from indexer.service.service import Service

_SCAN_TIMEOUT_S = 3600.0
_MOST_SETTLING_ROUNDS = 5


class FolderRequests:
    """One method a request; parameters and results are those of `indexer.ipc.protocol`."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def handlers(self) -> dict[str, Callable[[Json], Json]]:
        """The functions by the names of their requests."""
        return {
            "add_folder": self._add_folder,
            "set_folder": self._set_folder,
            "remove_folder": self._remove_folder,
            "folders": self._folders,
            "rescan": self._rescan,
            "accept_missing": self._accept_missing,
            "purge_folder": self._purge_folder,
        }

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

    def _set_folder(self, params: Json) -> Json:
        path = path_in(params)
        excludes = None if params.get("excludes") is None else strings_in(params, "excludes")
        wanted = params.get("min_side")
        min_side = None if wanted is None else whole_number_in(params, "min_side", 0)
        folder = self._service.folders.set_filters(path, excludes, min_side)
        self._service.scans.scan([folder.id])
        self._service.announce("folders_changed")
        self._service.announce("library_changed", indexed=0, removed=0)
        statuses = folder_statuses(self._service)
        return {"folder": next(asdict(each) for each in statuses if each.id == folder.id)}

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

    def _purge_folder(self, params: Json) -> Json:
        purged = self._service.folders.purge(path_in(params))
        self._service.announce("library_changed", indexed=0, removed=purged)
        return {"purged": purged}

    def _chosen_folders(self, params: Json) -> list[FolderId] | None:
        if params.get("path") is None:
            return None
        return [self._service.folders.at(path_in(params)).id]
