"""The configuration of a model that describes itself, read as the stranger's text that it is.

`open_clip_config.json` comes from whoever published the model. open_clip and transformers build
what it names and hand its options on; some of these load Python files or go to the hub. So only
options that open_clip's own configuration classes have get through, and names are names, not paths.
"""

from __future__ import annotations

import json
import re
from dataclasses import fields
from pathlib import Path
from typing import Any

from indexer.core.errors import ModelError
from indexer.embedding.weights import CONFIG_NAME

_LONGEST = 1 << 20
_MODEL_KEYS = frozenset(
    {
        "embed_dim", "vision_cfg", "text_cfg", "multimodal_cfg", "quick_gelu", "custom_text",
        "init_logit_scale", "init_logit_bias", "nonscalar_logit_scale", "output_dict",
    }
)  # fmt: skip
_PREPROCESSING_KEYS = frozenset(
    {"size", "mode", "mean", "std", "interpolation", "resize_mode", "fill_color"}
)
_TOKENIZER_KEYS = frozenset({"clean", "strip_sep_token"})
_HUB_NAME = re.compile(r"[A-Za-z0-9][\w.-]*(/[A-Za-z0-9][\w.-]*)?")
_TIMM_NAME = re.compile(r"[a-z0-9][\w.]*")


def read_folder_config(folder: Path) -> dict[str, Any]:
    """The checked content of a folder's `open_clip_config.json`: `model_cfg`, `preprocess_cfg`.

    Raises:
        ModelError: it cannot be read, or asks for what no open_clip model needs.
    """
    model = _object(_read_json(folder / CONFIG_NAME), "model_cfg")
    preprocessing = _object(_read_json(folder / CONFIG_NAME), "preprocess_cfg", {})
    _allow(model, _MODEL_KEYS, "model_cfg")
    _allow(preprocessing, _PREPROCESSING_KEYS, "preprocess_cfg")
    _check_vision(_object(model, "vision_cfg"))
    for name in ("text_cfg", "multimodal_cfg"):
        _check_text(_object(model, name, {}), name)
    return {"model_cfg": model, "preprocess_cfg": preprocessing}


def tokenizer_options(text_config: dict[str, Any]) -> dict[str, Any]:
    """What a configuration may say about cutting texts; everything else of it is dropped."""
    options = text_config.get("tokenizer_kwargs") or {}
    return {name: options[name] for name in _TOKENIZER_KEYS & set(options)}


def _check_vision(config: dict[str, Any]) -> None:
    from open_clip.model import CLIPVisionCfg

    _allow(config, {field.name for field in fields(CLIPVisionCfg)}, "vision_cfg")
    _check_name(config.get("timm_model_name"), _TIMM_NAME, "timm_model_name")


def _check_text(config: dict[str, Any], name: str) -> None:
    from open_clip.coca_model import MultimodalCfg

    _allow(config, {field.name for field in fields(MultimodalCfg)}, name)
    _check_name(config.get("hf_model_name"), _HUB_NAME, "hf_model_name")


def _allow(content: dict[str, Any], keys: frozenset[str] | set[str], where: str) -> None:
    unknown = sorted(set(content) - keys)
    if unknown:
        raise ModelError(
            f"{CONFIG_NAME} of this model sets “{unknown[0][:40]}” in {where}, which open_clip "
            "does not have. It was not loaded; choose another model."
        )


def _check_name(name: Any, form: re.Pattern[str], key: str) -> None:
    """A name of the library's own, never something that could be a file or an address."""
    if name is None:
        return
    if not isinstance(name, str) or not form.fullmatch(name) or Path(name).exists():
        raise ModelError(
            f"{CONFIG_NAME} of this model gives a {key} that is no plain name. It was not loaded; "
            "choose another model."
        )


def _object(content: Any, key: str, default: dict[str, Any] | None = None) -> dict[str, Any]:
    found = content.get(key, default) if isinstance(content, dict) else None
    if not isinstance(found, dict):
        raise _damaged()
    return found


def _read_json(path: Path) -> Any:
    try:
        with path.open("rb") as file:
            content = file.read(_LONGEST + 1)
        if len(content) > _LONGEST:
            raise _damaged()
        return json.loads(content)
    except (OSError, ValueError, RecursionError) as error:
        raise _damaged() from error


def _damaged() -> ModelError:
    return ModelError(f"{CONFIG_NAME} of this model cannot be read. Install the model again.")
