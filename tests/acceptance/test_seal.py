"""The evidence is sealed when the committee begins; whatever changes behind it breaks the seal."""

import datetime as dt

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.test.utils import CaptureQueriesContext

from flows.acceptance.actions import explain_item
from flows.acceptance.figures.canonical import ROWS
from flows.acceptance.figures.seal import seal_state
from flows.acceptance.models import ItemReview, Seal, SealPart
from flows.demo.actors import agree, fresh, whose
from flows.engine import gate
from flows.engine.findings import NotYours, Refused
from flows.engine.models import Parameter
from flows.payroll.models import BankReceipt, PayrollLine
from tests.acceptance.conftest import all_confirmed
from tests.dossier import codes, refused

ALL = ("agree",) * 7


def broken(works):
    """{kind: (changed, new, gone)} of what is not as it was sealed."""
    found = seal_state(works.case)
    return {each.kind: (each.changed, each.new, each.gone) for each in found.differences}


def test_the_committee_begins_on_sealed_evidence(works):
    works.to_verify()
    seal, case = Seal.objects.get(), works.case
    assert (case.round, seal.round, seal.baseline, len(seal.items)) == (1, 1, 1, 25)
    assert "workers" not in seal.items[0] and "committee.quorum · 2000-01-01" in seal.parameters
    parts = {part.kind: part.rows for part in SealPart.objects.all()}
    assert set(parts) == set(ROWS)
    assert {kind: parts[kind] for kind in ("名册", "考勤", "报酬", "银行回单", "资金", "检查")} == {
        "名册": 3, "考勤": 3, "报酬": 3, "银行回单": 3, "资金": 3, "检查": 1,
    }  # fmt: skip
    entry = works.project.chain.entries.get(move="seal")
    assert (entry.payload["number"], entry.payload["sha256"]) == (seal.number, seal.sha256)
    assert "王一" not in str(entry.payload) and "王一" not in str(SealPart.objects.values())
    found = seal_state(case)
    assert found.whole and found.number == seal.number and found.rows == sum(parts.values())


def test_a_seal_is_never_changed_nor_deleted(works):
    works.to_verify()
    for act in (
        lambda: Seal.objects.update(sha256="0" * 64),
        lambda: SealPart.objects.filter(kind="报酬").update(digests={}),
        lambda: SealPart.objects.all().delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()
    with connection.cursor() as cursor:  # past the guard: the seal no longer fits its own hash
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE flows_seal SET items = '[]'")
        cursor.execute("SET LOCAL session_replication_role = origin")
    assert seal_state(works.case).forged


def test_each_row_that_changes_comes_or_goes_is_named(works):
    works.to_verify()
    line = works.lines[0]
    month = f"{line.engagement_id}:2025-06"
    PayrollLine.objects.filter(pk=line.pk).update(paid_on=dt.date(2025, 7, 19))
    works.lines[1].engagement.attendances.create(
        day=dt.date(2025, 7, 4), portion=1, hand_in=works.sheet
    )
    works.lines[2].engagement.attendances.filter(day=dt.date(2025, 6, 9)).delete()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("DELETE FROM flows_bankreceipt WHERE serial = '2'")
        cursor.execute("SET LOCAL session_replication_role = origin")
    gone = SealPart.objects.get(kind="银行回单").digests.keys() - {
        str(pk) for pk in BankReceipt.objects.values_list("pk", flat=True)
    }
    assert broken(works) == {
        "报酬": ((month,), (), ()),
        "考勤": ((f"{works.lines[2].engagement_id}:2025-06",),
               (f"{works.lines[1].engagement_id}:2025-07",), ()),
        "银行回单": ((), (), tuple(gone)),
    }  # fmt: skip


def test_parameters_and_baseline_break_it_deadlines_and_explanations_do_not(works):
    works.to_verify()
    explain_item(works.case, "L3", "补充说明", by=works.holder("owner.lead"))
    Parameter.objects.filter(key="step.vote.days").update(value="9")
    later = Parameter.objects.get(key="committee.share")
    later.pk, later.value, later.effective_from = None, "2/3", dt.date(2030, 1, 1)
    later.save()
    assert seal_state(works.case).whole
    Parameter.objects.filter(key="committee.min").update(value="3")
    works.project.baselines.update(number=2)
    found = seal_state(works.case)
    assert found.parameters == (("committee.min · 2000-01-01", "5（warn）", "3（warn）"),)
    assert found.baseline == (1, 2)


def test_a_broken_seal_bars_vote_count_and_conclusion_until_sealed_anew(works):
    case = works.to_verify()
    all_confirmed(case)
    PayrollLine.objects.filter(pk=works.lines[0].pk).update(paid_on=dt.date(2025, 7, 19))
    assert codes(refused(Refused, agree, works.case)) == ["SEAL_BROKEN"]
    chair = works.holder("owner.lead")
    gate.perform(works.case, "reseal", by=chair, opinion="到账日期更正")
    assert (works.case.state, works.case.round, seal_state(works.case).whole) == (
        *("VERIFYING", 2, True),
    )
    assert codes(refused(Refused, agree, works.case)) == ["ITEMS_UNREVIEWED"]
    all_confirmed(works.case)
    agree(works.case)
    works.vote(*ALL)
    PayrollLine.objects.filter(pk=works.lines[0].pk).update(paid_on=dt.date(2025, 7, 20))
    assert codes(refused(Refused, agree, works.case)) == ["SEAL_BROKEN"]
    act = lambda: gate.perform(  # noqa: E731
        works.case, "conclude_rectify", by=chair, deadline="2025-09-30"
    )
    assert codes(refused(Refused, act)) == ["SEAL_BROKEN"]
    with pytest.raises(NotYours):
        gate.perform(works.case, "reseal", by=works.holder("drc.chief"), opinion="重新核验")
    with pytest.raises(Refused):
        gate.perform(works.case, "reseal", by=chair)  # without a reason
    gate.perform(works.case, "reseal", by=chair, opinion="到账日期再次更正")
    # The old votes do not count, the old words stay to be read, the new round asks again.
    assert ItemReview.objects.filter(round=2).count() == 7 * 25
    all_confirmed(works.case)
    agree(works.case)
    assert works.case.votes.present == 0
    works.vote(*ALL)
    agree(works.case)
    assert works.case.state == "PASSED" and Seal.objects.count() == 3


def test_the_votes_are_not_counted_over_a_broken_seal(works):
    works.to_vote()
    works.vote(*("agree",) * 5, None, None)
    works.project.baselines.update(posts=3)
    chair = works.holder("owner.lead")
    act = lambda: gate.perform(works.case, "count", by=chair)  # noqa: E731
    assert codes(refused(Refused, act)) == ["SEAL_BROKEN"]


def test_failed_may_always_be_concluded(works):
    works.to_vote()
    works.vote(*ALL)
    works.project.baselines.update(labour_pay=1)
    gate.perform(works.case, "conclude_fail", by=whose(works.case), opinion="证据变动")
    assert works.stage == "CONSTRUCTION"


def test_the_statements_do_not_grow_with_the_rows(works):
    works.to_verify()
    case = fresh(works.case)
    with CaptureQueriesContext(connection) as few:
        seal_state(case)
    for number in range(3, 9):
        works.person(number, f"新人{number}")
    with CaptureQueriesContext(connection) as many:
        assert seal_state(case).differences
    assert len(few) <= 8 and len(many) == len(few) + 1  # what is broken is read once
