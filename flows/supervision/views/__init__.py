"""Pages of supervision."""

from .checkpoints import add, checkpoints

__all__ = ["add", "checkpoints"]
