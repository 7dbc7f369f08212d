"""The disposable process that decodes and embeds, and its supervisor."""
