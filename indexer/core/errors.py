"""Every error Pixlore raises on purpose.

    PixloreError                  carries a sentence for the user that says what to do
    ├── UsageError                the command or request is wrong (exit code 2)
    ├── EnvironmentFault          the world's fault: disk, permissions, drive, memory
    │   ├── FolderUnavailable     missing, unreadable or offline folder
    │   ├── FileUnavailable       a file that cannot be opened or read
    │   ├── DiskFull
    │   ├── HubUnavailable        the server that models come from cannot be reached or misbehaves
    │   └── ServiceUnavailable    no service answers, or it speaks another protocol
    ├── PhotoError                one file cannot become a photo; `reason` is stored with it
    │   ├── NotAPhoto             not an image, or a format outside the allow-list
    │   ├── CorruptPhoto          an image that cannot be decoded whole
    │   ├── PhotoTooLarge         more pixels or bytes than the limits allow
    │   └── PhotoQuarantined      decoding it killed the worker
    ├── QueryError                a query that cannot be run (empty, too long, unknown photo)
    ├── ModelError                a model that is unknown, not installed, or fails its checks
    └── StoreError                the database refuses: newer schema, damage, read-only
        ├── SchemaTooNew
        └── DatabaseDamaged

Anything else that escapes is a defect in Pixlore and is logged with its traceback.
"""

from __future__ import annotations


class PixloreError(Exception):
    """Base of all errors raised on purpose; `str(error)` is a sentence for the user."""

    @property
    def kind(self) -> str:
        """The stable name used in JSON and on the socket."""
        return type(self).__name__


class UsageError(PixloreError):
    """The command or request itself is wrong."""


class EnvironmentFault(PixloreError):
    """The disk, the drive, the permissions or the memory of this computer."""


class FolderUnavailable(EnvironmentFault):
    """A folder is missing, unreadable, or on a drive that is not connected."""


class FileUnavailable(EnvironmentFault):
    """A file is missing or cannot be opened or read."""


class DiskFull(EnvironmentFault):
    """There is no space left where Pixlore keeps its data."""


class HubUnavailable(EnvironmentFault):
    """The server that models come from cannot be reached, or does not answer as it should."""


class ServiceUnavailable(EnvironmentFault):
    """The background service does not answer or speaks another protocol version."""


class PhotoError(PixloreError):
    """One file cannot become a photo."""


class NotAPhoto(PhotoError):
    """The content is not an image, or not of an allowed format."""


class CorruptPhoto(PhotoError):
    """The image is damaged or incomplete."""


class PhotoTooLarge(PhotoError):
    """The image has more pixels or bytes than the limits allow."""


class PhotoQuarantined(PhotoError):
    """Decoding this file killed the worker; it is not tried again by itself."""


class QueryError(PixloreError):
    """A query cannot be run as written."""


class ModelError(PixloreError):
    """A model is unknown, not installed, or failed a check."""


class StoreError(PixloreError):
    """The database cannot be used as asked."""


class SchemaTooNew(StoreError):
    """The database was written by a newer Pixlore."""


class DatabaseDamaged(StoreError):
    """The database file is damaged."""


def error_by_kind(kind: str, message: str) -> PixloreError:
    """Rebuild an error that crossed a process boundary as its kind and message."""
    for cls in _all_kinds(PixloreError):
        if cls.__name__ == kind:
            return cls(message)
    return PixloreError(message)


def _all_kinds(base: type[PixloreError]) -> list[type[PixloreError]]:
    kinds = [base]
    for sub in base.__subclasses__():
        kinds.extend(_all_kinds(sub))
    return kinds
