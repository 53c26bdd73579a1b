"""Pages of labour: the roster's panel."""

from . import roster

__all__ = ["roster"]
