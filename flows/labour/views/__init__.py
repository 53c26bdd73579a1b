"""Pages of labour: the panels of roster and survey, openings, matching, 披露记录."""

from . import disclosures, matching, openings, roster, survey, training

__all__ = ["disclosures", "matching", "openings", "roster", "survey", "training"]
