"""``bench import``: pay ledgers through the door, beside reading and COPYing the very same rows.

One project-month has one line a person, so 100,000 rows of 8,400 workers are twelve monthly files.
The three are measured in a process and on a database of their own, which are thrown away.
"""

from __future__ import annotations

import datetime as dt
import io
import resource
import time
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from django.db import connection
from openpyxl import Workbook
from python_calamine import CalamineWorkbook

from flows.audit.models import Chain
from flows.demo.organisation import Cast, ensure
from flows.engine import clock, gate
from flows.engine.unit import work
from flows.labour.actions.filing import sealed
from flows.labour.models import Category, Engagement, Roster, Scope, Worker
from flows.payroll.actions.upload import hand_in_all
from flows.projects.models import Fund, Project
from flows.projects.states import Stage
from flows.sheets.identity import check_digit
from flows.sheets.shelf import Waiting
from flows.sheets.vocabulary import LABELS

CODE = "2501-110118-04-01-900001"
FIRST = dt.date(2025, 1, 1)
RATE, DAYS = Decimal("200.00"), Decimal(22)
FUNDS = Decimal(10**9)
COLUMNS = "序号 int, " + ", ".join(f"{name} text" for name in LABELS["payroll"])


def months_of(rows: int, workers: int) -> list[tuple[dt.date, int]]:
    """(first of the month, how many lines): full months and what is left over."""
    found, month = [], FIRST
    while rows > 0:
        found.append((month, min(rows, workers)))
        rows -= workers
        month = (month + dt.timedelta(days=31)).replace(day=1)
    return found


def identity(number: int) -> str:
    body = f"11011819{70 + number // 336_000:02d}{1 + number // 28_000 % 12:02d}{1 + number // 1000 % 28:02d}{number % 1000:03d}"
    return body + check_digit(body)


def card(number: int) -> str:
    body = f"622202{number:012d}"
    digits = [int(sign) for sign in reversed(body)]
    total = sum(sum(divmod(digit * 2, 10)) if at % 2 == 0 else digit
                for at, digit in enumerate(digits))  # fmt: skip
    return f"{body}{-total % 10}"


def name(number: int) -> str:
    return "赵钱孙李周吴郑王冯陈"[number % 10] + chr(0x4E00 + number // 10 % 2000)


def ledger(month: dt.date, lines: int) -> bytes:
    """A month's 发放台账 as a unit keeps it: a title, headings, a row a person."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("发放台账")
    sheet.append([f"{month:%Y年%-m月}劳务报酬发放台账"])
    sheet.append(["序号", *LABELS["payroll"].values()])
    said = {"trade": "普工", "days": 22, "rate": 200, "gross": 4400, "adjustment": 0, "net": 4400,
            "pay_date": f"{month:%Y-%m}-28", "confirmed": "", "note": ""}  # fmt: skip
    for number in range(lines):
        who = {"name": name(number), "id_number": identity(number),
               "card_number": card(number), "card_holder": name(number)}  # fmt: skip
        sheet.append([number + 1, *((said | who).get(field, "") for field in LABELS["payroll"])])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def make_files(folder: Path, rows: int, workers: int) -> list[Path]:
    made = []
    for month, lines in months_of(rows, workers):
        path = folder / f"发放台账-{month:%Y-%m}.xlsx"
        path.write_bytes(ledger(month, lines))
        made.append(path)
    return made


def make_project(workers: int) -> Project:
    """A project at work with ``workers`` people on its roster; the roster itself is not measured."""
    bodies = ensure(
        Cast(
            "110118",
            "示例镇",
            "示例村",
            "农村生产生活",
            "示例镇建设中心",
            "示例村合作社",
            "示例监理公司",
        )
    )
    chain = Chain.objects.create(title="基准")
    clock.simulate(chain, clock.at(FIRST))
    roles = ("village", "oversight", "township", "owner", "contractor", "supervisor")
    project = Project.objects.create(
        chain=chain, stage=Stage.CONSTRUCTION, created_at=clock.now(chain), code=CODE, name="基准项目",
        district="110118", town="示例镇", village_name="示例村", field="农村生产生活", content="基准",
        supervision_mode="监理单位", total_investment=FUNDS, planned_start=FIRST,
        planned_end=FIRST + dt.timedelta(days=3650), **{role: bodies[role] for role in roles},
    )  # fmt: skip
    Fund.objects.create(project=project, source="区级财政", amount=FUNDS)
    with work(chain, None) as unit:
        gate.open_paper(unit, Roster(project=unit.current(project)))
    _hire(project, workers)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return project


def _hire(project: Project, workers: int) -> None:
    people = [
        Worker(name=name(n), birth_date=FIRST.replace(year=1970), **sealed("id", identity(n)))
        for n in range(workers)
    ]
    Worker.objects.bulk_create(people, batch_size=2000)
    Engagement.objects.bulk_create(
        (
            Engagement(
                project=project, worker=who, scope=Scope.VILLAGE, is_local=True, trade="普工",
                category=Category.RELIEF, daily_rate=RATE, card_holder=who.name,
                agreement_number="XY", training_date=FIRST, entry_date=FIRST,
                **sealed("card", card(n)),
            )
            for n, who in enumerate(people)
        ),
        batch_size=2000,
    )  # fmt: skip


def read_alone(path: Path) -> list[list[Any]]:
    """A file with python-calamine and nothing else."""
    with CalamineWorkbook.from_path(str(path)) as book:
        return book.get_sheet_by_index(0).to_python(skip_empty_area=False)


def copy_alone(table: list[list[Any]]) -> int:
    """The rows of a file into a plain table, by COPY; how many."""
    names = ", ".join(part.split()[0] for part in COLUMNS.split(", "))
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY bench_rows ({names}) FROM STDIN") as copy,
    ):
        for row in table[2:]:
            copy.write_row([int(row[0]), *map(str, row[1:])])
    return len(table) - 2


def through_the_door(project: Project, paths: list[Path], officer: Any) -> int:
    """The files as the labour officer hands them in once they are rehearsed; how many rows were
    recorded. They come from the page, so nothing has been read of them before."""
    files = [
        Waiting(path.name, path.read_bytes(), path.stem[-7:], {"kind": "payroll"})
        for path in paths
    ]  # fmt: skip
    outcomes = hand_in_all(project, files, by=officer, ahead=True)
    assert not any(done.errors for _, done in outcomes)
    return sum(done.accepted for _, done in outcomes)


def timed(act: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    found = act()
    return time.perf_counter() - began, found


def peak_mb() -> float:
    """The most memory this process has had so far and the most that one beside it had, MB."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_maxrss for each in used) / 1024


def measure(folder: Path) -> dict[str, float]:
    """The three over the files in ``folder``, seconds each; ``rows``, ``peak_mb``.

    Reading and COPY before the door and after it, so that an hour in which the machine is slow is
    slow for all three.
    """
    project = Project.objects.get(code=CODE)
    officer = project.post("contractor.labour").holders[0]
    paths = sorted(folder.glob("*.xlsx"))
    before = _read_and_copy(paths)
    door, rows = timed(partial(through_the_door, project, paths, officer))
    peak = peak_mb()
    after = _read_and_copy(paths)
    assert before[2] == after[2] == rows, (before, after, rows)
    read, copy = ((one + other) / 2 for one, other in zip(before[:2], after[:2], strict=True))
    return {"read": read, "copy": copy, "door": door, "rows": rows, "peak_mb": peak,
            "ratio": door / (read + copy)}  # fmt: skip


def _read_and_copy(paths: list[Path]) -> tuple[float, float, int]:
    """(seconds to read, seconds to COPY, rows)"""
    reading = copying = 0.0
    rows = 0
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE bench_rows ({COLUMNS})")
        for path in paths:
            seconds, table = timed(partial(read_alone, path))
            reading += seconds
            seconds, copied = timed(partial(copy_alone, table))
            copying += seconds
            rows += copied
        cursor.execute("DROP TABLE bench_rows")
    return reading, copying, rows


def as_text(found: dict[str, float], workers: int) -> str:
    """The three side by side, and the ratio that is aimed at."""
    return "\n".join(
        [
            f"发放台账 {found['rows']:.0f} 行，{workers} 人（每人每月一行，按月分文件，不预览）",
            f"  a 只用 python-calamine 读   {found['read']:8.2f} s",
            f"  b 同样的行 COPY 入普通表    {found['copy']:8.2f} s",
            f"  c 确认后写入（hand_in_all） {found['door']:8.2f} s",
            f"  c ÷ (a + b)                 {found['ratio']:8.2f}   目标 ≤ 3",
            f"  c 的内存峰值（两个进程之和）{found['peak_mb']:8.0f} MB 目标 < 400",
        ]
    )
