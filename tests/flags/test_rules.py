"""F01–F22 on figures built by hand, without a database: who is named, and what just does not fire."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from flows.engine.findings import Terms, WorkerRef
from flows.engine.parameters import Parameters, Row, Value
from flows.engine.policy import CENTRAL, DEFAULTS
from flows.payroll.figures import Line, Pay, Unpaid
from flows.payroll.figures.elsewhere import Also, Double, Elsewhere, Foreign, Listed, ManagerCard
from flows.payroll.figures.evidence import Click, Defect, Evidence, Person, Promise
from flows.payroll.rules import lines
from flows.payroll.rules.flags import FLAGS, raised

JUNE, JULY, MAY = dt.date(2025, 6, 1), dt.date(2025, 7, 1), dt.date(2025, 5, 1)
TODAY = dt.date(2025, 7, 20)
ROWS = [
    Row(Value(x.key, x.value, x.strength, x.basis), x.fund, "", dt.date.fromisoformat(x.effective_from))
    for x in DEFAULTS
]  # fmt: skip
TERMS = Terms(TODAY, Parameters(ROWS))
PROMISE = Promise(dt.date(2025, 1, 2), Decimal(100000), CENTRAL, Decimal(200000), Decimal(100))


def with_row(key, value, strength, day=TODAY):
    own = Row(Value(key, value, strength, "依据"), "", "", dt.date(2025, 1, 1))
    return Terms(day, Parameters([*ROWS, own]))


def who(number):
    return WorkerRef(f"工人{number}", f"{number:04d}")


def person(number, **changes):
    said = {"scope": "本村", "town": "示例镇", "village": "示例村", "phone": f"p{number}"}
    return Person(number, who(number), **(said | changes))


def line(number=1, net=2000, days=10, **changes):
    """A faultless line of June, paid in the middle of July; different people get different pay."""
    said = {
        "id": number, "batch": 1, "month": JUNE, "engagement": number, "worker": who(number),
        "trade": "普工", "days": Decimal(days), "rate": Decimal(200), "gross": Decimal(net),
        "adjustment": Decimal(0), "net": Decimal(net), "card": f"card{number}",
        "card_last4": "1234", "holder": f"工人{number}", "confirmed": True, "relief": True,
        "status": "PAID", "attended": Decimal(days), "last_day": dt.date(2025, 6, 30),
        "paid_on": dt.date(2025, 7, 18),
    }  # fmt: skip
    return Line(**(said | changes))


def told(*pay_lines, terms=TERMS, fund="", elsewhere=None, unpaid=(), **more):
    """code → (level, numbers of the people named) of every flag that is up."""
    pay = Pay(fund, pay_lines, unpaid, None, elsewhere or Elsewhere())
    more.setdefault("people", tuple(person(n) for n in range(1, 6)))
    found = {}
    for kind, signs in raised(Evidence(pay, **more), terms):
        assert all(sign.basis and sign.cure and sign.said.endswith("。") for sign in signs)
        people = sorted({sign.engagement for sign in signs if sign.engagement})
        assert all(sign.worker == who(sign.engagement) for sign in signs if sign.engagement)
        found[kind.code] = (signs[0].level, people)
    return found


def held(*pay_lines, elsewhere=None):
    """line → codes that hold it."""
    said = lines.faults(Pay("", pay_lines, (), None, elsewhere or Elsewhere()), TERMS)
    return {key: [x.code for x in faults if x.level == "block"] for key, faults in said.items()}


def test_there_are_twenty_two_each_with_a_level_and_a_basis():
    assert list(FLAGS) == [f"F{number:02d}" for number in range(1, 23)]
    levels = {x.key: x for x in DEFAULTS if x.key.startswith("flag.F") and x.key.count(".") == 1}
    assert set(levels) == {f"flag.{code}" for code in FLAGS if code != "F12"}
    assert all(x.basis for x in levels.values())
    assert told(line(1), line(2, 1800, 9)) == {}


def double(portions, later):
    return Elsewhere(doubles=(Double(1, dt.date(2025, 6, 3), Decimal(portions), later, ("乙",)),))


def test_f01_one_person_on_two_sites_is_held_where_the_mark_came_later():
    late, early = double("1.5", True), double("1.5", False)
    assert told(line(1), line(2, 1800, 9), elsewhere=late) == {"F01": ("block", [1])}
    assert told(line(1), elsewhere=early) == {"F01": ("block", [1])}
    assert held(line(1), line(2), elsewhere=late) == {1: ["F01"]}
    assert held(line(1), elsewhere=early) == {}
    assert held(line(1, month=JULY), elsewhere=late) == {}


def foreign(later):
    return Elsewhere(cards=(Foreign(1, "card1", 99, "乙", later),))


def test_f02_one_card_two_people_here_and_elsewhere():
    assert told(line(1), line(2, 1800, 9, card="card1")) == {"F02": ("block", [1, 2])}
    assert told(line(1), line(2, 1800, 9), elsewhere=foreign(True)) == {"F02": ("block", [1])}
    assert held(line(1), elsewhere=foreign(True)) == {1: ["F02"]}
    assert held(line(1), elsewhere=foreign(False)) == {}
    assert told(line(1), elsewhere=foreign(False)) == {"F02": ("block", [1])}
    assert told(line(1), line(2, 1800, engagement=1, month=JULY)) == {}  # his own, twice
    assert told(line(1, card=""), line(2, 1800, 9, card="")) == {}


def test_f03_a_manager_s_card_blocks_a_leader_s_name_is_reviewed():
    managed = Elsewhere(managers=(ManagerCard(1, "card1", "甲", True),))
    assert told(line(1), line(2, 1800, 9), elsewhere=managed) == {"F03": ("block", [1])}
    assert held(line(1), elsewhere=managed) == {1: ["F03"]}
    assert held(line(1, card="card9"), elsewhere=managed) == {}
    named = told(line(1, holder="村主任"), leaders=frozenset({"村主任"}))
    assert named == {"F03": ("review", [1]), "F10": ("block", [1])}
    # 同名的本人、不相干的户名都不亮
    assert told(line(1), leaders=frozenset({"工人1"})) == {}


def test_f04_paid_without_attendance():
    assert told(line(1, attended=Decimal(0)), line(2, 1800, 9)) == {"F04": ("block", [1])}
    assert told(line(1, attended=Decimal("0.5"))) == {}


def clicks(number, seconds, **key):
    start = dt.datetime(2025, 7, 10, 9, tzinfo=dt.UTC)
    return tuple(
        Click(n, start + dt.timedelta(seconds=seconds * (n - 1)), **key)
        for n in range(1, number + 1)
    )


def test_f05_five_people_within_a_minute_on_one_device_or_address():
    five = tuple(line(n, 1000 + 200 * n, 5 + n) for n in range(1, 6))
    assert told(*five, clicks=clicks(5, 15, device="d")) == {"F05": ("review", [1, 2, 3, 4, 5])}
    assert told(*five, clicks=clicks(5, 15, address="a")) == {"F05": ("review", [1, 2, 3, 4, 5])}
    assert told(*five, clicks=clicks(5, 16, device="d")) == {}
    assert told(*five, clicks=clicks(4, 1, device="d")) == {}
    assert told(*five, clicks=tuple(replace(x, device=f"d{x.line}") for x in clicks(5, 1))) == {}
    assert told(*five) == {}  # 签字表没有设备


def test_f06_more_days_than_the_month_has():
    assert told(line(1, 6200, 31)) == {"F06": ("block", [1])}
    assert told(line(1, 6000, 30)) == {}


def listed(kind, *days, since=dt.date(2025, 6, 10), until=dt.date.max):
    return Elsewhere(listed=(Listed(1, kind, since, until, "名单", days),))


def test_f07_present_while_a_list_knows_him_elsewhere():
    there = listed("在外务工", dt.date(2025, 6, 12))
    assert told(line(1), line(2, 1800, 9), elsewhere=there) == {"F07": ("review", [1])}
    assert held(line(1), elsewhere=there) == {}
    assert told(line(1), elsewhere=listed("在外务工")) == {}  # 名单期内没有考勤


def test_f08_far_above_the_median_and_above_ten_thousand():
    others = [line(n, 4100, 20) for n in (2, 3)]
    assert told(line(1, 10300, 26), *others) == {"F08": ("review", [1])}
    assert told(line(1, 10250, 26), *others) == {}  # 恰为 2.5 倍
    low = [line(n, 3000, 20) for n in (2, 3)]
    assert told(line(1, 10000, 26), *low) == {}  # 恰为一万元
    assert told(line(1, 10300, 26, relief=False), *others) == {}


def test_f09_the_same_pay_for_eighty_in_a_hundred():
    def month(same, other):
        return [line(n, 2150 if n <= same else 2000 + n) for n in range(1, same + other + 1)]

    assert told(*month(8, 2)) == {"F09": ("review", list(range(1, 9)))}
    assert told(*month(7, 3)) == {}
    assert told(*month(9, 0)) == {}  # 不足 10 人
    half = [*month(8, 0), *(line(n, 2150, month=JULY, paid_on=None) for n in (9, 10))]
    assert told(*half) == {}  # 两个月份不合计


def test_f10_another_s_name_on_the_card():
    assert told(line(1, holder="别人")) == {"F10": ("block", [1])}
    assert told(line(1, holder=" 工人１ ")) == {}


def test_f11_strangers_counted_as_locals():
    def asked(**changes):
        return told(line(1), people=(person(1, **changes), person(2)))

    assert asked(scope="本区", is_local=True) == {"F11": ("review", [1])}
    assert asked(town="", village="", is_local=True) == {"F11": ("review", [1])}
    assert asked(scope="本乡镇", is_local=True) == {}  # 恰为口径
    assert asked(scope="其他", is_local=False) == {}
    assert asked(scope="其他", is_local=True, relief=False) == {}


def test_f12_a_manager_counted_as_a_worker():
    assert told(line(1, trade="施工员")) == {"F12": ("review", [1])}
    assert told(line(1, trade="施工员"), fund=CENTRAL)["F12"] == ("block", [1])
    assert told(line(1, trade="施工员", relief=False)) == {}


def test_f13_the_pay_is_there_the_days_are_not():
    full = replace(PROMISE, labour_pay=Decimal(2000))
    assert told(line(1), promise=full, relief_days=Decimal("59.5")) == {"F13": ("review", [])}
    assert told(line(1), promise=full, relief_days=Decimal(60)) == {}
    short = replace(PROMISE, labour_pay=Decimal("2000.01"))
    assert told(line(1), promise=short, relief_days=Decimal(10)) == {}
    assert told(line(1), promise=replace(full, days=None), relief_days=Decimal(10)) == {}
    assert told(line(1), defects=(Defect("W7", "检查 W7"),)) == {"F13": ("review", [])}


def test_f14_catching_up_before_acceptance_but_not_the_last_month_in_time():
    done = {"completed_on": dt.date(2025, 8, 10)}
    ordinary = line(1, 5900, 29)  # 6 月报酬 7 月 18 日发，在周期内
    late = line(2, 4000, 20, month=MAY, paid_on=dt.date(2025, 7, 20))
    assert told(ordinary, late, **done) == {"F14": ("review", [2])}
    assert told(line(1, 6000, 30), late, **done) == {}  # 恰为 40%
    assert told(ordinary, replace(late, paid_on=dt.date(2025, 7, 10)), **done) == {}
    assert told(ordinary, line(2, 4000, 20), **done) == {}
    assert told(ordinary, late) == {}  # 没有完工
    extra = line(2, 6000, 10, adjustment=Decimal(4000))
    assert told(line(1, 3900, 29), extra, **done) == {"F14": ("review", [2])}  # 补发写在奖扣里


def test_f15_just_over_the_line_and_round():
    def at(net, **more):
        given = {"completed_on": dt.date(2025, 7, 20), "promise": replace(PROMISE, days=None)}
        return told(line(1, net, 30), fund=CENTRAL, **(given | more))

    assert at(61000) == at(60000) == {"F15": ("inform", [])}
    assert at(62000) == at(59000) == at(60500) == {}
    assert at(60000, completed_on=None) == {}
    assert (
        told(line(1, 60000, 30), completed_on=TODAY, promise=PROMISE, relief_days=Decimal(90)) == {}
    )


def test_f16_more_days_than_planned():
    assert told(line(1), promise=PROMISE, relief_days=Decimal("130.5")) == {"F16": ("review", [])}
    assert told(line(1), promise=PROMISE, relief_days=Decimal(130)) == {}


def test_f17_below_the_minimum_wage():
    assert told(line(1, 1110)) == {"F17": ("review", [1])}
    assert told(line(1, 1113)) == {}


def test_f18_unpaid_longer_than_the_cycle():
    waiting = line(1, status="CLEARED", paid_on=None)
    last = Terms(dt.date(2025, 7, 31), TERMS.parameters)  # 6 月 30 日后恰 31 天
    assert told(waiting, terms=last) == {}
    on = Terms(dt.date(2025, 8, 1), TERMS.parameters)
    assert told(waiting, terms=on) == {"F18": ("block", [1])}
    for status in ("HELD", "BOUNCED", "PAID"):  # 暂扣、退汇另有原因
        assert told(replace(waiting, status=status), terms=on) == {}
    left = (Unpaid(1, JUNE, who(2), Decimal(3), 2),)
    assert told(terms=on, unpaid=left) == {"F18": ("block", [2])}
    assert told(unpaid=left) == {}


def test_f19_a_list_copied_from_another_project():
    people = tuple(person(n) for n in range(1, 21))

    def shared(number, size, people=people):
        also = tuple(Also(n, "乙") for n in range(1, number + 1))
        return told(line(1), people=people, elsewhere=Elsewhere(also=also), sizes={"乙": size})

    assert shared(18, 20) == {"F19": ("review", list(range(1, 19)))}
    assert shared(16, 16) == {}  # 16/20 恰为 0.8
    assert shared(17, 22) == {}
    assert shared(9, 9, people[:9]) == {}  # 不足 10 人


def test_f20_one_phone_or_card_for_more_than_three():
    family = tuple(person(n, phone="p") for n in range(1, 5))
    assert told(line(1), people=family, phones={"p": 4}) == {"F20": ("inform", [1, 2, 3, 4])}
    assert told(line(1), people=family[:3], phones={"p": 3}) == {}
    cards = tuple(Foreign(1, "card1", n, "乙", False) for n in (7, 8, 9))
    assert told(line(1), elsewhere=Elsewhere(cards=cards))["F20"] == ("inform", [1])
    assert "F20" not in told(line(1), elsewhere=Elsewhere(cards=cards[:2]))


@pytest.mark.parametrize("kind", ["死亡", "在押", "学生", "财政供养"])
def test_f21_people_who_cannot_be_there(kind):
    dead = listed(kind, dt.date(2025, 6, 12))
    assert told(line(1), line(2, 1800, 9), elsewhere=dead) == {"F21": ("block", [1])}
    assert held(line(1), line(2), elsewhere=dead) == {1: ["F21"]}
    assert told(elsewhere=dead) == {"F21": ("block", [1])}  # 还没有发放行，考勤也算
    before = listed(kind, since=dt.date(2025, 6, 10))
    assert told(line(1), elsewhere=before) == {}  # 名单期内没有考勤，当月不是整月在列
    ended = listed(kind, since=MAY, until=dt.date(2025, 6, 29))
    assert told(line(1), elsewhere=ended) == {}
    whole = listed(kind, since=MAY)
    assert told(line(1), elsewhere=whole) == {"F21": ("block", [1])}


def test_f22_bad_works_beside_forged_labour():
    ghost, bad = line(1, attended=Decimal(0)), (Defect("Q1", "检查 Q1 垫层"),)
    assert told(ghost, defects=bad) == {"F04": ("block", [1]), "F22": ("block", [1])}
    assert told(line(1), defects=bad) == {}
    assert told(ghost, defects=(Defect("SF4", "检查 SF4"),)) == {"F04": ("block", [1])}


def test_level_and_limits_are_parameters():
    shared = (line(1), line(2, 1800, 9, card="card1"))
    assert told(*shared, terms=with_row("flag.F02", "1", "warn")) == {"F02": ("review", [1, 2])}
    assert told(*shared, terms=with_row("flag.F02", "0", "block")) == {}
    said = lines.faults(Pay("", shared), with_row("flag.F02", "1", "warn"))
    assert {fault.level for faults in said.values() for fault in faults} == {"review"}
    assert lines.faults(Pay("", shared), with_row("flag.F02", "0", "block")) == {}
    days = {"promise": PROMISE, "relief_days": Decimal(130)}
    assert told(line(1), terms=with_row("flag.F16.times", "1.2", "record"), **days) == {
        "F16": ("review", [])
    }
