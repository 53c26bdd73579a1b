"""Invented people: every number obeys its check digit, none belongs to anybody."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

from stdnum import luhn

from flows.sheets.identity import check_digit

from .spec import Spec

OLD_PREFIX = {  # 撤县设区、并区以前的代码，仍是有效的证件前缀
    "110101": "110103",
    "110102": "110104",
    "110111": "110225",
    "110112": "110223",
    "110113": "110222",
    "110114": "110221",
    "110115": "110224",
    "110116": "110227",
    "110117": "110226",
    "110118": "110228",
    "110119": "110229",
}
ELSEWHERE = "130826"  # 嫁入、落户的人：外地前缀不等于非本地
FAMILY = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章"
GIVEN = "满仓树秀英淑珍桂兰凤海山河田禾丰收广和平顺来福贵庆生根柱连喜春秋文学建国红梅玉芬"
TAGS = ("因灾需救助", "增收能力有限", "因不可抗力无法外出务工")
TRADES = ("普工", "砌筑工", "混凝土养护", "土方工", "搬运", "清运", "栽植工", "交通疏导")
BANKS = ("北京农商银行", "中国农业银行", "邮储银行")
RELIEF, MANAGER = "务工人员", "管理人员"


@dataclass
class Person:
    """One line of the roster. Mutable: faults are planted into it afterwards."""

    name: str
    sex: str
    id_number: str
    village: str
    tag: str
    phone: str
    trade: str
    trained: dt.date | None
    score: int | None
    agreement: str
    rate: Decimal
    card: str
    holder: str
    bank: str
    entry: dt.date
    exit: dt.date
    category: str = RELIEF

    @property
    def is_relief(self) -> bool:
        return self.category == RELIEF

    @property
    def as_worker(self) -> dict[str, str]:
        return {"name": self.name, "id_last4": self.id_number[-4:]}


@dataclass
class Crew:
    """Everybody of one project; ``ordinary`` came at the start and stayed to the end."""

    people: list[Person]
    ordinary: list[Person] = field(default_factory=list)

    @property
    def relief(self) -> list[Person]:
        return [person for person in self.people if person.is_relief]


def invent(rng: Random, spec: Spec, short: str) -> Crew:
    """The project's people: relief workers first, then managers; two come late, one leaves early."""
    maker = _Maker(rng, spec, short)
    people = [maker.person(number) for number in range(1, spec.headcount + 1)]
    if spec.headcount >= 20:  # 同名不同人：只有证件号能分清
        people[-1].name = people[-1].holder = people[0].name
    late = people[2 : 4 if spec.headcount >= 8 else 3] if spec.headcount >= 5 else []
    early = people[4:5] if spec.headcount >= 6 else []
    length = (spec.end - spec.start).days
    for person in late:
        person.entry = spec.workdays(spec.start + dt.timedelta(days=length * 3 // 10), spec.end)[0]
        person.trained = person.entry - dt.timedelta(days=rng.randint(2, 5))
    for person in early:
        person.exit = spec.workdays(spec.start, spec.start + dt.timedelta(days=length * 7 // 10))[
            -1
        ]
    ordinary = [person for person in people if person not in late + early]
    managers = [maker.manager(spec.headcount + n) for n in range(1, spec.managers + 1)]
    return Crew(people + managers, ordinary)


class _Maker:
    """Makes people one after another; numbers never repeat."""

    def __init__(self, rng: Random, spec: Spec, short: str) -> None:
        self._rng, self._spec, self._short = rng, spec, short
        self._taken: set[str] = set()

    def person(self, number: int) -> Person:
        rng, spec = self._rng, self._spec
        sex = rng.choice("男男女")
        name = self._once(self._name)
        return Person(
            name=name,
            sex=sex,
            id_number=self._once(lambda: self._id(sex, number)),
            village=spec.village if rng.random() < 0.85 else "邻村",
            tag=rng.choice(TAGS) if rng.random() < 0.35 else "",
            phone=self._once(lambda: f"13{rng.randrange(10**9):09d}"),
            trade=rng.choice(TRADES),
            trained=spec.start - dt.timedelta(days=rng.randint(5, 8)),
            score=rng.randint(80, 99),
            agreement=f"XY-{self._short}-{number:04d}",
            rate=spec.rate,
            card=self._once(self._card),
            holder=name,
            bank=rng.choice(BANKS),
            entry=spec.start,
            exit=spec.end,
        )

    def manager(self, number: int) -> Person:
        person = self.person(number)
        person.category, person.trade, person.tag = MANAGER, "项目管理", ""
        person.rate = (person.rate * Decimal("1.5")).quantize(Decimal(1))
        return person

    def _once(self, make):  # type: ignore[no-untyped-def]
        while (made := make()) in self._taken:
            pass
        self._taken.add(made)
        return made

    def _name(self) -> str:
        given = "".join(self._rng.choice(GIVEN) for _ in range(self._rng.choice((1, 2, 2))))
        return self._rng.choice(FAMILY) + given

    def _id(self, sex: str, number: int) -> str:
        rng, spec = self._rng, self._spec
        prefixes = (spec.district, OLD_PREFIX.get(spec.district, spec.district))
        prefix = ELSEWHERE if number == 8 else rng.choice(prefixes)
        age = rng.randint(20, 57 if sex == "男" else 47)
        birth = dt.date(spec.start.year - age - 1, 1, 1) + dt.timedelta(days=rng.randrange(365))
        order = rng.randrange(100) * 10 + rng.randrange(5) * 2 + (sex == "男")
        first = f"{prefix}{birth:%Y%m%d}{order:03d}"
        return first + check_digit(first)

    def _card(self) -> str:
        first = f"622202{self._rng.randrange(10**12):012d}"
        return first + luhn.calc_check_digit(first)
