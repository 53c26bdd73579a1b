"""The machines of the approval: the case, its plan, the survey before it."""

from .case import CaseMachine, CaseState, Track
from .survey import PlanState, SurveyMachine, SurveyState

__all__ = [
    "CaseMachine",
    "CaseState",
    "PlanState",
    "SurveyMachine",
    "SurveyState",
    "Track",
]
