"""A visit to a checkpoint: recorded once, together with the signature, and never without it."""

import datetime as dt
import uuid
from dataclasses import replace

import pytest
from django.db import DatabaseError, transaction

from flows.demo.actors import agree, fresh, whose
from flows.demo.onsite import photo, visit
from flows.documents.filetypes import BadFile
from flows.documents.models import Attachment
from flows.engine import gate
from flows.engine.findings import NotYours, Refused, Stale, Terms
from flows.engine.models import Parameter
from flows.supervision import rules
from flows.supervision.actions import Shot, add_checkpoint
from flows.supervision.figures import Answer, OnSite, repeated_photos
from flows.supervision.models import InspectionRecord, RecordItem, Rectification, SitePhoto
from tests.dossier import codes, everything, refused
from tests.remembered import remembered
from tests.supervision.conftest import under_construction

JUNE = dt.date(2025, 6, 1)
DAY = dt.date(2025, 6, 20)


@remembered
def reported(code="Q1", severity="A"):
    """A checkpoint of a project in 在建 that the contractor has reported."""
    project = under_construction()
    by = project.post("supervisor.engineer").holders[0]
    point = add_checkpoint(
        project, by=by, code=code, title="路基", severity=severity, month=JUNE,
        is_concealed=code == "Q1",
    )  # fmt: skip
    agree(point)
    return fresh(point)


@pytest.fixture
def point(db):
    return reported()


def test_the_record_and_the_signature_are_one(point):
    by, token = whose(point), uuid.uuid4()
    record = visit(point, token=token, place="K0+200", note="身份证110101199001011234已核")
    assert fresh(point).state == "PASSED" and record.by == by
    assert [each.verdict for each in record.items.all()] == ["CONFORM"] * 5
    assert "110101199001011234" not in record.note
    (shot,) = record.photos.all()
    assert (shot.moment, shot.attachment.kind) == ("SITE", "现场照片")
    assert record.signature.kind == "现场检查签名" and record.signature.paper_id == point.pk
    before = everything()
    assert visit(point, token=token, by=by, photos=()).pk == record.pk
    assert everything() == before
    entry = point.chain.entries.get(move="record")
    assert entry.payload["photos"] == 1 and entry.payload["token"] == str(token)


def test_nobody_signs_who_has_not_been_there(point):
    by = whose(point)
    for move in ("sign_off", "find_defect"):
        caught = refused(
            Refused, gate.perform, point, move, by=by, opinion="看过", **(
                {"defect": "裂缝"} if move == "find_defect" else {}
            ),
        )  # fmt: skip
        assert codes(caught) == ["RECORD_MISSING"]
        assert f"/checkpoints/{point.pk}/inspect/" in caught.value.findings[0].cure
    shown = {each.name: each for each in gate.moves(point, terms(), by)}
    assert not shown["sign_off"].open and shown["send_back"].open
    gate.perform(point, "send_back", by=by, opinion="资料不齐")
    assert fresh(point).state == "PLANNED"


def test_a_defect_opens_its_notice_with_what_was_found(point):
    record = visit(point, defect="垫层厚度不足", days=2, measure="STOP")
    notice = Rectification.objects.get()
    assert (notice.defect, notice.deadline) == ("垫层厚度不足", dt.date(2025, 6, 22))
    assert fresh(point).measure == "STOP"
    assert record.items.get(position=1).note == "垫层厚度不足"
    assert record.photos.get().position == 1


def test_what_is_not_complete_is_refused_and_nothing_is_kept(point):
    every = {1: ("DEFECT", ""), 2: ("CONFORM", ""), 3: ("NA", ""), 4: ("WHAT", "")}
    caught = refused(Refused, visit, point, verdicts=every, photos=(), signature=b"", typed="王五")
    assert sorted(codes(caught)) == sorted([
        "ITEM_OPEN", "ITEM_OPEN", "NOTE_MISSING", "DEFECT_NOT_SIGNED", "PHOTOS_FEW",
        "DEFECT_PHOTO", "SIGNATURE_MISSING",
    ])  # fmt: skip
    bad = (Shot("a.jpg", photo("good")), Shot("b.heic", b"\0\0\0\x18ftypheic"))
    assert "b.heic" in str(refused(BadFile, visit, point, photos=bad).value)
    assert not Attachment.objects.exists()
    refused(NotYours, visit, point, by=point.project.post("contractor.lead").holders[0])
    with pytest.raises(Refused) as caught:
        visit(point, outcome="close")
    assert codes(caught) == ["OUTCOME_OPEN"]
    by = whose(point)
    visit(point)
    refused(Stale, visit, point, by=by)


def test_a_typed_name_signs_only_in_its_own(point):
    by = whose(point)
    record = visit(point, signature=b"", typed=f" {by.full_name} ")
    assert record.signature.file.read().startswith(b"\x89PNG")


def test_a_token_belongs_to_one_visit(db):
    first, token = reported(), uuid.uuid4()
    visit(first, token=token)
    other = add_checkpoint(
        first.project, by=first.project.post("supervisor.engineer").holders[0], code="SF4",
        title="用电", severity="B", month=JUNE,
    )  # fmt: skip
    agree(other)
    assert codes(refused(Refused, visit, other, token=token)) == ["TOKEN_TAKEN"]


def test_the_same_picture_of_another_check_is_told(point):
    shot = (Shot("a.jpg", photo("one")),)
    visit(point, photos=(*shot, *shot))
    assert point.records.get().photos.count() == 1
    other = add_checkpoint(
        point.project, by=point.project.post("supervisor.engineer").holders[0], code="SF4",
        title="用电", severity="B", month=JUNE,
    )  # fmt: skip
    agree(other)
    visit(other, photos=shot)
    assert repeated_photos(point).found == ()
    (again,) = repeated_photos(other).found
    assert (again.of, again.day) == ("检查 Q1 路基", "2025-06-20")
    (finding,) = rules.photo_repeated(repeated_photos(other), terms())
    assert (finding.code, finding.level) == ("PHOTO_REPEATED", "review")


def test_heads_far_apart_make_the_defect_an_a(db, monkeypatch):
    monkeypatch.setattr("flows.supervision.figures.on_roll", lambda project, day: 10)
    point = reported("W2", "B")
    assert codes(refused(Refused, visit, point, counted=7)) == ["HEADS_DIFFER"]
    record = visit(point, counted=7, defect="3 人无考勤")
    assert (record.counted, record.on_roll) == (7, 10)
    assert Rectification.objects.get().severity == "A"


def test_records_stay_as_they_are(point):
    record = visit(point)
    for row in (record, RecordItem.objects.first(), SitePhoto.objects.get()):
        rows = type(row).objects.filter(pk=row.pk)
        for act in (lambda rows=rows: rows.update(id=row.pk), rows.delete):  # noqa: B023
            with pytest.raises(DatabaseError), transaction.atomic():
                act()
    assert InspectionRecord.objects.count() == 1


# -- pure ----------------------------------------------------------------------------------------


def terms():
    return Terms(DAY, Parameter.snapshot())


@pytest.mark.django_db
def test_the_rules_of_a_record():
    known = terms()
    fine = OnSite(
        "W2", "B", "sign_off", (Answer(1, "人数", "CONFORM"),), photos=1, counts=True, counted=20,
        on_roll=20,
    )  # fmt: skip

    def said(**changes):
        return {each.code: each.level for each in rules.record(replace(fine, **changes), known)}

    assert said() == {}
    assert said(counted=19) == {} and said(counted=None) == {"HEADS_MISSING": "block"}
    assert said(counted=18) == {"HEADS_DIFFER": "block"}
    assert said(counted=18, code="W1") == {"HEADS_DIFFER": "review"}
    assert said(on_roll=None) == {"ROLL_MISSING": "review"}
    assert said(counted=0, on_roll=0) == {} and said(counted=1, on_roll=0) == {
        "HEADS_DIFFER": "block"
    }
    assert [rules.head_grade(replace(fine, counted=n), known) for n in (19, 18, 15)] == [
        "",
        "B",
        "A",
    ]
    assert said(photos=0) == {"PHOTOS_FEW": "review"}
    assert said(photos=0, concealed=True) == {"PHOTOS_FEW": "block"}
    assert said(photos=10) == {"PHOTOS_MANY": "block"}
    assert said(outcome="find_defect") == {"NO_DEFECT": "block", "DEFECT_UNSAID": "block"}
    bad = (Answer(1, "人数", "DEFECT", "少 3 人"),)
    assert said(answers=bad, outcome="find_defect", defect="少") == {"DEFECT_PHOTO": "block"}
    assert said(answers=bad, outcome="find_defect", defect="少", severity="C") == {}
    assert said(answers=bad, outcome="find_defect", defect="少", shown=frozenset({1})) == {}
    assert said(signed=False) == {"SIGNATURE_MISSING": "block"}
