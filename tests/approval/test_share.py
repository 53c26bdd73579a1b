"""The planned share of labour pay (domain.md 2.13, 9): by fund and day, before rounding."""

import datetime as dt
from decimal import Decimal

import pytest

from flows.demo.actors import agree, fresh, whose
from flows.engine import gate
from flows.engine.findings import Refused
from tests.dossier import (
    CENTRAL,
    CITY,
    ELEMENTS,
    a_project,
    case_of,
    codes,
    refused,
)

pytestmark = pytest.mark.django_db


def asking(fund, money, pay, *, on, denominator=None, total=None, headcount=117):
    """A project of ``money`` from ``fund`` (the rest from 其他资金), asked to decide; elements."""
    total = Decimal(total or money)
    funds = {fund: Decimal(money)}
    if total > Decimal(money):
        funds["其他资金"] = total - Decimal(money)
    named = denominator or fund
    elements = ELEMENTS | {
        "r2": {"headcount": headcount, "priority_headcount": 1},
        "r3": {
            "labour_pay": str(pay),
            "denominator": named,
            "denominator_amount": str(total if named == "总投资" else money),
        },
    }
    project = a_project(
        funds=funds,
        on=on,
        planned_start=on + dt.timedelta(days=60),
        planned_end=on + dt.timedelta(days=300),
    )
    case = case_of(project, "DECIDING", plan=elements)
    gate.fill(case, by=whose(case), elements=elements)
    return project, case


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fund, money, pay, on, more, refusal",
    [
        # C1 湖北广济堂村 186/370 = 50.27%
        (CENTRAL, 3700000, 1860000, dt.date(2025, 11, 3), {"total": 3980000}, []),
        # C6 四川船山 100/400 = 25%：中央衔接资金、2022 年批复，不触发中央预算内 30%
        ("中央衔接资金", 4000000, 1000000, dt.date(2022, 9, 1), {"total": 4500000}, []),
        # 同样的钱在 2025 年只提示
        ("中央衔接资金", 4000000, 1000000, dt.date(2025, 9, 1), {"total": 4500000}, []),
        # 若为中央预算内且批复日 ≥ 2023-03-01，必须报不达标
        (CENTRAL, 4000000, 1000000, dt.date(2025, 9, 1), {}, ["SHARE_BELOW_FLOOR"]),
        # 15% 的年代
        (CENTRAL, 4000000, 1000000, dt.date(2022, 9, 1), {}, []),
        (CENTRAL, 4000000, 599999, dt.date(2022, 9, 1), {}, ["SHARE_BELOW_FLOOR"]),
        # 四舍五入前比较：29.9999975% 不是 30%
        (CENTRAL, 4000000, "1199999.90", dt.date(2025, 9, 1), {}, ["SHARE_BELOW_FLOOR"]),
        (CENTRAL, 4000000, 1200000, dt.date(2025, 9, 1), {}, []),
        # C15 重庆万盛：分母为总投资 1.43%，不是中央预算内，不触发
        (CITY, 1000000, 17000, dt.date(2025, 9, 1),
         {"total": 1200000, "denominator": "总投资"}, []),
        # 中央预算内的 30% 对中央资金算，分母写总投资既不掩盖也不误伤
        (CENTRAL, 1000000, 310000, dt.date(2025, 9, 1),
         {"total": 9000000, "denominator": "总投资"}, []),
        (CENTRAL, 4000000, 1100000, dt.date(2025, 9, 1),
         {"total": 4100000, "denominator": "总投资"}, ["SHARE_BELOW_FLOOR"]),
    ],
)  # fmt: skip
def test_the_planned_share(fund, money, pay, on, more, refusal):
    project, case = asking(fund, money, pay, on=on, **more)
    if refusal:
        assert codes(refused(Refused, gate.perform, case, "approve", by=whose(case))) == refusal
    else:
        agree(case)
        assert fresh(case).state == "DECIDED_APPROVE"
        assert fresh(project).baseline.labour_pay == Decimal(pay)


@pytest.mark.django_db
def test_c1_the_ratio_of_the_baseline():
    project, case = asking(CENTRAL, 3700000, 1860000, on=dt.date(2025, 11, 3), total=3980000)
    agree(case)
    assert round(fresh(project).baseline.ratio, 4) == Decimal("0.5027")
