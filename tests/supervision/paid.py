"""A project in 在建 with one month paid to as many people as wanted, for call-backs and reports."""

import datetime as dt
from decimal import Decimal

from flows.demo.actors import agree, fresh, whose
from flows.engine import gate
from flows.engine.privacy import blind, encrypt, place_of
from flows.labour.models import Attendance, Engagement, HandIn, Worker
from flows.payroll.models import PayrollBatch, PayrollLine
from flows.projects.models import Baseline
from flows.supervision.actions import Answer, begin_visits, record_visit
from tests.dossier import holding
from tests.remembered import remembered
from tests.supervision.conftest import under_construction

JUNE, PAID_ON, BORN = dt.date(2025, 6, 1), dt.date(2025, 7, 18), dt.date(1970, 1, 1)


@remembered
def a_paid_month(people=12, *, day=dt.date(2025, 7, 22), state="DONE", **more):
    """The June batch: everybody five days at 200 yuan, arrived on 2025-07-18."""
    project = under_construction(day=day, **more)
    Baseline.objects.create(
        project=project, approved_on=dt.date(2025, 3, 25), headcount=42, priority_headcount=12,
        labour_pay=336000, denominator="市级财政", denominator_amount=1500000, training=42, posts=2,
        document_number="密发改〔2025〕8号",
    )  # fmt: skip
    batch = PayrollBatch.objects.create(
        project=project, month=JUNE, state=state, created_at=project.created_at
    )
    for number in range(people):
        a_person(batch, number)
    return fresh(batch)


def a_person(batch, number, status="PAID"):
    project = batch.project
    worker = Worker(
        name=f"务工{number:02}", id_index=f"id{number}", id_cipher="x", id_last4=f"{number:04}",
        birth_date=BORN,
    )  # fmt: skip
    phone = f"1380000{number:04}"
    worker.phone_cipher = encrypt(phone, place_of(Worker, "phone_cipher"))
    worker.phone_index, worker.phone_last4 = blind(phone), phone[-4:]
    worker.save()
    found = Engagement.objects.create(
        project=project, worker=worker, category="务工人员", is_local=True, scope="本村",
        town="示例镇", village="示例村", trade="普工", training_date=dt.date(2025, 6, 2),
        agreement_number=f"XY-{number}", card_holder=worker.name, state="ON_DUTY",
        priority_tag="因灾需救助" if number == 0 else "",
    )  # fmt: skip
    sheet, _ = HandIn.objects.get_or_create(
        project=project, kind="attendance", month=JUNE, sha256="0",
        defaults={"name": "考勤表", "rows": 1, "accepted": 1, "unchanged": 0, "at": project.created_at,
                  "by": project.post("contractor.labour").holders[0]},
    )  # fmt: skip
    Attendance.objects.bulk_create(
        Attendance(engagement=found, day=dt.date(2025, 6, 9 + day), portion=1, hand_in=sheet)
        for day in range(5)
    )
    return PayrollLine.objects.create(
        batch=batch, engagement=found, trade="普工", days=5, rate=200, gross=1000, net=1000,
        card_holder=worker.name, confirmed=True, status=status,
        hold_code="" if status == "PAID" else "L6", paid_on=PAID_ON if status == "PAID" else None,
    )  # fmt: skip


def closed(rectification):
    """``rectification`` put right by its contractor and closed by its rechecker."""
    agree(rectification)
    agree(rectification, report="已查清并补发")
    agree(rectification)
    return fresh(rectification)


def edited(paper, by, **values):
    gate.edit(fresh(paper), by=by, **values)
    return fresh(paper)


YES = Answer("PHONE", True, himself=True, amount=Decimal(1000), days=Decimal(5))
NO = Answer("PHONE", True, himself=False)
SHORT = Answer("HOME", True, himself=True, amount=Decimal(600))
MISSED = Answer("PHONE", False, note="无人接听")


@remembered
def a_round(people=12, **more):
    """The June batch with its sample drawn by the engineer."""
    batch = a_paid_month(people, **more)
    return begin_visits(batch, by=asker(batch.project))


def asker(project):
    return holding(project, "supervisor.engineer" if project.has_firm else "owner.site")


def ask(made, answer=YES, *, position=None):
    waiting = (
        made.visits.filter(at=None) if position is None else made.visits.filter(position=position)
    )
    return record_visit(waiting.first(), answer, by=asker(made.project))


def ask_all(made, *answers):
    for answer in answers:
        ask(made, answer)
    while made.visits.filter(at=None).exists():
        ask(made)


def hand_in(made):
    gate.perform(fresh(made), "hand_in", by=whose(made), summary="已逐人回访")
    return fresh(made)
