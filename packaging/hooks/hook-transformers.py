"""Takes of transformers the text models that CLIP models use: see `bundle.TEXT_MODEL_FAMILIES`.

The package lists its own source files to learn what it can import, so they come along as files. It
compares versions of what it needs while it is imported, so their metadata come along too.
"""

from PyInstaller.utils.hooks import copy_metadata, get_module_attribute

module_collection_mode = "pyz+py"

hiddenimports = [
    "transformers.models.auto.tokenization_auto",
    "transformers.models.auto.modeling_auto",
    "transformers.models.gemma.tokenization_gemma",
    "transformers.models.m2m_100.modeling_m2m_100",
    "transformers.models.nllb.tokenization_nllb",
    "transformers.models.roberta.modeling_roberta",
    "transformers.models.t5.tokenization_t5",
    "transformers.models.xlm_roberta.modeling_xlm_roberta",
    "transformers.models.xlm_roberta.tokenization_xlm_roberta",
]

_checked = get_module_attribute(
    "transformers.dependency_versions_check", "pkgs_to_check_at_runtime"
)
datas = [
    entry
    for name in {*_checked, "transformers", "torch", "torchvision"} - {"python", "accelerate"}
    for entry in copy_metadata(name)
]
