"""Installs a model: asks the hub, checks the disk, fetches, verifies, and only then shows it.

Files arrive in a hidden folder beside the installed models. It takes its final name in one step
when every file has the hash that the hub declares: a half-fetched model is never seen or loaded.
"""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

from indexer.core.errors import DiskFull, EnvironmentFault, HubUnavailable, ModelError
from indexer.embedding.installed import InstalledFile, InstallRecord, write_record
from indexer.embedding.weights import CONFIG_NAME, PREFERRED_NAMES, remember_digest
from indexer.hub.address import hub_endpoint
from indexer.hub.connection import Connection, Interrupted, Patience
from indexer.hub.declaration import DeclaredFile, Repository, check_pin
from indexer.hub.transfer import Transfer

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

    from indexer.embedding.catalogue import CatalogueEntry
    from indexer.hub.progress import Watch

SPARE_BYTES = 256 << 20
"""Left free on the disk beside the model, for the library to go on."""
_TOKENIZER_NAMES = (
    "tokenizer.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "sentencepiece.bpe.model",
    "spiece.model",
    "vocab.json",
    "vocab.txt",
    "merges.txt",
)


class Installer:
    """Installs one model. One thread; use once.

    Args:
        entry: which model; an entry without `files` is asked of the hub.
        models_dir: where installed models are.
        watch: is told how far it is, and says when to stop.
        patience: how long to wait for the hub.
    """

    def __init__(
        self,
        entry: CatalogueEntry,
        models_dir: Path,
        watch: Watch,
        patience: Patience | None = None,
    ) -> None:
        self._entry = entry
        self._final = models_dir / entry.name
        self._staging = partial_folder(models_dir, entry.name)
        self._watch = watch
        self._patience = patience or Patience()
        self._connection = Connection(self._patience)

    def run(self) -> None:
        """Install the model.

        Raises:
            Cancelled: the person cancelled; installing again goes on from there.
            HubUnavailable: no network, or the hub misbehaves; installing again goes on.
            ModelError: the hub has no such model, or other bytes than it declares.
            DiskFull: there is too little space.
            EnvironmentFault: the models' folder cannot be written.
        """
        try:
            files = self._ask()
            self._make_room(files)
            transfer = Transfer(self._connection, self._patience, self._watch)
            for file in files:
                transfer.fetch(file, self._staging / file.name)
            self._publish(files)
        except OSError as error:
            raise EnvironmentFault(
                f"The model cannot be stored in {self._final.parent}: {error.strerror or error}. "
                "Check the folder and its disk, then install it again."
            ) from error

    def _ask(self) -> list[DeclaredFile]:
        """What the hub declares about every file, all of one version."""
        failures = 0
        while True:
            try:
                return self._declared()
            except Interrupted as error:
                failures += 1
                if failures >= self._patience.tries:
                    raise HubUnavailable(
                        f"The model server does not answer: {error}. Check the network connection, "
                        "then install the model again."
                    ) from error
                self._watch.wait(self._patience.pause_after(failures))

    def _declared(self) -> list[DeclaredFile]:
        entry = self._entry
        repository = Repository(self._connection, hub_endpoint(), entry.repository, entry.revision)
        first = repository.file(CONFIG_NAME)
        repository = repository.at(first.commit)
        names = entry.files or files_to_fetch(repository.file_names())
        self._watch.check()
        files = [first, *(repository.file(name) for name in names if name != CONFIG_NAME)]
        for file in files:
            check_pin(file, entry.sha256.get(file.name, ""))
        return files

    def _make_room(self, files: Sequence[DeclaredFile]) -> None:
        """Check the disk before the first byte, and drop what other versions left behind."""
        self._staging.mkdir(mode=0o700, parents=True, exist_ok=True)
        _keep_only({file.name for file in files}, self._staging)
        have = sum(_size(self._staging / file.name) for file in files)
        total = sum(file.size for file in files)
        free = shutil.disk_usage(self._staging).free
        if free < total - have + SPARE_BYTES:
            wanted, missing = total - have, total - have + SPARE_BYTES - free
            raise DiskFull(
                f"The model needs {wanted / 1e6:,.0f} MB more on the disk, and a little must stay "
                f"free. Free {missing / 1e6 + 1:,.0f} MB, then install it again."
            )
        self._watch.begin(done=have, total=total)

    def _publish(self, files: Sequence[DeclaredFile]) -> None:
        """Give the finished folder its name."""
        for file in files:
            _flush_to_disk(self._staging / file.name)
        weights = next(file for file in files if file.name.endswith(".safetensors"))
        remember_digest(self._staging / weights.name, weights.digest)
        write_record(self._staging, self._record(files))
        _flush_to_disk(self._staging)
        if self._final.exists():
            shutil.rmtree(self._final)
        self._staging.rename(self._final)
        _flush_to_disk(self._final.parent)

    def _record(self, files: Sequence[DeclaredFile]) -> InstallRecord:
        entry = self._entry
        return InstallRecord(
            name=entry.name,
            repository=entry.repository,
            revision=files[0].commit,
            architecture=entry.architecture,
            pretrained=entry.pretrained,
            files=tuple(InstalledFile(file.name, file.size, file.digest) for file in files),
        )


def files_to_fetch(offered: Collection[str]) -> tuple[str, ...]:
    """Which of a repository's files open_clip needs: configuration, weights, tokenizer.

    Raises:
        ModelError: there is no configuration, or no weights but pickled ones.
    """
    if CONFIG_NAME not in offered:
        raise ModelError(
            f"This repository holds no {CONFIG_NAME}, so it is no open_clip model. Choose one "
            "whose page says OpenCLIP."
        )
    weights = next((name for name in PREFERRED_NAMES if name in offered), None)
    if weights is None:
        raise ModelError(
            "This repository holds no safetensors weights. Other formats can run programs when "
            "they are opened, so Pixlore does not fetch them; choose another model."
        )
    return (CONFIG_NAME, weights, *(name for name in _TOKENIZER_NAMES if name in offered))


def partial_folder(models_dir: Path, name: str) -> Path:
    """Where an install that did not end keeps what has arrived."""
    return models_dir / f".{name}.part"


def _keep_only(names: Collection[str], folder: Path) -> None:
    for path in folder.iterdir():
        if path.name not in names:
            path.unlink()


def _flush_to_disk(path: Path) -> None:
    """Wait until a file, or the names in a folder, would survive a power cut."""
    if os.name == "nt" and path.is_dir():
        return  # Windows cannot flush a folder
    descriptor = os.open(path, os.O_RDONLY if os.name != "nt" else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
