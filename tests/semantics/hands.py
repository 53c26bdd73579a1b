"""What the tests of the desk's semantics do with their hands: whom they call, how they vote."""

import pytest

from flows.demo.actors import agree, fresh, whose
from flows.desk import desk
from flows.desk.models import Process, Seat
from flows.engine import gate
from flows.orgs.models import Appointment, User
from flows.planning.flow import PlanningFlow
from tests.dossier import case_of, everything, holding, item_of

ID_NUMBER = "11010519491231002X"
SEVEN = (
    "owner.lead",
    "drc.chief",
    "agri.chief",
    "finance.clerk",
    "hrss.clerk",
    "township.leader",
    "oversight.director",
)


def again(user):
    """``user`` as a later request finds him: posts are remembered for one request."""
    return User.objects.get(pk=user.pk)


def chosen(user, code=""):
    """``user`` as the pages choose him: one of his appointments."""
    held = Appointment.objects.filter(user=user, ended_on=None)
    return str((held.filter(post__code=code) if code else held).order_by("pk").first().pk)


def refused(error, act, *given, **more):
    """``act`` raises ``error`` and nothing at all has changed; returns what pytest caught."""
    before = everything()
    with pytest.raises(error) as caught:
        act(*given, **more)
    assert everything() == before
    return caught


def at_joint_review(monkeypatch, project, codes=(), **policy):
    """The list item at 入库审核, where the posts ``codes`` sit under ``policy``."""
    item = item_of(project, "TOWN_REVIEW")
    step = PlanningFlow.joint_review
    if codes:
        posts = [project.post(code) for code in codes]
        monkeypatch.setattr(step, "posts", lambda paper: posts)
    for name, value in policy.items():
        monkeypatch.setattr(step, "_sign" if name == "sign" else name, value)
    agree(item)
    return fresh(item)


def seat(paper, code):
    """The latest seat of the post ``code`` at the paper's open step."""
    return [s for s in desk.seats_at(paper) if s.post.code == code][-1]


def states(paper):
    """Post → state of its latest seat at the open step."""
    return {s.post.code: s.state for s in sorted(desk.seats_at(paper), key=lambda s: s.pk)}


def says(paper, code, word, **more):
    """Who holds ``code`` signs: ``agreed``, ``refused`` or ``abstained``."""
    opinion = "" if word == "agreed" else "理由"
    return gate.vote(paper, word, by=again(holding(paper.project, code)), opinion=opinion, **more)


def last_entry(paper, back=0):
    """The trail's last entry (or one further ``back``) about ``paper``."""
    entries = paper.chain.entries.filter(paper=type(paper).__name__, paper_id=paper.pk)
    return entries.order_by("-sequence")[back]


def signed_by(paper, step):
    """Who has signed ``step`` of ``paper``, in the latest round."""
    rows = Seat.objects.filter(
        paper=type(paper).__name__, paper_id=paper.pk, step=step, decided_by__isnull=False
    )
    latest = rows.order_by("-task_id").values_list("task_id", flat=True).first()
    return [row.signer for row in rows.filter(task_id=latest).order_by("order", "pk")]


def send_back(paper, move, *, direct=False, by=None):
    by = again(by or whose(paper))
    gate.perform(paper, move, by=by, opinion="请补正", direct=direct)
    return fresh(paper)


def remembered(paper):
    """The step a direct return shall come back to."""
    return Process.objects.get(paper=type(paper).__name__, paper_id=paper.pk).resume


def step_name(paper):
    return desk.step_of(paper).name


def half_signed(project):
    """部门会签: 财政 has agreed, 人社 and 农业农村 have not."""
    case = case_of(project, "COUNTERSIGNING")
    says(case, "finance.chief", "agreed")
    return case
