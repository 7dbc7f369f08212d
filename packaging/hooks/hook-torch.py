"""Takes of torch what runs a network on a CPU; the contributed hook takes all of it.

Left out: headers, test programs and libraries, and a second copy of every source file (240 MB).
"""

from pathlib import Path

from PyInstaller.utils.hooks import (
    PY_DYLIB_PATTERNS,
    collect_dynamic_libs,
    collect_submodules,
    get_package_paths,
)

_FOLDER = Path(get_package_paths("torch")[1])

# Reached from C++ or by name, where static analysis does not look.
hiddenimports = ["torch._VF", "torch._numpy", "torch.return_types", "torch.version"]
hiddenimports += collect_submodules("torch._dynamo.polyfills")

# Sources come along where torch reads them: its `config` modules parse their own comments, and
# torch.jit compiles from source what is marked for it.
_READ_AS_SOURCE = ["torch._jit_internal", "torch.functional", "torch.jit", "torch.nn"]
_READ_AS_SOURCE += [
    ".".join(path.relative_to(_FOLDER.parent).with_suffix("").parts)
    for path in _FOLDER.rglob("*config*.py")
]
module_collection_mode = dict.fromkeys(_READ_AS_SOURCE, "pyz+py")

_NEVER_RUN = ("test", "backend_with_compiler", "aoti_custom_ops")

binaries = [
    (source, destination)
    for source, destination in collect_dynamic_libs(
        "torch", search_patterns=[*PY_DYLIB_PATTERNS, "*.so.*"]
    )
    if not any(word in Path(source).name for word in _NEVER_RUN)
]
# `import torch` looks that this is there; it serves tensors shared between processes.
binaries += [(str(path), "torch/bin") for path in (_FOLDER / "bin").glob("torch_shm_manager*")]

# torch looks for its libraries beside each other, not through links above them.
bindepend_symlink_suppression = ["**/torch/lib/*.so*"]
