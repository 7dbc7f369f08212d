"""Which decoders and model libraries are installed: kept with a quarantined file's reason."""

from __future__ import annotations

from importlib import metadata

_LIBRARIES = ("pillow", "pillow-heif", "rawpy", "torch", "open-clip-torch", "transformers")


def library_versions() -> dict[str, str]:
    """Distribution name to version, of those installed. Imports none of them."""
    found = {}
    for name in _LIBRARIES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found
