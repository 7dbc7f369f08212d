"""Writes down what is known about a photo in the person's language."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from PySide6.QtCore import QDateTime, QLocale, QObject, QTimeZone

from desktop.views.details_panel import Detail
from indexer.api import nearest_city

if TYPE_CHECKING:
    from collections.abc import Iterator

    from indexer.api import City, PhotoMetadata, PhotoRecord

_MEGA = 1_000_000


class PhotoDetails(QObject):
    """Makes the lines of the details panel. A QObject for its translations."""

    def of(self, record: PhotoRecord) -> list[Detail]:
        """What to show, the most interesting first; unknown things have empty values."""
        return [*self._picture(record), *self._file(record)]

    def compared(self, record: PhotoRecord) -> tuple[str, str, str]:
        """Short lines by which copies of a photo are told apart."""
        date, locale = record.metadata.taken_at, QLocale()
        moment = _utc(date) if date is not None else _file_time(record)
        size = f"{record.metadata.width} × {record.metadata.height}  ·  {data_size(record.size)}"
        when = locale.toString(moment, QLocale.FormatType.ShortFormat)
        return size, when, str(PurePath(record.path).parent)

    def _picture(self, record: PhotoRecord) -> Iterator[Detail]:
        metadata = record.metadata
        yield Detail(self.tr("Caption"), metadata.caption)
        yield Detail(self.tr("Taken"), _date(metadata.taken_at))
        yield Detail(self.tr("Camera"), _camera(metadata))
        yield Detail(self.tr("Lens"), metadata.lens)
        yield Detail(self.tr("Place"), _place(metadata))
        yield Detail(self.tr("Keywords"), QLocale().createSeparatedList(list(metadata.keywords)))
        yield Detail(self.tr("Rating"), "★" * max(0, min(metadata.rating or 0, 5)))

    def _file(self, record: PhotoRecord) -> Iterator[Detail]:
        path = PurePath(record.path)
        yield Detail(self.tr("File"), path.name)
        yield Detail(self.tr("Picture"), self._size(record))
        yield Detail(self.tr("Folder"), str(path.parent))
        yield Detail(self.tr("Changed"), _date_of_file(record))
        if not record.online:
            offline = self.tr("Not connected now. The preview is from the index.")
            yield Detail(self.tr("Drive"), offline)

    def _size(self, record: PhotoRecord) -> str:
        metadata, locale = record.metadata, QLocale()
        pixels = ""
        if metadata.width and metadata.height:
            megapixels = locale.toString(metadata.width * metadata.height / _MEGA, "f", 1)
            size = self.tr("{number} MP").format(number=megapixels)
            pixels = f"{metadata.width} × {metadata.height}  ·  {size}\n"
        kind = f"  ·  {metadata.format.upper()}" if metadata.format else ""
        return pixels + data_size(record.size) + kind


def data_size(size: int) -> str:
    """A number of bytes as people read it: 3.4 MB."""
    return QLocale().formattedDataSize(size, 1, QLocale.DataSizeFormat.DataSizeSIFormat)


def _date(taken_at: float | None) -> str:
    """The camera's clock: seconds read as if they were UTC, so no time zone is applied."""
    if taken_at is None:
        return ""
    return _moment(_utc(taken_at))


def _date_of_file(record: PhotoRecord) -> str:
    return _moment(_file_time(record))


def _utc(taken_at: float) -> QDateTime:
    return QDateTime.fromSecsSinceEpoch(round(taken_at), QTimeZone(QTimeZone.Initialization.UTC))


def _file_time(record: PhotoRecord) -> QDateTime:
    return QDateTime.fromSecsSinceEpoch(record.mtime_ns // 10**9)


def _moment(moment: QDateTime) -> str:
    locale = QLocale()
    date = locale.toString(moment.date(), QLocale.FormatType.LongFormat)
    return f"{date}\n{locale.toString(moment.time(), QLocale.FormatType.ShortFormat)}"


def _camera(metadata: PhotoMetadata) -> str:
    make, model = metadata.camera_make.strip(), metadata.camera_model.strip()
    if model.casefold().startswith(make.casefold()):
        return model
    return f"{make} {model}".strip()


def _place(metadata: PhotoMetadata) -> str:
    if metadata.latitude is None or metadata.longitude is None:
        return ""
    degrees = f"{_degrees(metadata.latitude, 'N', 'S')}  {_degrees(metadata.longitude, 'E', 'W')}"
    city = nearest_city(metadata.latitude, metadata.longitude)
    return degrees if city is None else f"{_city_name(city)}\n{degrees}"


def _city_name(city: City) -> str:
    """City and country in the window's language, as far as it is Chinese or English."""
    if QLocale().language() is QLocale.Language.Chinese:
        return f"{city.chinese_name or city.name}，{city.chinese_country or city.country}"
    return city.full_name


def _degrees(value: float, positive: str, negative: str) -> str:
    return f"{QLocale().toString(abs(value), 'f', 4)}° {positive if value >= 0 else negative}"
