"""Takes the model configurations and the tokenizer's vocabulary."""

from PyInstaller.utils.hooks import collect_data_files

datas = collect_data_files("open_clip")
