"""The nouns of change, stop and end."""

from .change import Change
from .closure import Closure
from .suspension import Suspension

__all__ = ["Change", "Closure", "Suspension"]
