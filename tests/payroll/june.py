"""June 2025 with three people: compiled, paid, bounced and struck in the tests of pay."""

import pytest

from flows.demo.actors import fresh, whose
from flows.engine import gate
from flows.engine.findings import Refused
from flows.payroll.models import PayrollLine
from tests.payroll import sheetwork as made
from tests.payroll.worksite import Site
from tests.remembered import remembered

JUNE, LEDGER, SHEET, BANK = (
    "2025-06",
    "发放台账-2025-06.xlsx",
    "考勤表-2025-06.xlsx",
    "银行回单-2025-06.csv",
)
NAMES = {1: "张三", 2: "李四", 3: "王五"}


@remembered
def three(**changes) -> Site:
    """A site with three people on its verified roster, at work since 2025-06-03."""
    site = Site("miyun-road", **changes)
    site.roster = made.roster(*(made.person(n, name) for n, name in NAMES.items()))
    return site.start()


@remembered
def compile_june(site, *lines, days=2):
    """Everybody present ``days``; ``lines`` in place of the faultless ones."""
    marks = ["", "", *[1] * days]
    people = [(name, number, marks) for number, name in NAMES.items()]
    assert not site.hand_in(SHEET, made.attendance(people))["errors"]
    given = {line[0]: line for line in lines}
    rows = [given.get(name, made.line(number, name, days)) for number, name in NAMES.items()]
    assert not site.hand_in(LEDGER, made.pay(*rows))["errors"]


def paid(
    number, amount="400.00", status="成功", day="2025-07-18", serial=None, holder=None, remark=""
):
    return (
        day,
        serial or f"S{number}{status}{day}",
        holder or NAMES[number],
        made.card(number),
        amount,
        status,
        remark,
    )


def bank(site, *rows):
    result = site.hand_in(BANK, made.receipts(*rows))
    assert not result["errors"], result
    return result


def line(name) -> PayrollLine:
    return PayrollLine.objects.get(engagement__worker__name=name)


def statuses():
    return {x.engagement.worker.name: x.status for x in PayrollLine.objects.all()}


def refusal(paper, move, **more):
    """Try ``move`` as whoever has the desk; returns the codes, and nothing has changed."""
    before = (fresh(paper).state, paper.chain.entries.count(), statuses())
    with pytest.raises(Refused) as refused:
        gate.perform(fresh(paper), move, by=whose(paper), **more)
    assert before == (fresh(paper).state, paper.chain.entries.count(), statuses())
    return [finding.code for finding in refused.value.findings]
