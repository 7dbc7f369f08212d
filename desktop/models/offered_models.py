"""The models as the service describes them, and how far an installation has come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

STARTER = "starter"


@dataclass(frozen=True, slots=True)
class OfferedModel:
    """One model a person can search with. `searched`: photos that already have its vectors."""

    name: str
    title: str
    good_for: str
    licence: str
    languages: tuple[str, ...]
    download_mb: int
    installed: bool
    active: bool
    target: bool
    recommended: bool
    searched: int
    disk_bytes: int
    found_of_ten: int | None
    """Of ten descriptions of everyday pictures, how many find their picture at once (COCO)."""

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> Self:
        """Read one entry of the answer to `models`."""
        recall = (content.get("quality") or {}).get("coco_text_to_image_r1")
        return cls(
            name=content["name"],
            title=content.get("title") or content["name"],
            good_for=content.get("good_for", ""),
            licence=content.get("licence", ""),
            languages=tuple(content.get("languages") or ()),
            download_mb=int(content.get("download_mb") or 0),
            installed=bool(content.get("installed")),
            active=bool(content.get("active")),
            target=bool(content.get("target")),
            recommended=bool(content.get("recommended")),
            searched=int(content.get("searched") or 0),
            disk_bytes=int(content.get("disk_bytes") or 0),
            found_of_ten=None if recall is None else round(recall * 10),
        )


@dataclass(frozen=True, slots=True)
class Installation:
    """Where a download stands: the event `model_progress`."""

    name: str
    phase: str
    done_bytes: int = 0
    total_bytes: int = 0
    bytes_per_s: float = 0.0
    eta_s: float | None = None
    message: str = ""

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> Self:
        """Read the parameters of the event."""
        return cls(
            name=content["name"],
            phase=content["phase"],
            done_bytes=int(content.get("done_bytes") or 0),
            total_bytes=int(content.get("total_bytes") or 0),
            bytes_per_s=float(content.get("bytes_per_s") or 0.0),
            eta_s=content.get("eta_s"),
            message=content.get("message") or "",
        )

    @property
    def is_running(self) -> bool:
        """Whether it goes on by itself."""
        return self.phase in ("asking", "downloading", "checking")
