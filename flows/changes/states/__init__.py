"""The machines of change, stop and end."""

from .change import ChangeKind, ChangeMachine, ChangeState
from .closure import ClosureKind, ClosureMachine, ClosureState
from .suspension import SuspensionCause, SuspensionMachine, SuspensionState

__all__ = [
    "ChangeKind",
    "ChangeMachine",
    "ChangeState",
    "ClosureKind",
    "ClosureMachine",
    "ClosureState",
    "SuspensionCause",
    "SuspensionMachine",
    "SuspensionState",
]
