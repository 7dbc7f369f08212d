"""The indexer's sentences in the person's language.

The indexer speaks English. A sentence it is known to say is recognised, with what it names filled
in again; of any other, at least the kind of trouble is said, and the English words follow.
"""

from __future__ import annotations

import os
import re
from functools import cache
from typing import Any

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QLocale

from desktop.query_sentences import QUERY_SENTENCES
from indexer.api import PixloreError

_CONTEXT = "Sentences"
_GAP = re.compile(r"\\\{(\w+)\\\}")

_KNOWN: tuple[Any, ...] = (
    QT_TRANSLATE_NOOP("Sentences", "Starter"),
    QT_TRANSLATE_NOOP("Sentences", "Indexing is paused."),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "The disk is full. Indexing goes on by itself when there is space; searching works.",
    ),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "The program that reads photos failed three times in a row. Resume to try again.",
    ),
    QT_TRANSLATE_NOOP("Sentences", "Indexing waits until the computer is plugged in."),
    QT_TRANSLATE_NOOP("Sentences", "Indexing waits until nobody uses the computer."),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "This system does not tell whether somebody uses the computer, so indexing does not wait "
        "for that.",
    ),
    QT_TRANSLATE_NOOP(
        "Sentences", "The folder cannot be read. Give yourself permission to read it."
    ),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "The folder is not there. Connect its drive, or remove it from the library.",
    ),
    QT_TRANSLATE_NOOP(
        "Sentences", "Another drive is connected in its place. Its photos stay in the index."
    ),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "{number} photos are no longer there. If you deleted them, confirm it; "
        "if not, connect the drive they are on.",
    ),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "The image is larger than {number} megapixels or needs more memory than Pixlore allows. "
        "Save a smaller copy of it to have it indexed.",
    ),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "The image is damaged or incomplete ({detail}). "
        "Copy it again from the camera or a backup, then retry.",
    ),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "The file cannot be read ({reason}). Check the drive it is on, then retry.",
    ),
    QT_TRANSLATE_NOOP("Sentences", "The file is empty (0 bytes). Copy it again from the camera."),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "The file holds only zeros where its picture should begin: it was not copied whole. "
        "Copy it again.",
    ),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "This is not a picture in a format that Pixlore reads, whatever its name says. "
        "Nothing needs to be done if it is no photo; else export it as JPEG.",
    ),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "This raw format is not known, or the file is no raw file. Export it as JPEG.",
    ),
    QT_TRANSLATE_NOOP(
        "Sentences", "Pixlore does not read {family} here. Export the picture as JPEG."
    ),
    QT_TRANSLATE_NOOP("Sentences", "The file is no longer there."),
    QT_TRANSLATE_NOOP(
        "Sentences", "You may not read this file. Change its permissions, then retry."
    ),
    QT_TRANSLATE_NOOP(
        "Sentences", "The file is not there. Connect its drive, or look for it again."
    ),
    QT_TRANSLATE_NOOP("Sentences", "The photo is not in the trash any more. Nothing was changed."),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "Its folder is not there. Connect its drive, or take the photo out of the trash.",
    ),
    QT_TRANSLATE_NOOP(
        "Sentences", "Another file has its place and name now. The photo stays in the trash."
    ),
    QT_TRANSLATE_NOOP(
        "Sentences", "The photo that was to be kept is not there. Nothing was moved."
    ),
    QT_TRANSLATE_NOOP("Sentences", "{name} was missing. It was restored from the backup {backup}."),
    QT_TRANSLATE_NOOP(
        "Sentences", "{name} was missing and no backup of it can be read. Pixlore made a new one."
    ),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "{name} was damaged. It was restored from the backup {backup}; the damaged file is kept "
        "as {aside}.",
    ),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "{name} was damaged and there is no backup of it. Pixlore made a new one; the damaged "
        "file is kept as {aside}.",
    ),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "The background service ended unexpectedly. The report is in {report}.",
    ),
    QT_TRANSLATE_NOOP("Sentences", "Both names lead to one and the same file. Nothing was moved."),
    QT_TRANSLATE_NOOP("Sentences", "The files are no longer the same. Nothing was moved."),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "Works at once and without a download: things, animals and scenes in plain "
        "English. It knows no people, places or written words; every CLIP model finds "
        "far more.",
    ),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "The best balance for most computers: whole sentences in English, quick without"
        " a graphics card.",
    ),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "Queries in Chinese and about a hundred other languages, and finer detail; "
        "slower than the recommended model.",
    ),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "An older multilingual model, for comparison with SigLIP 2.",
    ),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "The best English results here; about ten times the work for each photo, so "
        "best with a graphics card or a night of indexing.",
    ),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "Small and strong for its size, in English; its licence allows research only.",
    ),
)

_REFUSED: Any = QT_TRANSLATE_NOOP("Sentences", "The system reports: {reason}.")

_KINDS: dict[str, Any] = {
    "UsageError": QT_TRANSLATE_NOOP("Sentences", "This cannot be done as asked."),
    "FolderUnavailable": QT_TRANSLATE_NOOP(
        "Sentences", "The folder cannot be used. Check that it is there and that you may read it."
    ),
    "FileUnavailable": QT_TRANSLATE_NOOP(
        "Sentences", "The file cannot be opened. Check that its drive is connected."
    ),
    "DiskFull": QT_TRANSLATE_NOOP("Sentences", "The disk is full. Make some space and try again."),
    "HubUnavailable": QT_TRANSLATE_NOOP(
        "Sentences", "The model server cannot be reached. Check the connection and try again."
    ),
    "ServiceUnavailable": QT_TRANSLATE_NOOP(
        "Sentences", "The background service does not answer. It is being started again."
    ),
    "NotAPhoto": QT_TRANSLATE_NOOP("Sentences", "This is not a photo that Pixlore can read."),
    "CorruptPhoto": QT_TRANSLATE_NOOP("Sentences", "The photo is damaged or incomplete."),
    "PhotoTooLarge": QT_TRANSLATE_NOOP("Sentences", "The photo is too large to be read."),
    "PhotoQuarantined": QT_TRANSLATE_NOOP(
        "Sentences", "Reading this photo failed badly. It is left alone until you try it again."
    ),
    "QueryError": QT_TRANSLATE_NOOP("Sentences", "This search cannot be understood as written."),
    "ModelError": QT_TRANSLATE_NOOP("Sentences", "The model cannot be used."),
    "SchemaTooNew": QT_TRANSLATE_NOOP(
        "Sentences", "A newer Pixlore wrote this library. Install the newest version."
    ),
    "DatabaseDamaged": QT_TRANSLATE_NOOP("Sentences", "The library's file is damaged."),
    "StoreError": QT_TRANSLATE_NOOP("Sentences", "The library cannot be opened or changed."),
}


def sentence(text: str) -> str:
    """What the indexer said, in the person's language where it is known, else as it was said."""
    for pattern, source in _patterns():
        match = pattern.fullmatch(text)
        if match:
            return _translated(source).format(**match.groupdict())
    return text


def error_sentence(error: Exception) -> str:
    """What an error says. English is the indexer's own; else its kind comes before."""
    said = str(error)
    if isinstance(error, OSError) and error.errno is not None:
        return _translated(_REFUSED).format(reason=os.strerror(error.errno))
    spoken = sentence(said)
    if spoken != said or QLocale().language() is QLocale.Language.English:
        return spoken
    kind = _KINDS.get(error.kind) if isinstance(error, PixloreError) else None
    return f"{_translated(kind)} ({said})" if kind else said


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    return [(_pattern(source), source) for source in (*_KNOWN, *QUERY_SENTENCES)]


def _pattern(source: str) -> re.Pattern[str]:
    return re.compile(_GAP.sub(r"(?P<\1>.+)", re.escape(source)), re.DOTALL)


def _translated(source: str) -> str:
    return QCoreApplication.translate(_CONTEXT, source)
