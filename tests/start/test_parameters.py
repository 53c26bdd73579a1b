"""load_parameters: a change is a new row with a later day; what is in force is never rewritten."""

import datetime as dt

import pytest

from flows.engine import clock
from flows.engine.models import Parameter
from flows.start.kits import POLICY, template
from tests.dossier import everything

from .sheetbook import book, codes, put

pytestmark = pytest.mark.django_db
HEAD = ["参数", "取值", "单位", "强度", "适用资金来源", "适用区", "生效日", "按哪一天取值", "依据"]
CENTRAL = "中央预算内投资"


def row(key="step.receive.days", value="3", unit="工作日", strength="", fund="", district="", start="2099-01-01", as_of="", basis="密云区承诺时限"):  # fmt: skip
    return [key, value, unit, strength, fund, district, start, as_of, basis]


def rows(*lines):
    return book(政策参数=[HEAD, *lines])


def test_a_change_is_a_new_row_that_inherits_what_is_not_said():
    count = Parameter.objects.filter(key="step.receive.days").count()
    done = put("parameters", rows(row(district="密云区")))
    assert not done.errors and done.count("add") == 1
    made = Parameter.objects.get(key="step.receive.days", effective_from=dt.date(2099, 1, 1))
    assert (made.value, made.unit, made.strength, made.as_of) == ("3", "工作日", "warn", "today")
    assert made.district == "110118"
    assert Parameter.objects.filter(key="step.receive.days").count() == count + 1
    before = everything()
    assert put("parameters", rows(row(district="密云区"))).count("same") == 1
    assert everything() == before


def test_a_row_of_the_future_may_be_corrected_and_one_in_force_never():
    put("parameters", rows(row()))
    done = put("parameters", rows(row(value="4")))
    assert done.count("change") == 1 and "由 3 改为 4" in done.changes[0].text
    today = clock.today().isoformat()
    put("parameters", rows(row(value="6", start=today)))
    before = everything()
    for start in (today, "2000-01-01", "2020-01-01"):
        done = put("parameters", rows(row(value="9", start=start)))
        assert codes(done) == ["IN_FORCE"] and "不改写" in done.errors[0].message
    assert everything() == before


@pytest.mark.parametrize(
    "code, line, said",
    [
        ("KEY_UNKNOWN", row("step.recieve.days"), "step.receive.days"),
        ("KEY_UNKNOWN", row("完全不相干的东西xyz"), "政策参数"),
        ("VALUE_TYPE", row(value="三"), "取值应为数"),
        ("VALUE_TYPE", row(value="2.5"), "整数（工作日）"),
        ("VALUE_TYPE", row("pay.own_card.min", "95", ""), "0 到 1 之间"),
        ("VALUE_TYPE", row("approval.countersigners", "区财政科长", ""), "代码名单"),
        ("UNIT_DIFFERS", row(unit="日"), "工作日"),
        ("FUND_UNKNOWN", row(fund="彩票"), CENTRAL),
        ("CHOICE_UNKNOWN", row(strength="很强"), "阻断"),
        ("CELL_MISSING", row(basis=""), "依据"),
        ("DISTRICT_UNKNOWN", row(district="浦东"), "密云区"),
    ],
)
def test_what_is_not_taken(code, line, said):
    before = everything()
    done = put("parameters", rows(row("step.decide.days"), line))
    assert codes(done) == [code] and said in done.errors[0].message
    assert done.errors[0].row == 3 and everything() == before


def test_the_values_there_are_would_all_be_taken_again():
    """Every key accepts its own latest value, one day later than anything there is."""
    latest = {}
    for each in Parameter.objects.order_by("effective_from"):
        latest[(each.key, each.fund, each.district)] = each
    lines = [row(p.key, p.value, p.unit, p.strength, p.fund, p.district, basis=p.basis) for p in latest.values()]  # fmt: skip
    done = put("parameters", rows(*lines))
    assert not done.errors and done.count("add") == len(latest)


def test_two_rows_of_one_key_and_the_template():
    done = put("parameters", rows(row(), row(value="2", start="2099-06-01")))
    assert done.count("add") == 2
    assert codes(put("parameters", template(POLICY))) == ["NO_ROWS"]
