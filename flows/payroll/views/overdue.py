"""How long a month's pay is overdue, as its page says it."""

from __future__ import annotations

from flows.engine import clock
from flows.engine.models import Parameter

from ..figures.arrears import arrears, cycle_of, overdue
from ..models import PayrollBatch


def overdue_of(batch: PayrollBatch) -> int:
    """For how many days lines of ``batch`` are unpaid past its pay day; 0 where none is."""
    on, known = clock.today(batch.chain), Parameter.snapshot("pay.cycle")
    if not overdue(batch.month, cycle_of(batch.project, batch.month, known), on):
        return 0
    found = arrears(batch.project, on, known)
    return max((each.days for each in found if each.batch == batch.pk), default=0)
