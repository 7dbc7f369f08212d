"""Takes of transformers the text models that CLIP models use: see `bundle.TEXT_MODEL_FAMILIES`.

The package lists its own source files to learn what it can import, so they come along as files.
"""

module_collection_mode = "pyz+py"
