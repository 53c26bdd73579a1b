"""A fabricated case: steady bytes, true arithmetic, readable in every hand."""

import dataclasses
import datetime as dt
import json
import os
import subprocess
import sys
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.demo.case import Case
from flows.demo.fabricate import ENCODINGS, HEADINGS, Spec, fabricate, write
from flows.engine.policy import DEFAULTS
from flows.orgs.kinds import DISTRICTS
from flows.sheets.identity import birth_date

from .conftest import read

FIELDS = ("农村生产生活", "交通", "水利", "文化旅游", "林业", "其他")
MIXES = (
    (("中央预算内投资", "0.8"), ("区级财政", "0.2")),
    (("市级财政", "0.75"), ("区级财政", "0.25")),
    (("区级财政", "1"),),
    (("中央衔接资金", "0.5"), ("市级财政", "0.3"), ("其他资金", "0.2")),
)
SPECS = st.builds(
    Spec,
    district=st.sampled_from(sorted(DISTRICTS)),
    field=st.sampled_from(FIELDS),
    funds=st.sampled_from(MIXES),
    pay_share=st.sampled_from(("0.31", "0.4", "0.502")),
    supervision_mode=st.sampled_from(("监理单位", "业主现场代表+村务监督")),
    approving_body=st.sampled_from(("区发展和改革委员会", "区农业农村局", "市发展和改革委员会")),
    headcount=st.integers(1, 24),
    managers=st.integers(0, 3),
    months=st.integers(1, 3),
    start=st.dates(dt.date(2024, 2, 1), dt.date(2026, 9, 20)).map(
        lambda d: d.replace(day=d.day % 20 + 1)
    ),
    daily_rate=st.sampled_from(("120", "187.55", "200", "260")),
    headings=st.sampled_from(HEADINGS),
    encoding=st.sampled_from(ENCODINGS),
    terse=st.booleans(),
)


@given(spec=SPECS, seed=st.integers(0, 10**6))
@settings(max_examples=12)
def test_any_spec_adds_up(spec, seed):
    case = read(spec, seed)
    pay = case.pay(relief_only=True)
    roster = case.roster
    assert sum(row.net for _, row in pay) == Decimal(case.facts["labour_pay"])
    assert len({row.id_number for _, row in pay}) == case.facts["headcount"] == spec.headcount
    assert case.facts["total_investment"] == str(sum(int(f["amount"]) for f in case.facts["funds"]))
    assert Decimal(case.facts["labour_pay"]) / Decimal(case.facts["funds"][0]["amount"]) <= Decimal(
        spec.pay_share
    )
    for month, row in case.pay():
        marks = case.present(month)[row.id_number]
        assert row.days == sum(marks.values())
        assert row.rate == (
            spec.rate
            if roster[row.id_number].category == "务工人员"
            else roster[row.id_number].daily_rate
        )
        assert row.gross == row.days * row.rate and row.net == row.gross + row.adjustment
        assert row.adjustment >= 0 or "扣除" in row.note
        assert (
            row.confirmed
            and row.card_holder == row.name
            and row.trade == roster[row.id_number].trade
        )
        assert case.received(month)[row.card_number] == row.net


@given(spec=SPECS, seed=st.integers(0, 10**6))
@settings(max_examples=10)
def test_people_and_days_are_in_order(spec, seed):
    case = read(spec, seed)
    people = list(case.roster.values())
    assert (
        len({row.card_number for row in people})
        == len({row.phone for row in people})
        == len(people)
    )
    assert {row.town for row in people} == {spec.town}
    assert sum(row.category == "管理人员" for row in people) == spec.managers
    for row in people:
        assert row.training_date < row.entry_date <= row.exit_date <= spec.end
        assert (int(row.id_number[16]) % 2 == 1) == (row.sex == "男")
        assert birth_date(row.id_number).year <= row.entry_date.year - 16
        for month in case.months:
            for day in case.present(month).get(row.id_number, {}):
                when = dt.date.fromisoformat(f"{month}-{day:02d}")
                assert row.entry_date <= when <= row.exit_date and when.weekday() < 6


def test_what_happens_on_any_site_happens():
    case = read(Spec(headcount=40, managers=2, months=4), 3)
    pay, people = case.pay(), list(case.roster.values())
    assert sorted(row.adjustment for _, row in pay if row.adjustment) == [-100, 100]
    assert sum(row.entry_date > Spec().start for row in people) == 2
    assert sum(row.exit_date < Spec(months=4).end for row in people) == 1
    assert sum(row.days % 1 != 0 for _, row in pay) == 2
    assert (
        sum(
            portion == Decimal("0.5")
            for month in case.months
            for marks in case.present(month).values()
            for portion in marks.values()
        )
        == 4
    )
    bounced = [
        (month, row)
        for month in case.months
        for row in case.ledgers["receipts", month].rows
        if not row.succeeded
    ]
    assert len(bounced) == 1
    month, lost = bounced[0]
    again = [
        row
        for row in case.ledgers["receipts", month].rows
        if row.succeeded and row.card_number == lost.card_number
    ]
    assert [row.trade_date - lost.trade_date for row in again] == [dt.timedelta(days=5)]
    names = [row.name for row in people]
    assert len(names) - len(set(names)) == 1
    assert {row.id_number[:6] for row in people} == {"110118", "110228", "130826"}
    for month, row in pay:
        after = (
            row.pay_date
            - (dt.date.fromisoformat(f"{month}-01") + dt.timedelta(days=32)).replace(day=1)
        ).days
        assert 14 <= after <= 18 and row.pay_date.weekday() < 5


def test_expected_says_what_an_honest_count_gives():
    case = read(Spec(headcount=30, managers=2, months=3), 8)
    pay, relief = case.pay(), case.pay(relief_only=True)
    assert case.expected == {
        "ends": "ARCHIVED",
        "relief_workers": 30,
        "people_on_roster": 32,
        "relief_days_paid": format(sum(row.days for _, row in relief).normalize(), "f"),
        "relief_pay": f"{sum(row.net for _, row in relief):.2f}",
        "all_pay": f"{sum(row.net for _, row in pay):.2f}",
        "payroll_rows": len(pay),
        "attendance_marks": sum(
            len(m) for month in case.months for m in case.present(month).values()
        ),
        "planted": [],
    }
    assert case.expected["relief_pay"] == f"{Decimal(case.facts['labour_pay']):.2f}"
    assert case.facts["elements"]["r1"]["worker_days"] == int(case.expected["relief_days_paid"])


def anywhere(row):
    """A row without its place in the sheet."""
    return row._replace(row=0) if hasattr(row, "_replace") else dataclasses.replace(row, row=0)


@pytest.mark.parametrize("headings", HEADINGS)
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_hand_says_the_same(headings, encoding):
    plain = read(Spec(headcount=16), 4)
    other = read(Spec(headcount=16, headings=headings, encoding=encoding), 4)
    for key, ledger in plain.ledgers.items():
        assert list(map(anywhere, other.ledgers[key].rows)) == list(map(anywhere, ledger.rows))


def test_same_seed_same_bytes_in_another_process(tmp_path):
    spec = Spec(headcount=14, months=2, faults=("F02",))
    code = (
        "import django, hashlib; django.setup()\n"
        "from flows.demo.fabricate import Spec, fabricate\n"
        "facts, files, expected = fabricate(Spec(headcount=14, months=2, faults=('F02',)), 'seed')\n"
        "print(hashlib.sha256(repr((facts, files, expected)).encode()).hexdigest())"
    )
    said = [
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            env=os.environ
            | {"PYTHONHASHSEED": seed, "DJANGO_SETTINGS_MODULE": "ygdz_flow.settings"},
        ).stdout
        for seed in ("1", "2")
    ]
    assert said[0] == said[1]
    assert fabricate(spec, "seed") == fabricate(spec, "seed")
    assert fabricate(spec, "seed")[1] != fabricate(spec, "other")[1]


def test_a_written_folder_is_a_case(tmp_path):
    facts, files, expected = fabricate(Spec(headings="synonyms"), 2)
    folder = write(tmp_path / "case", Spec(headings="synonyms"), 2)
    assert json.loads((folder / "case.json").read_text("utf-8")) == facts
    assert json.loads((folder / "expected.json").read_text("utf-8")) == expected
    case = Case.load(str(folder))
    assert [(file.name, file.data) for file in case.files] == files
    assert not case.unknown and case.months == [dt.date(2025, 6, 1), dt.date(2025, 7, 1)]


@pytest.mark.django_db
def test_what_a_terse_case_leaves_out_is_made_up_alike():
    full, terse = (Case(*fabricate(Spec(terse=terse), 6)[:2]) for terse in (False, True))
    assert terse.months == full.months
    assert [member | {"chair": member.get("chair", False)} for member in full.committee] == [
        member | {"chair": member.get("chair", False)} for member in terse.committee
    ]
    assert (
        terse.elements["r2"] == full.elements["r2"] and terse.elements["r3"] == full.elements["r3"]
    )


def test_overriding_facts_and_refusing_nonsense():
    facts, _, _ = fabricate(Spec(facts={"decision": "不予批准", "omit": {"plan": ["r4"]}}), 1)
    assert facts["decision"] == "不予批准" and facts["omit"] == {"plan": ["r4"]}
    for wrong in (
        {"district": "110000"},
        {"headcount": 0},
        {"faults": ("F99",)},
        {"start": dt.date(2025, 6, 25)},
        {"faults": ("L6",), "daily_rate": "100"},
    ):
        with pytest.raises(ValueError):
            Spec(**wrong)
    with pytest.raises(ValueError, match="更多务工人员"):
        fabricate(Spec(headcount=6, faults=("F02", "F04", "F06", "L8")), 1)


def test_every_field_has_its_work():
    assert set(FIELDS) == {
        row.key.removeprefix("sector.of.") for row in DEFAULTS if row.key.startswith("sector.of.")
    }
    names = [fabricate(Spec(field=field, headcount=2), 1)[0]["name"] for field in FIELDS]
    assert len(set(names)) == len(FIELDS)
