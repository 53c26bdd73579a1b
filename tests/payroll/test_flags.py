"""Flags: who may give an opinion on which, and that a changed fact opens them anew."""

import contextlib
import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from flows.engine.findings import NotYours, Refused
from flows.labour.models import Attendance
from flows.payroll import actions as payroll
from flows.payroll.models import PayrollLine
from tests.payroll import sheetwork as made
from tests.payroll.worksite import CASES, Site, on_site
from tests.remembered import remembered

pytestmark = pytest.mark.django_db
LEDGER, SHEET = "发放台账-2025-06.xlsx", "考勤表-2025-06.xlsx"


@pytest.fixture
def site():
    return two_wrong()


@remembered
def two_wrong() -> Site:
    """张三 is paid below the minimum wage, 李四 without having been there."""
    site = Site("miyun-road")
    site.roster = made.roster(made.person(1, "张三"), made.person(2, "李四"))
    site.start()
    site.hand_in(SHEET, made.attendance([("张三", 1, ["", "", 1, 1])]))
    site.hand_in(LEDGER, made.pay(made.line(1, "张三", 2, 100), made.line(2, "李四", 1)))
    return site


def status(site):
    return {flag.code: (flag.level, flag.status) for flag in payroll.flags(site.project)}


def test_shape(site):
    flags = [flag.as_json() for flag in payroll.flags(site.project)]
    assert [flag["code"] for flag in flags] == ["F04", "F17"]
    assert flags[1].keys() == {
        "code",
        "level",
        "message",
        "basis",
        "workers",
        "months",
        "rows",
        "status",
    }
    assert flags[1]["workers"] == [{"name": "张三", "id_last4": made.identity(1)[-4:]}]
    assert (flags[1]["months"], flags[1]["rows"], flags[1]["status"]) == (["2025-06"], 1, "open")


def test_only_the_township_gives_a_reasoned_opinion_and_never_on_a_block(site):
    ledger = site.person("township.ledger")
    with pytest.raises(NotYours):
        payroll.review_flag(site.project, "F17", by=site.officer, opinion="计件工")
    for code, opinion, said in (
        ("F17", " ", "OPINION_MISSING"),
        ("F04", "已核实", "FLAG_BLOCKS"),
        ("F02", "已核实", "FLAG_GONE"),
    ):
        with pytest.raises(Refused) as refused:
            payroll.review_flag(site.project, code, by=ledger, opinion=opinion)
        assert [finding.code for finding in refused.value.findings] == [said]
    payroll.review_flag(site.project, "F17", by=ledger, opinion="计件，实际半日")
    assert status(site) == {"F04": ("block", "open"), "F17": ("review", "reviewed")}
    assert site.project.chain.entries.get(kind="review").opinion == "计件，实际半日"
    with pytest.raises(Refused):
        payroll.review_flag(site.project, "F17", by=ledger, opinion="再写一次")


def test_a_changed_fact_opens_the_flag_anew(site):
    payroll.review_flag(site.project, "F17", by=site.person("township.ledger"), opinion="已核实")
    site.hand_in(LEDGER, made.pay(made.line(1, "张三", 2, 90), made.line(2, "李四", 1)))
    assert status(site)["F17"] == ("review", "open")
    site.hand_in(LEDGER, made.pay(made.line(1, "张三", 2, 100), made.line(2, "李四", 1)))
    assert status(site)["F17"] == ("review", "reviewed")
    site.hand_in(LEDGER, made.pay(made.line(1, "张三", 2, 200)))
    assert "F17" not in status(site)


def run(*arguments):
    """A command's stdout as JSON, and its exit code."""
    out, code = StringIO(), 0
    with contextlib.redirect_stdout(out):
        try:
            call_command(*arguments)
        except SystemExit as end:
            code = end.code
    return json.loads(out.getvalue()) if out.getvalue() else None, code


def test_flags_command(site, capsys):
    found, code = run("flags", site.project.code, "--json")
    assert code == 0 and [flag["code"] for flag in found] == ["F04", "F17"]
    assert run("flags", "2500-110118-00-00-000000", "--json") == (None, 1)
    call_command("flags", site.project.code)
    assert "F17" in capsys.readouterr().out


def files(*names):
    return [str(CASES / "miyun-road" / name) for name in names]


def test_import_command_takes_files_in_the_order_they_need(db):
    site = on_site("miyun-road")
    given = files("银行回单-2025-06.csv", "劳务报酬发放台账-2025-06.xlsx", "考勤表-2025-06.xlsx")
    rehearsed, code = run("import_ledger", site.project.code, *given, "--dry-run", "--json")
    assert code == 0 and not PayrollLine.objects.exists() and not Attendance.objects.exists()
    done, code = run("import_ledger", site.project.code, *given, "--json")
    assert code == 0 and done == rehearsed
    assert [(each["kind"], each["accepted"]) for each in done] == [
        ("receipts", 42),
        ("payroll", 42),
        ("attendance", 42),
    ]
    again, code = run("import_ledger", site.project.code, *given, "--json")
    assert code == 0 and {each["accepted"] for each in again} == {0}
    assert {each["unchanged"] for each in again} == {42}


def test_import_command_refuses_with_exit_1_and_2(db, tmp_path, capsys):
    site = on_site("miyun-road")
    given = files("考勤表-2025-06.xlsx")
    found, code = run("import_ledger", on_site("flawed-canal").project.code, *given, "--json")
    assert code == 1 and found[0]["accepted"] == 0
    assert {error["code"] for error in found[0]["errors"]} >= {"PROJECT_OTHER", "NOT_ON_ROSTER"}
    assert run("import_ledger", "2500-110118-00-00-000000", *given, "--json")[1] == 1
    with pytest.raises(CommandError) as wrong:
        call_command("import_ledger", site.project.code, str(tmp_path / "没有.xlsx"))
    assert wrong.value.returncode == 2
    call_command("import_ledger", site.project.code, *given)
    assert "已记录 42 行" in capsys.readouterr().out
