"""The parts of an open_clip model: configuration, preprocessing, network, tokenizer.

A model is named by an architecture that open_clip knows, with a weights file, or by a folder that
holds `open_clip_config.json` beside its weights (open_clip's `local-dir:`). Nothing here reaches
the network, and no weights but safetensors are ever opened.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from indexer.core.errors import ModelError
from indexer.embedding.encoder import Device, Half, ModelSpec, Precision
from indexer.embedding.file_tokenizer import FileTokenizer
from indexer.embedding.folder_config import read_folder_config, tokenizer_options
from indexer.embedding.lean_vision import make_lean
from indexer.embedding.packed_layers import PACKED, pack_linear_layers
from indexer.embedding.runtime import prepare_open_clip
from indexer.embedding.weights import CONFIG_NAME, tensor_shapes

if TYPE_CHECKING:
    import torch
    from open_clip.transform import PreprocessCfg
    from PIL import Image

_IMAGE_PREFIX = "visual."


def model_config(spec: ModelSpec) -> dict[str, Any]:
    """open_clip's description of the network.

    Raises:
        ModelError: the architecture is unknown or the folder's configuration is damaged.
    """
    open_clip = _open_clip()
    folder = _folder(spec)
    if folder is not None:
        config = read_folder_config(folder)["model_cfg"]
    else:
        config = open_clip.get_model_config(spec.architecture)
    if not config or "embed_dim" not in config:
        raise ModelError(
            f"open_clip knows no architecture “{spec.architecture}”. "
            "Give one of its names, such as ViT-B-32, or a folder with open_clip_config.json."
        )
    return dict(config)


def preprocessing(spec: ModelSpec) -> PreprocessCfg:
    """How photos become pixels: from the folder, the pretrained tag, or open_clip's defaults."""
    open_clip = _open_clip()
    from open_clip.transform import PreprocessCfg, merge_preprocess_dict

    folder = _folder(spec)
    if folder is not None:
        published = read_folder_config(folder)["preprocess_cfg"]
    else:
        published = open_clip.get_pretrained_cfg(spec.architecture, _tag(spec)) or {}
    merged = merge_preprocess_dict(asdict(PreprocessCfg()), published)
    merged["size"] = model_config(spec)["vision_cfg"].get("image_size", merged["size"])
    return PreprocessCfg(**merged)


def image_transform(configuration: PreprocessCfg) -> Callable[[Image.Image], Image.Image]:
    """open_clip's own transform without its last two steps, which turn pixels into numbers."""
    _open_clip()
    from open_clip.transform import image_transform_v2
    from torchvision.transforms import Compose

    whole = image_transform_v2(configuration, is_train=False)
    shorter: Callable[[Image.Image], Image.Image] = Compose(whole.transforms[:-2])
    return shorter


def build_half(spec: ModelSpec, weights_path: Path, half: Half) -> Any:
    """The network with the weights of one half, ready to encode; the other half has none.

    A search needs only the text half and indexing only the image half; each is read from the
    weights file by itself, one tensor at a time, so that nothing is in memory twice.

    Raises:
        ModelError: the weights do not belong to this architecture.
    """
    try:
        network = _empty_network(spec)
        if _names_and_shapes(network) == tensor_shapes(weights_path):
            _fill(network, weights_path, half, spec.device)
        else:  # an older layout, which open_clip knows how to convert
            network = _converted_network(spec, weights_path)
        if half is Half.IMAGE:
            _prepare_for_speed(network.visual, spec.precision)
    except (RuntimeError, ValueError, KeyError, OSError, AssertionError) as error:
        raise ModelError(
            f"The weights {weights_path.name} do not fit the model “{spec.name}”: "
            f"{str(error).splitlines()[0]}"
        ) from error
    return network.eval().requires_grad_(False)


def read_number(weights_path: Path, name: str) -> float | None:
    """A single number of the weights file, such as `logit_scale`; None when it has none."""
    if name not in tensor_shapes(weights_path):
        return None
    return float(_read_tensor(weights_path, name).reshape(-1)[0])


def _empty_network(spec: ModelSpec) -> Any:
    """The network's layers without memory for their numbers (torch's `meta` device)."""
    open_clip = _open_clip()
    model_config(spec)  # open_clip reads a folder's configuration itself: it must be checked first
    import torch

    with torch.device("meta"):
        return open_clip.create_model(
            _source(spec),
            load_weights=False,
            pretrained_text=False,
            precision=_number_format(spec),
            device="meta",
        )


def _number_format(spec: ModelSpec) -> str:
    """What open_clip calls the precision; packed layers are made from fp32 ones."""
    return "bf16" if spec.precision is Precision.BF16 else "fp32"


def _names_and_shapes(network: Any) -> dict[str, tuple[int, ...]]:
    return {name: tuple(tensor.shape) for name, tensor in network.state_dict().items()}


def _fill(network: Any, weights_path: Path, half: Half, device: Device) -> None:
    """Read one half's tensors from the file into the network, in the network's own formats."""
    wanted = {
        name: tensor.dtype
        for name, tensor in network.state_dict().items()
        if name.startswith(_IMAGE_PREFIX) == (half is Half.IMAGE)
    }
    state = {
        name: _read_tensor(weights_path, name).to(device.value, kind)
        for name, kind in wanted.items()
    }
    network.load_state_dict(state, strict=False, assign=True)
    if half is Half.TEXT:
        _make_text_masks(network, device)


def _make_text_masks(network: Any, device: Device) -> None:
    """The one table that text layers need and no weights file holds: what a token may look at."""
    import torch

    for module in network.modules():
        mask = module._buffers.get("attn_mask")
        if mask is not None and mask.is_meta:
            ahead = torch.full(mask.shape, -torch.inf, dtype=mask.dtype, device=device.value)
            module.attn_mask = ahead.triu_(1)


def _prepare_for_speed(visual: Any, precision: Precision) -> None:
    """Only for the image half: the time goes there, and texts would lose more than they gain."""
    make_lean(visual)
    if precision in PACKED:
        pack_linear_layers(visual, precision)


def _converted_network(spec: ModelSpec, weights_path: Path) -> Any:
    """The whole network, its weights put in by open_clip itself."""
    open_clip = _open_clip()
    from open_clip.factory import load_checkpoint

    network = open_clip.create_model(
        _source(spec), load_weights=False, pretrained_text=False, precision=_number_format(spec)
    )
    load_checkpoint(network, str(weights_path))
    return network.to(spec.device.value)


def _read_tensor(weights_path: Path, name: str) -> torch.Tensor:
    """One tensor of a weights file, in memory of its own.

    The file is opened for each tensor: what an open one has read stays in memory, and a tensor that
    is only mapped would change with the file.
    """
    from safetensors import safe_open

    with safe_open(weights_path, framework="pt") as weights:
        tensor: torch.Tensor = weights.get_tensor(name).clone()
        return tensor


def build_tokenizer(spec: ModelSpec) -> Callable[[list[str]], torch.Tensor]:
    """What cuts texts into the tokens the network was trained with.

    Raises:
        ModelError: its files are not in the model's folder.
    """
    folder = _folder(spec)
    try:
        if folder is None:  # open_clip's own description of an architecture: nothing of a stranger
            own: Callable[[list[str]], torch.Tensor] = _open_clip().get_tokenizer(spec.architecture)
            return own
        return _folder_tokenizer(folder, model_config(spec).get("text_cfg", {}))
    except (OSError, ValueError) as error:
        raise ModelError(
            f"The tokenizer of “{spec.name}” is missing: tokenizer.json must lie beside the "
            "weights, in one folder with open_clip_config.json. Install the model again."
        ) from error


def _folder_tokenizer(
    folder: Path, text_config: dict[str, Any]
) -> Callable[[list[str]], torch.Tensor]:
    """The tokenizer of a model that describes itself, made from data alone."""
    from open_clip.tokenizer import DEFAULT_CONTEXT_LENGTH, SimpleTokenizer, get_clean_fn

    options = tokenizer_options(text_config)
    length = int(text_config.get("context_length", DEFAULT_CONTEXT_LENGTH))
    if not text_config.get("hf_tokenizer_name"):
        simple: Callable[[list[str]], torch.Tensor] = SimpleTokenizer(
            context_length=length, clean=options.get("clean", "lower")
        )
        return simple
    if text_config.get("tokenizer_mode"):
        raise ModelError(
            f"{CONFIG_NAME} asks for a way to cut texts that Pixlore does not have. "
            "Choose another model."
        )
    return FileTokenizer(
        folder,
        length=length,
        clean=_clean_function(get_clean_fn, options.get("clean", "whitespace")),
        strip_separator=bool(options.get("strip_sep_token")),
    )


def _clean_function(get_clean_fn: Any, name: Any) -> Callable[[str], str]:
    try:
        found: Callable[[str], str] = get_clean_fn(name)
    except AssertionError as error:
        raise ModelError(f"{CONFIG_NAME} names no way to clean texts: {name!r}.") from error
    return found


def _open_clip() -> Any:
    """The library, imported offline."""
    prepare_open_clip()
    import open_clip

    root = logging.getLogger()
    if _is_news not in root.filters:
        root.addFilter(_is_news)
    return open_clip


def _is_news(record: logging.LogRecord) -> bool:
    """Drops open_clip's warning that a network was made without weights: they are loaded next."""
    return not (record.module == "factory" and "initialized randomly" in record.getMessage())


def _folder(spec: ModelSpec) -> Path | None:
    """The folder that describes the model itself, if that is how it was given."""
    place = Path(spec.weights)
    return place if (place / CONFIG_NAME).is_file() else None


def _source(spec: ModelSpec) -> str:
    folder = _folder(spec)
    return spec.architecture if folder is None else f"local-dir:{folder}"


def _tag(spec: ModelSpec) -> str:
    """The pretrained tag whose preprocessing applies: the given one, else the first published."""
    tags = _open_clip().list_pretrained_tags_by_model(spec.architecture)
    return spec.pretrained or next(iter(tags), "")
