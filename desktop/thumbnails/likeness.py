"""Whether two thumbnails show one picture, light for light. Any thread: QImage only."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from desktop.thumbnails.decoding import thumbnail_image

_SIDE = 16
_SAME = 0.95
"""The correlation of copies: smaller, recompressed, brighter or grey ones lie above, other pictures
of the same scene below. Deliberately high: what is below is left to a person's eyes."""

Signature = npt.NDArray[np.float32]


def signature(thumbnail: bytes) -> Signature | None:
    """The light of a thumbnail in 16 by 16 parts, without mean and contrast; None if unreadable."""
    image = thumbnail_image(thumbnail)
    if image.isNull():
        return None
    small = image.convertToFormat(QImage.Format.Format_Grayscale8).scaled(
        _SIDE,
        _SIDE,
        Qt.AspectRatioMode.IgnoreAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )
    small = small.convertToFormat(QImage.Format.Format_Grayscale8)
    light = np.frombuffer(small.constBits(), np.uint8).reshape(_SIDE, -1)[:, :_SIDE]
    apart = light.astype(np.float32).ravel() - np.float32(light.mean())
    length = np.linalg.norm(apart)
    return apart / length if length > 0 else apart


def same_look(one: Signature | None, other: Signature | None) -> bool:
    """Whether both are there and of one picture."""
    return one is not None and other is not None and float(one @ other) >= _SAME
