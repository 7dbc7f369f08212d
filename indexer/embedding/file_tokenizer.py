"""Cuts texts into tokens by a model's `tokenizer.json` alone.

transformers' AutoTokenizer would do it, too, but it follows what the other files of the folder say,
as far as importing Python from it. `tokenizers` only reads data.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from indexer.core.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import torch

TOKENIZER_NAME = "tokenizer.json"
_SETTINGS = ("tokenizer_config.json", "special_tokens_map.json")


class FileTokenizer:
    """What open_clip's HFTokenizer does with a fast tokenizer. One thread at a time.

    Args:
        folder: holds `tokenizer.json`; `tokenizer_config.json` beside it names special tokens.
        length: tokens of a text, padded or cut to it.
        clean: prepares a text before it is cut.
        strip_separator: put zeros in the place of the separating token.

    Raises:
        ModelError: the file is missing or cannot be read, or names no token to pad with.
    """

    def __init__(
        self,
        folder: Path,
        *,
        length: int,
        clean: Callable[[str], str],
        strip_separator: bool = False,
    ) -> None:
        from tokenizers import Tokenizer

        path = folder / TOKENIZER_NAME
        try:
            self._tokenizer: Any = Tokenizer.from_file(str(path))
        except Exception as error:  # the Rust side raises plain Exception for any bad content
            raise _missing(path) from error
        self._clean = clean
        settings = _settings(folder)
        pad = self._id_of(settings, "pad_token")
        if pad is None:
            raise _missing(path)
        self._separator = self._id_of(settings, "sep_token") if strip_separator else None
        side = "left" if settings.get("padding_side") == "left" else "right"
        self._tokenizer.enable_truncation(length)
        self._tokenizer.enable_padding(
            direction=side, pad_id=pad[0], pad_token=pad[1], length=length
        )

    def __call__(self, texts: Sequence[str]) -> torch.Tensor:
        """Token ids, int64 (n, length)."""
        import torch

        rows = self._tokenizer.encode_batch([self._clean(text) for text in texts])
        ids = torch.tensor([row.ids for row in rows], dtype=torch.int64)
        if self._separator is not None:
            ids[ids == self._separator[0]] = 0
        return ids

    def _id_of(self, settings: dict[str, Any], role: str) -> tuple[int, str] | None:
        """The number and the text of a special token; None where the settings name none."""
        named = settings.get(role)
        text = named.get("content") if isinstance(named, dict) else named
        found = self._tokenizer.token_to_id(text) if isinstance(text, str) else None
        if found is not None:
            return found, str(text)
        padding = self._tokenizer.padding if role == "pad_token" else None
        return (padding["pad_id"], padding["pad_token"]) if padding else None


def _settings(folder: Path) -> dict[str, Any]:
    """What the files beside `tokenizer.json` say of special tokens; the first one counts."""
    found: dict[str, Any] = {}
    for name in _SETTINGS:
        try:
            content = json.loads((folder / name).read_bytes())
        except (OSError, ValueError, RecursionError):
            continue
        if isinstance(content, dict):
            found = content | found
    return found


def _missing(path: Path) -> ModelError:
    return ModelError(
        f"The tokenizer of this model cannot be used: {path.name} must lie beside the weights, in "
        "one folder with open_clip_config.json. Install the model again."
    )
