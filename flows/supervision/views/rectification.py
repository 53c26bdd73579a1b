"""A rectification: what was found, what it stops, photos before and after side by side."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from flows.desk import inbox
from flows.desk.actions import one_move
from flows.desk.desk import has_seat
from flows.desk.facts import address_of
from flows.desk.pages import conflict
from flows.desk.panels import panel
from flows.documents.filetypes import BadFile
from flows.engine import clock
from flows.engine.deadlines import Calendar
from flows.engine.findings import Busy, NotYours, Refused
from flows.engine.models import Parameter
from flows.labour.models import Engagement
from flows.projects.pages import find_project

from ..actions import add_photos, photo_limits
from ..actions.evidence import PUTTING_RIGHT
from ..models import CHECKS, Rectification, SitePhoto
from ..states import Measure
from ..states import RectificationState as R
from .checkpoints import MEANS, SEVERITY_TONES, other_facts, raised

SF2_BASIS = "建设工程安全生产管理条例37；安全生产法28"
V1_BASIS = "保障农民工工资支付条例11、12；实施意见三(四)"
MOMENTS = ((SitePhoto.Moment.BEFORE, "整改前"), (SitePhoto.Moment.AFTER, "整改后"))
# What a measure stops, and what lifts it (domain.md 5.2).
LIFTS = {
    Measure.REMOVE: ("涉及人员立即撤岗，不得上岗。", "补训、补证、补签并复查销号后返岗。"),
    Measure.HOLD: (
        "暂停签认和拨付工程进度款；人工费用不受影响，照常按月足额拨付。",
        "本整改复查销号后自动恢复。",
    ),
    Measure.STOP: (
        "有关部位（或全部工程）停工，停工期间不能报检；整改照常进行。",
        "本整改复查销号后，由施工单位申请复工，总监和业主签字同意后恢复施工。",
    ),
}


@panel("Rectification")
def rectification_panel(paper: Rectification, user: Any) -> dict[str, Any]:
    """The deadline, what was found, what it stops, the photos, and whom it was told upwards."""
    check, today = CHECKS.get(paper.code), clock.today(paper.project.chain)
    code = paper.project.code
    subjects = Engagement.objects.visible_to(user).filter(
        project=paper.project_id, pk__in=paper.subjects
    ).select_related("worker") if paper.subjects else []  # fmt: skip
    lifts = LIFTS.get(Measure(paper.measure or Measure.NONE))
    return {
        "facts": other_facts(paper), "check": check, "basis_text": check.basis if check else V1_BASIS if paper.code == "V1" else SF2_BASIS,
        "means": MEANS[paper.severity], "severity_tone": SEVERITY_TONES[paper.severity],
        "deadline": _deadline(paper, today), "raised": raised(paper),
        "lifts": lifts and {"label": paper.get_measure_display(), "stops": lifts[0], "ends": lifts[1]},
        "escalations": paper.escalations.order_by("level"),
        "photos": _photos(paper), "may_photograph": _may(paper, user),
        "photos_url": reverse("rectification-photos", args=[code, paper.number]),
        "subjects": [
            {"name": each.worker.name, "id_last4": each.worker.id_last4} for each in subjects
        ],
        "origin": paper.inspection and {
            "title": paper.inspection.title,
            "href": reverse("paper", args=["Inspection", paper.inspection_id]),
        },
        "list_url": reverse("checkpoints", args=[code]),
    }  # fmt: skip


def _may(paper: Rectification, user: Any) -> bool:
    return paper.state in PUTTING_RIGHT and has_seat(paper, user)


def _photos(paper: Rectification) -> list[dict[str, Any]]:
    """Two columns, before and after; what the inspector took counts as before."""
    own = list(paper.photos.select_related("attachment").order_by("id"))
    seen = SitePhoto.objects.filter(record__inspection=paper.inspection_id, record__isnull=False)
    found = list(seen.select_related("attachment").order_by("id")) if paper.inspection_id else []
    return [
        {
            "label": label, "moment": moment,
            "rows": (found if moment == "BEFORE" else []) + [p for p in own if p.moment == moment],
        }
        for moment, label in MOMENTS
    ]  # fmt: skip


def _deadline(paper: Rectification, today: dt.date) -> dict[str, Any]:
    if paper.state == R.CLOSED:
        return {}
    return inbox.due_of(paper.deadline, None, today, Calendar.load())


@require_POST
def photos(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Add photos before or after; none of them is kept where one is refused."""
    project = find_project(request.user, code)
    paper = project.rectifications.select_related("project__chain").filter(number=number).first()
    if paper is None:
        raise Http404
    back = f"{address_of(paper)}#photos"
    bounds, _ = photo_limits(Parameter.snapshot(), clock.today(project.chain), project)
    files = request.FILES.getlist("photos")
    large = next((each for each in files if each.size > bounds.size), None)
    if large is not None:
        messages.error(request, f"“{large.name[:40]}”超过 {bounds.size // 2**20} MB，没有上传。")
        return redirect(back)
    moment = request.POST.get("moment", "")
    try:
        with one_move(project.chain):
            shots = [(each.name or "", each.read()) for each in files]
            kept = add_photos(paper, by=request.user, moment=moment, photos=shots)
        messages.success(request, f"已保存{SitePhoto.Moment(moment).label}照片 {len(kept)} 张。")
    except Busy as error:
        return conflict(request, error, back=back)
    except (BadFile, NotYours) as error:
        messages.error(request, str(error))
    except Refused as refusal:
        messages.error(request, "；".join(f"{e.message}{e.cure}" for e in refusal.findings))
    return redirect(back)
