"""What an install leaves beside a model's files: where they came from and what they must be."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from indexer.embedding.encoder import ModelKind, ModelSpec

if TYPE_CHECKING:
    from pathlib import Path

RECORD_NAME = "pixlore_install.json"


@dataclass(frozen=True, slots=True)
class InstalledFile:
    """One file as it was verified: hex SHA-256, or git's SHA-1 of a small file."""

    name: str
    size: int
    digest: str


@dataclass(frozen=True, slots=True)
class InstallRecord:
    """One installed model."""

    name: str
    repository: str
    revision: str
    architecture: str
    pretrained: str
    files: tuple[InstalledFile, ...]

    def digest_of(self, name: str) -> str:
        """The digest of one file; empty when the install did not bring it."""
        return next((file.digest for file in self.files if file.name == name), "")

    def spec(self, folder: Path) -> ModelSpec:
        """How to load the model from the folder it was installed in."""
        return ModelSpec(
            name=self.name,
            kind=ModelKind.OPEN_CLIP,
            architecture=self.architecture,
            weights=str(folder),
            pretrained=self.pretrained,
        )


def write_record(folder: Path, record: InstallRecord) -> None:
    """Put the record into the model's folder; raises OSError."""
    (folder / RECORD_NAME).write_text(json.dumps(asdict(record), indent=1), "utf-8")


def read_record(folder: Path) -> InstallRecord | None:
    """The record of an installed model; None where there is none that can be read."""
    try:
        content = json.loads((folder / RECORD_NAME).read_text("utf-8"))
        return _record(content)
    except (OSError, ValueError, TypeError, KeyError):
        return None


def is_installed(folder: Path) -> bool:
    """Whether an install was completed here and all its files have their size still."""
    record = read_record(folder)
    return record is not None and all(
        _size(folder / file.name) == file.size for file in record.files
    )


def installed_models(models_dir: Path) -> dict[str, InstallRecord]:
    """The complete installs by name."""
    if not models_dir.is_dir():
        return {}
    found = {}
    for folder in sorted(models_dir.iterdir()):
        record = read_record(folder) if not folder.name.startswith(".") else None
        if record is not None and is_installed(folder):
            found[folder.name] = record
    return found


def disk_bytes(folder: Path) -> int:
    """What a model's folder takes on the disk."""
    if not folder.is_dir():
        return 0
    return sum(max(0, _size(path)) for path in folder.iterdir())


def _record(content: dict[str, Any]) -> InstallRecord:
    files = tuple(InstalledFile(**file) for file in content["files"])
    return InstallRecord(**{**content, "files": files})


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return -1
