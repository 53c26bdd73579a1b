"""Matching: priority first, then skill, months, nearness; always with why; the same every time."""

import datetime as dt
import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from flows.audit.models import Entry
from flows.engine.findings import NotYours
from flows.labour.actions.matching import matched_roster
from flows.labour.models import Disclosure, Engagement, Opening
from flows.labour.rules.matching import Willing, Work, match, spans
from flows.projects.models import Project
from flows.sheets.ledgers import parse
from tests.dossier import everything, holding, refused
from tests.labour.surveyed import add, at_prep, flooded, hand, person
from tests.payroll import sheetwork as made
from tests.payroll.worksite import Site

FLOOD = "因灾需救助"


def work(key, trade="普工", headcount=1, skills="", months=(6, 8)):
    return Work(
        key, trade, headcount, skills, dt.date(2025, months[0], 1), dt.date(2025, months[1], 28)
    )


def one(key, priority="", skills="", months=(6, 7, 8), near=0, wish=""):
    home = ("本村", "本乡镇", "本区")[near]
    return Willing(key, f"工{key}", priority, skills, wish, frozenset(months), near, home)


def placed(openings, *people):
    found = match(openings, people)
    return {each.person.key: each.work.key for each in found.placements}


def test_priority_comes_before_skill_months_and_home():
    better, poorer = one(1, skills="砌筑"), one(2, FLOOD, months=(8,), near=2)
    assert placed([work(1)], better, poorer) == {2: 1}


def test_skill_then_months_then_home_then_who_came_first():
    mason = work(1, "砌筑工", skills="砌筑")
    assert placed([mason, work(2)], one(1), one(2, skills="会砌筑")) == {2: 1, 1: 2}
    assert placed([work(1)], one(1, months=(6,)), one(2)) == {2: 1}
    assert placed([work(1)], one(1, near=1), one(2)) == {2: 1}
    assert placed([work(1)], one(2), one(1)) == {1: 1}


def test_who_could_do_either_leaves_the_only_place_to_who_could_not():
    mason, plain = work(1, "砌筑工", skills="砌筑"), work(2)
    both, only = one(1, FLOOD, skills="砌筑"), one(2, FLOOD)
    assert placed([mason, plain], both, only) == {1: 1, 2: 2}
    early = work(3, "搬运", months=(3, 4))
    either, late = one(1, FLOOD, months=(3, 6)), one(2, FLOOD, months=(3,))
    assert placed([early, plain], either, late) == {1: 2, 2: 3}


def test_everybody_is_told_why():
    mason = work(1, "砌筑工", skills="砌筑、支模或木工", months=(3, 6))
    people = (
        one(1, FLOOD, "会砌筑、木工", (3, 4, 5, 6)), one(2, skills="砌筑"), one(3, skills="砌筑，支模"),
        one(4, skills="砌筑，支模", months=(9,)), one(5, skills="不会砌筑"),
    )  # fmt: skip
    found = match([mason], people)
    (first,) = found.placements
    assert first.reasons == (f"{FLOOD}，优先", "会砌筑", "会木工", "可务工 3–6 月", "本村")
    assert {each.person.key: each.reasons for each in found.left} == {
        2: ("砌筑工：没有登记技能支模或木工",),
        3: ("适合的岗位（砌筑工）人数已满",),
        4: ("砌筑工：用工 3–6 月，本人可务工 9 月",),
        5: ("砌筑工：没有登记技能砌筑、支模或木工",),
    }
    assert match([], people).left[0].reasons == ("还没有用工岗位",)
    unsaid = match([work(1)], [one(1, months=(), wish="普工")]).placements[0]
    assert unsaid.reasons == ("愿意从事普工", "未说明可务工月份，须问本人", "本村")


@pytest.mark.parametrize(("skills", "can"), [
    ("电焊", False), ("水电工", True), ("电工、瓦工", True), ("", False), ("无", False), ("懂电工", True),
])  # fmt: skip
def test_words_of_one_skill(skills, can):
    assert bool(placed([work(1, "电工", skills="电工")], one(1, skills=skills))) is can


def test_months_are_read_as_spans():
    assert spans({3, 4, 5, 9}) == "3–5、9 月" and spans({11, 12, 1}) == "11–1 月"
    assert spans(range(1, 13)) == "全年" and spans({7}) == "7 月"


WORKS = st.lists(
    st.builds(
        lambda headcount, skills, first, length: (headcount, skills, first, min(12, first + length)),
        st.integers(1, 3), st.sampled_from(["", "砌筑", "电工或瓦工"]), st.integers(1, 12),
        st.integers(0, 5),
    ), max_size=4,
).map(lambda all_: [work(n, f"工种{n}", each[0], each[1], each[2:]) for n, each in enumerate(all_)])  # fmt: skip
PEOPLE = st.lists(
    st.tuples(
        st.sampled_from(["", FLOOD]), st.sampled_from(["", "砌筑", "瓦工", "电工、砌筑"]),
        st.sets(st.integers(1, 12), max_size=4), st.integers(0, 2),
    ), max_size=9,
).map(lambda all_: [one(n, *each) for n, each in enumerate(all_)])  # fmt: skip


@given(WORKS, PEOPLE, st.randoms())
def test_nobody_twice_nothing_overfull_and_always_the_same(openings, people, chance):
    found = match(openings, people)
    keys = [each.person.key for each in found.placements] + [each.person.key for each in found.left]
    assert sorted(keys) == sorted(each.key for each in people)
    assert all(each.reasons for each in (*found.placements, *found.left))
    for each in openings:
        there = [p for p in found.placements if p.work == each]
        assert len(there) <= each.headcount and found.open[each.key] == each.headcount - len(there)
    for each in found.placements:
        assert not each.person.months or each.person.months & each.work.months
    mixed, others = list(people), list(openings)
    chance.shuffle(mixed)
    chance.shuffle(others)
    assert match(others, mixed) == found


@given(WORKS, PEOPLE)
def test_as_many_as_can_and_no_priority_left_for_somebody_else(openings, people):
    found = match(openings, people)
    alone = {each.key: match(openings, [each]).placements for each in people}
    able = [each for each in people if alone[each.key]]
    assert len(found.placements) == _most(openings, able)
    first = [each for each in able if each.priority]
    there = [each for each in found.placements if each.person.priority]
    assert len(there) == _most(openings, first)


def _most(openings, people):
    """The most that can be placed, found by trying every place for everybody in turn."""
    fits = {
        (each.key, at): bool(match([post], [each]).placements)
        for each in people for at, post in enumerate(openings)
    }  # fmt: skip
    sizes = {tuple(each.headcount for each in openings): 0}
    for each in people:
        grown = dict(sizes)
        for free, size in sizes.items():
            for at, left in enumerate(free):
                if left and fits[each.key, at]:
                    after = (*free[:at], left - 1, *free[at + 1 :])
                    grown[after] = max(grown.get(after, 0), size + 1)
        sizes = grown
    return max(sizes.values())


def test_thousands_are_matched_in_bounded_steps():
    chance = random.Random(1)
    openings = [work(n, f"工种{n}", 50, months=(n, n + 2)) for n in range(1, 11)]
    people = [one(n, months=chance.sample(range(1, 13), 2)) for n in range(2000)]
    found = match(openings, people)
    assert len(found.placements) == 500


@pytest.fixture
def project(db) -> Project:
    return at_prep()


def test_the_page_says_who_and_why_and_costs_the_same(client, project):
    client.force_login(holding(project, "owner.lead"))
    url = f"/projects/{project.code}/matching/"
    assert "还没有用工岗位" in client.get(url).content.decode()
    hand(
        project,
        flooded(1, "张三", 技能="砌筑"),
        person(2, "李四"),
        person(3, "王五", 可务工月份="1"),
    )
    add(project, trade="砌筑工", skills="砌筑", headcount=1)
    add(project, headcount=1)
    before = everything()
    page = client.get(url).content.decode()
    assert "因灾需救助，优先；会砌筑；可务工 3–8 月；本村" in page
    assert "摸底 3 人，匹配 2 人，其中优先群体 1 人，空缺 0 人" in page
    assert "普工：用工 6–8 月，本人可务工 1 月" in page and "下载预填用工名册" not in page
    assert not any(made.identity(n) in page for n in (1, 2, 3))
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    assert {k: v for k, v in everything().items() if "session" not in k} == {
        k: v for k, v in before.items() if "session" not in k
    }
    hand(project, *(person(n, f"工{n}") for n in range(4, 40)))
    add(project, trade="搬运", headcount=30)
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(many) <= len(few) < 30


@pytest.mark.django_db
def test_the_matched_make_a_roster_that_can_be_handed_in(client):
    site = Site("miyun-road")
    project, start, end = site.project, site.day("start_date"), site.day("end_date")
    survey = made.workbook(
        ["姓名", "身份证号", "户籍乡镇", "户籍村", "联系电话", "技能", "优先标签", "认定依据"],
        [["张三", made.identity(1), project.town, project.village_name, "13800000001", "砌筑", "因灾需救助", "镇文"],
         ["李四", made.identity(2), project.town, project.village_name, "", "", "", ""]],
    )  # fmt: skip
    assert not site.hand_in("摸底表.xlsx", survey, by=site.person("township.clerk"))["errors"]
    add(project, trade="砌筑工", skills="砌筑", starts_on=start, ends_on=end, headcount=1)
    refused(NotYours, matched_roster, project, by=site.person("owner.lead"))
    client.force_login(site.officer)
    url = f"/projects/{project.code}/matching/"
    assert "下载预填用工名册（1 人）" in client.get(url).content.decode()
    answer = client.post(f"{url}roster/")
    assert answer.status_code == 200 and "no-store" in answer["Cache-Control"]
    ledger = parse("用工名册.xlsx", answer.content)
    (row,) = ledger.rows
    assert (ledger.kind, ledger.errors, row.name, row.trade) == ("roster", [], "张三", "砌筑工")
    assert (row.id_number, row.phone, row.priority_tag, row.daily_rate, row.card_number) == (
        made.identity(1), "13800000001", "因灾需救助", 200, "",
    )  # fmt: skip
    kept = Disclosure.objects.get()
    assert (kept.kind, kept.rows, kept.by) == ("EXPORT", 1, site.officer) and kept.sha256
    entry = Entry.objects.get(kind="export")
    assert made.identity(1) not in str(entry.payload) and "张三" not in str(entry.payload)
    assert not site.hand_in("用工名册.xlsx", answer.content)["errors"]
    assert Engagement.objects.get().is_local and Engagement.objects.get().trade == "砌筑工"


@pytest.mark.django_db
def test_nobody_matched_makes_no_roster(client):
    site = Site("miyun-road")
    client.force_login(site.officer)
    url = f"/projects/{site.project.code}/matching/"
    answer = client.post(f"{url}roster/", follow=True)
    assert "还没有匹配到人员" in answer.content.decode() and not Disclosure.objects.exists()
    client.force_login(site.person("owner.lead"))
    assert client.post(f"{url}roster/").status_code == 403 and not Opening.objects.exists()
