"""How large a person wants texts: what is painted by hand, and what holds texts, follows it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QFont


class TextScale(QObject):
    """One for the application; `Theme` sets it. Main thread only."""

    changed = Signal()
    """All texts have another size now."""

    def __init__(self) -> None:
        super().__init__()
        self.factor = 1.0
        """The size of texts, 1 being the ordinary one."""


text_scale = TextScale()


def scaled(pixels: int) -> int:
    """A length that grows with the texts."""
    return round(pixels * text_scale.factor)


def scaled_font(base: QFont, pixels: int, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """`base` in a size that is ordinarily so many pixels."""
    font = QFont(base)
    font.setPixelSize(max(1, scaled(pixels)))
    font.setWeight(weight)
    return font
