"""Files taken in or refused whole: the same twice, another's, too early, too late, rehearsed."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from flows.audit.models import Chain
from flows.demo.actors import agree
from flows.engine import clock
from flows.engine.findings import NotYours
from flows.labour.models import Attendance, Engagement, HandIn, Roster, Worker
from flows.payroll import actions as payroll
from flows.payroll.models import BankReceipt, PayrollBatch, PayrollLine
from tests.payroll import sheetwork as made
from tests.payroll.worksite import CASES, Site
from tests.remembered import remembered

pytestmark = pytest.mark.django_db
COUNTED = (Worker, Engagement, Attendance, HandIn, PayrollBatch, PayrollLine, BankReceipt)


def everything(site):
    """What a refusal must leave as it was."""
    rows = {model.__name__: list(model.objects.order_by("pk").values()) for model in COUNTED}
    return rows, site.entries(), site.project.chain.simulated_at


def codes(result):
    return [error["code"] for error in result["errors"]]


def refused(site, name, data, **more):
    """Hand in, expect a refusal of the whole file and no trace of it; returns the codes."""
    before = everything(site)
    result = site.hand_in(name, data, **more)
    assert result["errors"] and result["accepted"] == result["unchanged"] == 0
    assert result["rejected"] == result["rows"]
    assert everything(site) == before
    return codes(result)


@pytest.fixture
def pair(db) -> Site:
    return two()


@remembered
def two() -> Site:
    """A site with two people on its verified roster."""
    site = Site("miyun-road")
    site.roster = made.roster(made.person(1, "张三"), made.person(2, "李四"))
    return site.start()


def test_shape_of_the_answer(ready):
    assert ready.hand_in("用工名册.xlsx") == {
        "file": "用工名册.xlsx",
        "kind": "roster",
        "rows": 44,
        "accepted": 44,
        "unchanged": 0,
        "rejected": 0,
        "errors": [],
    }


@pytest.mark.parametrize(
    "kind", ["考勤表-2025-06.xlsx", "劳务报酬发放台账-2025-06.xlsx", "银行回单-2025-06.csv"]
)
def test_same_file_twice_changes_nothing(site, kind):
    site.hand_in_month("2025-06")
    first = site.hand_in(kind)
    assert not first["errors"]
    before = everything(site)
    again = site.hand_in(kind)
    assert (again["accepted"], again["unchanged"], again["rejected"]) == (0, again["rows"], 0)
    assert everything(site) == before


def test_same_roster_twice_changes_nothing_even_when_it_lies_elsewhere(ready):
    ready.hand_in("用工名册.xlsx")
    before = everything(ready)
    assert ready.hand_in("用工名册.xlsx")["unchanged"] == 44
    agree(Roster.objects.get(project=ready.key))
    ready.start_only()
    assert ready.hand_in("用工名册.xlsx")["unchanged"] == 44
    assert before[0]["Worker"] == everything(ready)[0]["Worker"]


def test_dry_run_says_the_same_and_writes_nothing(site):
    before = everything(site)
    rehearsed = site.hand_in("考勤表-2025-06.xlsx", dry_run=True)
    assert everything(site) == before
    assert site.hand_in("考勤表-2025-06.xlsx") == rehearsed


def test_one_entry_per_file_with_counts_and_hash_only(site):
    site.hand_in("考勤表-2025-06.xlsx")
    entry = site.project.chain.entries.get(kind="import", payload__kind="attendance")
    assert entry.payload.keys() == {"kind", "month", "rows", "accepted", "unchanged", "sha256"}
    assert entry.payload["accepted"] == 42 and len(entry.payload["sha256"]) == 64
    names = Worker.objects.values_list("name", flat=True)
    assert not any(
        name in str(e.payload) for e in site.project.chain.entries.all() for name in names
    )


def test_private_numbers_are_sealed(ready):
    ready.hand_in("用工名册.xlsx")
    dump = str([list(model.objects.values()) for model in (Worker, Engagement)])
    for plain in ("110228197908219489", "6222020238347017465", "13100339075"):
        assert plain not in dump
    worker = Worker.objects.get(name="吕树")
    assert worker.id_last4 == "9489" and worker.birth_date == dt.date(1979, 8, 21)


def test_who_may_hand_in(site):
    with pytest.raises(NotYours):
        site.hand_in("考勤表-2025-06.xlsx", by=site.person("owner.lead"))
    site.hand_in_month("2025-06")
    for post in ("owner.lead", "contractor.lead"):
        assert not site.hand_in("银行回单-2025-06.csv", by=site.person(post))["errors"]
    with pytest.raises(NotYours):
        site.hand_in("银行回单-2025-06.csv", by=site.person("drc.clerk"))
    stranger = Site("central-village").officer
    with pytest.raises(NotYours):
        site.hand_in("考勤表-2025-06.xlsx", by=stranger)


def test_roster_after_the_start_is_refused(pair):
    assert refused(pair, "名册.xlsx", made.roster(made.person(3, "王五"))) == ["ROSTER_AFTER_START"]


def test_roster_at_the_township_is_refused_until_it_is_returned(ready):
    first = made.roster(made.person(1, "张三"), made.person(2, "李四"))
    ready.hand_in("名册.xlsx", first)
    other = made.roster(made.person(1, "张三", 工种="瓦工"), made.person(3, "王五"))
    assert refused(ready, "名册.xlsx", other) == ["ROSTER_CLOSED"]
    ready.send_roster_back()
    result = ready.hand_in("名册.xlsx", other)
    assert (result["accepted"], result["unchanged"]) == (2, 0)
    people = Engagement.objects.filter(project=ready.key).values_list("worker__name", "trade")
    assert set(people) == {("张三", "瓦工"), ("王五", "普工")}
    assert not Worker.objects.filter(name="李四").exists()


def test_roster_refuses_children_and_other_names(ready):
    child = made.person(1, "小明")
    child[made.ROSTER.index("身份证号")] = made.identity(1, "20100601")
    assert refused(ready, "名册.xlsx", made.roster(child)) == ["UNDER_AGE"]
    child[made.ROSTER.index("进场日期")] = ""
    assert refused(ready, "名册.xlsx", made.roster(child)) == ["UNDER_AGE"]
    sixteen = made.person(1, "小明")
    sixteen[made.ROSTER.index("身份证号")] = made.identity(1, "20090603")
    assert not ready.hand_in("名册.xlsx", made.roster(sixteen))["errors"]
    other = Site("flawed-canal")
    sixteen[made.ROSTER.index("姓名")] = "小亮"
    assert refused(other, "名册.xlsx", made.roster(sixteen)) == ["NAME_DIFFERS"]


def test_nobody_unknown_is_paid_or_present(pair):
    june = made.attendance([("张三", 1, [1, 1]), ("王五", 3, [1])])
    assert refused(pair, "考勤表-2025-06.xlsx", june) == ["NOT_ON_ROSTER"]
    ledger = made.pay(made.line(1, "张三丰", 2), made.line(3, "王五", 1))
    assert refused(pair, "发放台账-2025-06.xlsx", ledger) == ["NAME_DIFFERS", "NOT_ON_ROSTER"]


def test_another_project_or_month(pair):
    people = [made.person(1, "张三"), made.person(2, "李四")]
    others = made.workbook(made.ROSTER, people, "延庆区另一条渠道项目用工名册")
    assert refused(pair, "名册.xlsx", others) == ["PROJECT_OTHER"]
    short = made.workbook(made.ROSTER, people, "村内道路硬化以工代赈项目用工名册")
    assert not pair.hand_in("名册.xlsx", short)["errors"]
    june = made.attendance([("张三", 1, ["", "", 1])])
    assert refused(pair, "考勤表-2025-05.xlsx", june) == ["MONTH_BEFORE_START"]
    assert refused(pair, "考勤表-2025-09.xlsx", june) == ["MONTH_FUTURE"]
    assert refused(pair, "考勤表.xlsx", june) == ["MONTH_MISSING"]
    june = (CASES / "miyun-road" / "考勤表-2025-06.xlsx").read_bytes()
    assert "MONTH_CONFLICT" in refused(pair, "考勤表-2025-07.xlsx", june)


def test_before_construction_nothing_but_the_roster(ready):
    ready.hand_in("用工名册.xlsx")
    assert "STAGE_WRONG" in refused(ready, "考勤表-2025-06.xlsx", None)
    assert "STAGE_WRONG" in refused(ready, "劳务报酬发放台账-2025-06.xlsx", None)
    assert refused(ready, "银行回单-2025-06.csv", None) == ["BATCH_MISSING"]


def test_cells_that_are_no_facts_come_with_everything_else_that_is_wrong(pair):
    ledger = made.pay(made.line(1, "张三", 2, 单价="二百"), made.line(3, "王五", 1))
    result = pair.hand_in("发放台账-2025-06.xlsx", ledger)
    assert set(codes(result)) == {"MONEY_FORMAT", "NOT_ON_ROSTER"}
    error = result["errors"][0]
    assert error.keys() == {"sheet", "row", "column", "person", "code", "message"}
    assert (error["row"], error["person"], error["column"]) == (2, "张三", "单价")
    assert refused(pair, "发放台账-2025-06.xlsx", made.pay()) == ["NO_ROWS"]
    assert refused(pair, "什么.xlsx", made.workbook(["甲", "乙"], [[1, 2]])) == ["KIND_UNKNOWN"]


def test_a_later_sheet_corrects_the_month_while_it_is_compiled(pair):
    pair.hand_in(
        "考勤表-2025-06.xlsx",
        made.attendance([("张三", 1, ["", "", 1, 1]), ("李四", 2, ["", "", 1])]),
    )
    again = made.attendance([("张三", 1, ["", "", 1, "半"]), ("李四", 2, ["", "", 1])])
    result = pair.hand_in("考勤表-2025-06.xlsx", again)
    assert (result["accepted"], result["unchanged"]) == (1, 1)
    marks = Attendance.objects.order_by("engagement", "day").values_list("day__day", "portion")
    assert [(day, float(portion)) for day, portion in marks] == [(3, 1), (4, 0.5), (3, 1)]


def test_a_month_that_has_gone_on_is_locked(pair):
    sheet = [("张三", 1, ["", "", 1, 1])]
    pair.hand_in("考勤表-2025-06.xlsx", made.attendance(sheet))
    pair.hand_in("发放台账-2025-06.xlsx", made.pay(made.line(1, "张三", 2)))
    pair.move_on("2025-06", "CHECKED")
    assert refused(pair, "考勤表-2025-06.xlsx", made.attendance([("张三", 1, ["", "", 1])])) == [
        "LOCKED"
    ]
    more = made.pay(made.line(1, "张三", 2), made.line(2, "李四", 1))
    assert refused(pair, "发放台账-2025-06.xlsx", more) == ["LOCKED"]
    assert refused(pair, "发放台账-2025-06.xlsx", made.pay(made.line(1, "张三", 3))) == ["LOCKED"]
    assert pair.hand_in("考勤表-2025-06.xlsx", made.attendance(sheet))["unchanged"] == 1


def test_a_simulated_clock_goes_to_the_end_of_the_files_month(site):
    site.hand_in("考勤表-2025-06.xlsx")
    now = dt.datetime.fromisoformat("2025-06-30T17:00+08:00")
    assert site.project.chain.simulated_at == now
    site.hand_in("劳务报酬发放台账-2025-06.xlsx")
    assert site.project.chain.simulated_at == now
    site.hand_in("银行回单-2025-06.csv")
    assert f"{site.project.chain.simulated_at:%Y-%m-%d}" == "2025-07-18"


def test_in_real_time_no_day_of_the_future(pair):
    Chain.objects.update(simulated_at=None)
    today = clock.today()
    first = made.attendance([("张三", 1, ["", "", 1])])
    assert not pair.hand_in("考勤表-2025-06.xlsx", first)["errors"]
    later = today.replace(year=today.year + 1)
    assert refused(pair, f"考勤表-{later:%Y-%m}.xlsx", first) == ["MONTH_FUTURE"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_receipts_in_any_encoding(pair, encoding):
    pair.hand_in("发放台账-2025-06.xlsx", made.pay(made.line(1, "张三", 2)))
    data = made.receipts(
        ("2025-07-18", "S1", "张三", made.card(1), "400.00", "成功", "2025-06劳务报酬"),
        encoding=encoding,
    )
    assert pair.hand_in("银行回单-2025-06.csv", data)["accepted"] == 1
    assert PayrollLine.objects.get().status == "PAID"


def statements(site, name):
    with CaptureQueriesContext(connection) as seen:
        assert not site.hand_in(name)["errors"]
    return len(seen)


def test_statements_do_not_grow_with_the_rows(db):
    counts = []
    for case, month in (("miyun-road", "2025-06"), ("flawed-canal", "2025-03")):
        site = Site(case)
        roster = statements(site, "用工名册.xlsx")
        site.start_only()
        counts.append(
            [
                roster,
                *(
                    statements(site, name)
                    for name in (
                        f"考勤表-{month}.xlsx",
                        f"劳务报酬发放台账-{month}.xlsx",
                        f"银行回单-{month}.csv",
                    )
                ),
            ]
        )
    small, large = counts
    assert all(big <= few + 2 for few, big in zip(small, large, strict=True)), counts
    assert max(large) < 60, counts


def test_module_says_what_it_did(pair):
    answer = payroll.receive(
        pair.project, "发放台账-2025-06.xlsx", made.pay(made.line(1, "张三", 2)), by=pair.officer
    )
    assert answer.sentence == "已记录 1 行，0 行没有变化。" and answer.month == "2025-06"
    again = payroll.receive(
        pair.project, "发放台账-2025-06.xlsx", made.pay(made.line(1, "张三", 2)), by=pair.officer
    )
    assert "没有变化" in again.sentence
