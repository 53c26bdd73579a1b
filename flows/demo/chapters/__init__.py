"""The chapters of the story, one per room, in the order of the corridor."""

from .acceptance import acceptance
from .approval import approval
from .commencement import commencement
from .labour import roster
from .payroll import months
from .planning import planning
from .supervision import checkpoints

CHAPTERS = (planning, approval, commencement, roster, months, checkpoints, acceptance)
