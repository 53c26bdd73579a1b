"""Pages of labour: the roster's panel, 披露记录."""

from . import disclosures, roster

__all__ = ["disclosures", "roster"]
