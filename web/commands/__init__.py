"""The commands of ``motcua``: a file a noun, put together in ``web.cli``."""
