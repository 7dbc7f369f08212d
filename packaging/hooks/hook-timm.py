"""timm marks layers with `torch.jit`, which reads their source files."""

module_collection_mode = "pyz+py"
