"""Writes down what is known about a photo in the person's language."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from PySide6.QtCore import QDateTime, QLocale, QObject, QTimeZone

from desktop.views.details_panel import Detail
from indexer.api import named_moment, nearest_city

if TYPE_CHECKING:
    from collections.abc import Iterator

    from indexer.api import City, PhotoMetadata, PhotoRecord

_MEGA = 1_000_000
_LONGEST_DAY_S = 86_400.0
_LONGEST_MONTH_S = 31 * 86_400.0


class PhotoDetails(QObject):
    """Makes the lines of the details panel. A QObject for its translations."""

    def of(self, record: PhotoRecord) -> list[Detail]:
        """What to show, the most interesting first; unknown things have empty values."""
        return [*self._picture(record), *self._file(record)]

    def compared(self, record: PhotoRecord) -> tuple[str, str, str]:
        """Short lines by which copies of a photo are told apart."""
        date, locale = record.shown_at, QLocale()
        moment = _utc(date) if date is not None else _file_time(record)
        size = f"{record.metadata.width} × {record.metadata.height}  ·  {data_size(record.size)}"
        when = locale.toString(moment, QLocale.FormatType.ShortFormat)
        return size, when, str(PurePath(record.path).parent)

    def _picture(self, record: PhotoRecord) -> Iterator[Detail]:
        metadata = record.metadata
        yield Detail(self.tr("Title"), metadata.title)
        yield Detail(self.tr("Caption"), metadata.caption)
        yield Detail(self.tr("People"), QLocale().createSeparatedList(list(metadata.people)))
        yield Detail(self.tr("Taken"), self._taken(record))
        yield Detail(self.tr("Camera"), _camera(metadata))
        yield Detail(self.tr("Lens"), metadata.lens)
        yield Detail(self.tr("Place"), _place(metadata))
        yield Detail(self.tr("Keywords"), QLocale().createSeparatedList(list(metadata.keywords)))
        yield Detail(self.tr("Rating"), "★" * max(0, min(metadata.rating or 0, 5)))

    def _file(self, record: PhotoRecord) -> Iterator[Detail]:
        path = PurePath(record.path)
        yield Detail(self.tr("File"), path.name)
        yield Detail(self.tr("Picture"), self._size(record))
        if record.is_damaged:
            cut = self.tr("The end of this file is missing. Copy it again from where it came from.")
            yield Detail(self.tr("Damaged"), cut)
        yield Detail(self.tr("Folder"), str(path.parent))
        yield Detail(self.tr("Changed"), _date_of_file(record))
        if not record.online:
            offline = self.tr("Not connected now. The preview is from the index.")
            yield Detail(self.tr("Drive"), offline)

    def _taken(self, record: PhotoRecord) -> str:
        """As exactly as it is known; what only the file's name says is named as that."""
        metadata = record.metadata
        if metadata.taken_at is not None:
            return self._date(metadata.taken_at, metadata.taken_within)
        named = named_moment(PurePath(record.path).name)
        if named is None:
            return ""
        date = self._date(named.seconds, named.within)
        return self.tr("{date}, says the file's name").format(date=date)

    def _date(self, seconds: float, within: float) -> str:
        """The camera's clock: seconds read as if they were UTC, so no time zone is applied."""
        moment, locale = _utc(seconds), QLocale()
        if within > _LONGEST_MONTH_S:
            return locale.toString(moment.date(), "yyyy")
        if within > _LONGEST_DAY_S:
            pattern = self.tr("MMMM yyyy", "how to write a month, in Qt's date letters")
            return locale.toString(moment.date(), pattern)
        if within:
            return locale.toString(moment.date(), QLocale.FormatType.LongFormat)
        return _moment(moment)

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
    written = ", ".join(metadata.places)
    if metadata.latitude is None or metadata.longitude is None:
        return written
    degrees = f"{_degrees(metadata.latitude, 'N', 'S')}  {_degrees(metadata.longitude, 'E', 'W')}"
    city = nearest_city(metadata.latitude, metadata.longitude)
    names = written or ("" if city is None else _city_name(city))
    return f"{names}\n{degrees}".strip()


def _city_name(city: City) -> str:
    """City and country in the window's language, as far as it is Chinese or English."""
    if QLocale().language() is QLocale.Language.Chinese:
        names = (city.chinese_name or city.name, city.chinese_country or city.country)
        return "，".join(name for name in names if name)
    return city.full_name


def _degrees(value: float, positive: str, negative: str) -> str:
    return f"{QLocale().toString(abs(value), 'f', 4)}° {positive if value >= 0 else negative}"
