"""Takes torchvision's Python code only.

Its compiled operators (detection boxes, video, GPU JPEG) are never called, and do not load beside
every torch: `indexer.embedding.torchvision_ops` declares them. With their libraries: 22 MB.
"""

module_collection_mode = "pyz+py"  # torch.jit reads the sources of its models
excludedimports = ["torchvision._C", "torchvision.image"]
