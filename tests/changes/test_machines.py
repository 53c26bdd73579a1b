"""Every state × every move of a change, a stop and an early end, as written down beside this file."""

from pathlib import Path

from flows.changes.models import Change, Closure, Suspension
from tests.machines import require_snapshot


def test_the_machines_are_as_written():
    require_snapshot(Path(__file__).parent / "machines.txt", Change, Suspension, Closure)
