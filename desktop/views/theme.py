"""The look: design tokens, palette and style sheet for light and dark."""

from __future__ import annotations

import json
import re
import sys
from functools import cache

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import (
    QAccessibilityHints,
    QColor,
    QFont,
    QFontDatabase,
    QFontInfo,
    QGuiApplication,
    QPalette,
    QStyleHints,
)
from PySide6.QtWidgets import QApplication

from desktop.settings import NORMAL_TEXT, Look
from desktop.views.text_scale import text_scale
from indexer.api import resource_path

_PLACEHOLDER = re.compile(r"\$\{([a-z-]+)\}")
_PREFERRED_FONTS = ("Inter", "Cantarell", "Ubuntu", "Noto Sans", "Noto Sans CJK SC")
_FALLBACK_FONTS = ("DejaVu Sans", "Bitstream Vera Sans")
_USUAL_TEXT = {"darwin": 13, "win32": 12}
_LINUX_TEXT = 15
"""Height of the system's text in pixels where nobody changed it; GNOME's is the largest."""


class Theme(QObject):
    """Gives the application one of two looks and tells when it changed."""

    changed = Signal()

    def __init__(self, application: QApplication, look: Look, text_size: int = NORMAL_TEXT) -> None:
        super().__init__(application)
        self._application = application
        self._look = look
        self._text_size = text_size
        self._dark = False
        self._contrast = False
        if not application.styleSheet():
            # Once an application: changing the style under widgets that are about to be deleted,
            # those of a window before this one, has crashed Qt 6.11.
            application.setStyle("Fusion")
        self._system_scale = system_text_scale(application.font())
        application.setFont(_readable_font(application.font()))
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._apply)
        _accessibility().contrastPreferenceChanged.connect(self._apply)
        self._apply()

    @property
    def dark(self) -> bool:
        """Whether the dark look is on."""
        return self._dark

    @property
    def look(self) -> Look:
        """What the person chose."""
        return self._look

    def choose(self, look: Look) -> None:
        """Use `look` from now on."""
        self._look = look
        self._apply()

    def choose_text_size(self, percent: int) -> None:
        """Show all texts at `percent` of their ordinary size."""
        self._text_size = percent
        self._apply()

    def color(self, token: str) -> QColor:
        """The colour behind a token such as `accent`."""
        return QColor(_tokens(self._dark, self._contrast)[token])

    def _apply(self) -> None:
        self._dark = self._look is Look.DARK or (self._look is Look.SYSTEM and _system_is_dark())
        self._contrast = _system_wants_contrast()
        self._application.setPalette(_palette(_tokens(self._dark, self._contrast)))
        percent = round(self._text_size * self._system_scale)
        resized = text_scale.factor != percent / 100
        text_scale.factor = percent / 100
        self._application.setStyleSheet(_style_sheet(self._dark, self._contrast, percent))
        self.changed.emit()
        if resized:
            text_scale.changed.emit()


def _system_is_dark() -> bool:
    return QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark


def _system_wants_contrast() -> bool:
    return _accessibility().contrastPreference() is Qt.ContrastPreference.HighContrast


def _accessibility() -> QAccessibilityHints:
    return _style_hints().accessibility()


@cache
def _style_hints() -> QStyleHints:
    """Kept: PySide 6.11 takes the hints' own `accessibility` for gone when their wrapper goes."""
    return QGuiApplication.styleHints()


def system_text_scale(font: QFont) -> float:
    """How much larger than usual the system's text is, because a person set it so; at least 1."""
    return max(1.0, QFontInfo(font).pixelSize() / _USUAL_TEXT.get(sys.platform, _LINUX_TEXT))


@cache
def _tokens(dark: bool, contrast: bool) -> dict[str, str]:
    tables = json.loads(resource_path("themes", "tokens.json").read_text("utf-8"))
    look = "dark" if dark else "light"
    return {**tables["shared"], **tables[look], **(tables[f"{look}-contrast"] if contrast else {})}


@cache
def _style_sheet(dark: bool, contrast: bool, text_size: int) -> str:
    template = resource_path("themes", "pixlore.qss").read_text("utf-8")
    colors = _tokens(dark, contrast)
    tokens = {name: _sized(name, value, text_size) for name, value in colors.items()}
    tokens["icons"] = resource_path("icons").as_posix()
    tokens["look"] = "dark" if dark else "light"
    return _PLACEHOLDER.sub(lambda match: tokens[match[1]], template)


def _sized(name: str, value: str, percent: int) -> str:
    if not name.startswith("font-"):
        return value
    return f"{round(int(value.removesuffix('px')) * percent / 100)}px"


def _palette(tokens: dict[str, str]) -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    for color_role, token in {
        role.Window: "window", role.WindowText: "text", role.Base: "surface",
        role.AlternateBase: "raised", role.Text: "text", role.Button: "raised",
        role.ButtonText: "text", role.BrightText: "on-accent", role.Highlight: "accent",
        role.HighlightedText: "on-accent", role.ToolTipBase: "raised", role.ToolTipText: "text",
        role.PlaceholderText: "faint", role.Link: "accent", role.Mid: "border",
        role.Accent: "accent",
    }.items():  # fmt: skip
        palette.setColor(color_role, QColor(tokens[token]))
    for color_role in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, color_role, QColor(tokens["faint"]))
    return palette


def _readable_font(system: QFont) -> QFont:
    """The system's font, or a finer one where the system only offers its last resort."""
    if QFontInfo(system).family() not in _FALLBACK_FONTS:
        return system
    installed = set(QFontDatabase.families())
    better = [family for family in _PREFERRED_FONTS if family in installed]
    if not better:
        return system
    font = QFont(better[0])
    font.setFamilies(better)
    font.setHintingPreference(QFont.HintingPreference.PreferVerticalHinting)
    return font
