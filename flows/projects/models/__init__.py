"""The nouns of a project: the dossier, its money and promises, and who may look in for a time."""

from .guest import Guest
from .project import (
    CODE,
    PREPARED,
    ApprovingBody,
    Field,
    Project,
    ProjectSet,
    Source,
    SupervisionMode,
    Track,
    WageRegime,
)
from .promise import Baseline, Fund

__all__ = [
    "CODE",
    "PREPARED",
    "ApprovingBody",
    "Baseline",
    "Field",
    "Fund",
    "Guest",
    "Project",
    "ProjectSet",
    "Source",
    "SupervisionMode",
    "Track",
    "WageRegime",
]
