"""Call-backs (V1): a sample is drawn once, everybody in it is asked, a denial opens a rectification."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flows.engine import gate, registry
from flows.engine.findings import Finding, NotYours, Refused
from flows.engine.privacy import scrub
from flows.engine.refusals import require_alive
from flows.engine.unit import Unit, work
from flows.labour.actions.disclosing import grants_reveal
from flows.labour.models import Engagement
from flows.orgs.kinds import PostCode as P
from flows.payroll.states import BatchState
from flows.projects.posts import held, posts, supervising

from ..figures.visits import drawn, paid_lines, sample_size, wrong_of
from ..models import Visit, VisitRound
from ..states import Measure, RectificationState, VisitRoundState
from .rectification import open_rectification

BASIS = "保障农民工工资支付条例11；实施意见三(四)"
MOST_DAYS = 31  # of one month
may_ask = held(supervising(P.SUPERVISOR_ENGINEER, P.OWNER_SITE))
may_review = held(posts(P.TOWNSHIP_LEDGER))


@dataclass(frozen=True)
class Answer:
    """What was heard. ``himself`` None: not reached. ``amount`` yuan in hand, ``days`` worked."""

    method: str
    reached: bool
    himself: bool | None = None
    amount: Decimal | None = None
    days: Decimal | None = None
    note: str = ""


def begin_visits(batch: Any, *, by: Any) -> VisitRound:
    """抽样回访: draw the sample of a month whose pay has arrived; once, whatever it shows.

    Raises NotYours (not the supervising side's), Refused (not paid, nobody paid, drawn already).
    """
    with work(batch.project.chain, by) as unit:
        batch = unit.current(batch)
        require_alive(batch)
        if not may_ask(batch, by):
            raise NotYours("抽样回访由监理工程师办理；没有监理单位的由业主现场代表办理。")
        lines = paid_lines(batch)
        if wrong := _not_drawable(batch, lines):
            raise Refused([wrong])
        seed, size = secrets.token_hex(16), _size(unit, batch.project, len(lines))
        made: VisitRound = gate.open_paper(
            unit,
            VisitRound(project=batch.project, batch=batch, seed=seed, frame=len(lines), size=size),
        )
        for position, key in enumerate(drawn(seed, lines)[:size], start=1):
            unit.create(Visit(round=made, line_id=lines[key], position=position))
        payload = {"seed": seed, "frame": len(lines), "size": size, "rule": "sha256(seed|用工编号)"}
        unit.record(made, "draw", "draw", f"从 {len(lines)} 人中抽取 {size} 人", payload=payload)
        return made


def _not_drawable(batch: Any, lines: dict[int, int]) -> Finding | None:
    if VisitRound.objects.filter(batch=batch).exists():
        return Finding("VISIT_DRAWN", f"{batch.month:%Y年%-m月}已经抽样，不能重新抽取。", BASIS)
    if batch.care or batch.state not in (BatchState.RECONCILED, BatchState.DONE):
        cure = "代发并核对回单后再回访。"
        return Finding("VISIT_UNPAID", "该批次报酬还没有核对到账。", BASIS, cure)
    if not lines:
        return Finding("VISIT_NOBODY", "该批次没有已到账的以工代赈报酬。", BASIS)
    return None


def _size(unit: Unit, project: Any, frame: int) -> int:
    asked = {"on": unit.today, "fund": project.fund_source, "district": project.district}
    least = unit.parameters.get("visit.min", **asked).days
    return sample_size(frame, least=least, share=unit.parameters.get("visit.share", **asked).number)


def record_visit(visit: Visit, answer: Answer, *, by: Any) -> Visit:
    """Keep what was heard of one worker; the same once more changes nothing.

    Not found: another day or by another way once more, then the next in the drawn order takes his
    place (parameter ``visit.tries``). Raises NotYours, Refused.
    """
    with work(visit.round.project.chain, by) as unit:
        visit = unit.current(visit)
        visit.round = visit_round = unit.current(visit.round)
        require_alive(visit_round)
        registry.desk.require_running(visit_round)
        if visit_round.state != VisitRoundState.VISITING:
            raise Refused([Finding("VISITS_CLOSED", "本次回访已经报复核，不能再记录。", BASIS)])
        registry.desk.seat_of(visit_round, by)
        if visit.at is not None:
            if _said(visit) == _kept(answer):
                return visit
            cure = "确有错误的，写明理由更正。"
            raise Refused([Finding("VISIT_ANSWERED", "这一位已经记录，不能改写。", BASIS, cure)])
        require_sense(answer)
        (_answered if answer.reached else _missed)(unit, visit, answer)
        return visit


def _said(visit: Visit) -> tuple[Any, ...]:
    return (
        visit.method, visit.reached, visit.himself, visit.amount, visit.days, visit.note
    )  # fmt: skip


def _kept(answer: Answer) -> tuple[Any, ...]:
    """``answer`` as a row keeps it: of somebody who was not found only how he was looked for."""
    note = scrub(answer.note.strip())[:400]
    if not answer.reached:
        return (answer.method, False, None, None, None, note)
    return (answer.method, True, answer.himself, answer.amount, answer.days, note)


def require_sense(answer: Answer) -> None:
    """Raise Refused where an answer says too little or what cannot be."""
    found = []
    if answer.reached and answer.himself is None:
        found.append(Finding("VISIT_HIMSELF", "请记录是不是本人务工。", BASIS))
    if answer.reached and answer.himself and answer.amount is None:
        found.append(Finding("VISIT_AMOUNT", "请记录本人说的到手金额；没有拿到的写 0。", BASIS))
    if answer.days is not None and not 0 <= answer.days <= MOST_DAYS:
        found.append(Finding("VISIT_DAYS", f"当月工日应在 0 到 {MOST_DAYS} 之间。", BASIS))
    if found:
        raise Refused(found)


def _write(visit: Visit, answer: Answer) -> None:
    (
        visit.method, visit.reached, visit.himself, visit.amount, visit.days, visit.note
    ) = _kept(answer)  # fmt: skip


def _answered(unit: Unit, visit: Visit, answer: Answer) -> None:
    _write(visit, answer)
    visit.at, visit.by = unit.now, unit.by
    visit.save()
    unit.record(visit.round, "visit", "answer", f"回访第 {visit.position} 位", payload=_told(visit))


def _told(visit: Visit) -> dict[str, Any]:
    """What the trail keeps: numbers and yes or no, never who or what was said in words."""
    found = {
        name: getattr(visit, name) for name in ("method", "reached", "himself", "amount", "days")
    }
    said = {name: str(value) for name, value in found.items() if value is not None}
    return {"position": visit.position} | said


def _missed(unit: Unit, visit: Visit, answer: Answer) -> None:
    if visit.tried_on == unit.today and visit.method == answer.method:
        cure = "改日再访，或换一种方式（入户、现场）。"
        raise Refused([Finding("VISIT_TRIED", "今天已经用这种方式找过一次。", BASIS, cure)])
    visit.method, visit.note = answer.method, scrub(answer.note.strip())[:400]
    visit.tries, visit.tried_on = visit.tries + 1, unit.today
    payload: dict[str, Any] = {"position": visit.position, "tries": visit.tries}
    label = f"第 {visit.position} 位第 {visit.tries} 次未找到"
    if visit.tries >= unit.parameters.get("visit.tries", on=unit.today).days:
        visit.reached, visit.at, visit.by = False, unit.now, unit.by
        payload["replaced_by"] = _replace(unit, visit.round)
        label += "，换下一位" if payload["replaced_by"] else "，没有可替补的"
    visit.save()
    unit.record(visit.round, "visit", "miss", label, payload=payload)


def _replace(unit: Unit, visit_round: VisitRound) -> int | None:
    """The next of the drawn order joins the sample; its position, None where nobody is left."""
    position = visit_round.visits.count() + 1
    lines = paid_lines(visit_round.batch)
    taken = set(visit_round.visits.values_list("line_id", flat=True))
    left = [key for key in drawn(visit_round.seed, lines) if lines[key] not in taken]
    if not left:
        return None
    unit.create(Visit(round=visit_round, line_id=lines[left[0]], position=position))
    return position


def correct_visit(visit: Visit, answer: Answer, *, by: Any, reason: str) -> Visit:
    """Put a wrong record right, with a reason. While asking: whoever asks; done: the township's
    reviewer, never who recorded it. What was said before stays in the trail. Raises NotYours, Refused.
    """
    with work(visit.round.project.chain, by) as unit:
        visit = unit.current(visit)
        visit.round = unit.current(visit.round)
        require_alive(visit.round)
        _require_corrector(visit, by)
        said = scrub(reason.strip())
        if wrong := _not_correctable(visit, answer, said):
            raise Refused([wrong])
        require_sense(answer)
        before = _told(visit)
        _write(visit, answer)
        visit.corrections += 1
        visit.save()
        label = f"更正第 {visit.position} 位的回访"
        payload = {"before": before, "after": _told(visit)}
        unit.record(visit.round, "visit", "correct", label, opinion=said, payload=payload)
        if visit.round.state != VisitRoundState.VISITING:
            judge_visits(unit, visit.round)
        return visit


def _require_corrector(visit: Visit, by: Any) -> None:
    state = visit.round.state
    if state == VisitRoundState.VISITING:
        registry.desk.seat_of(visit.round, by)
    elif state == VisitRoundState.REVIEWING:
        raise Refused([Finding("VISITS_REVIEWING", "正在复核，退回补访后更正。", BASIS)])
    elif not may_review(visit.round, by) or visit.by_id == by.pk:
        raise NotYours("办结后由乡镇台账审核人更正，不能是记录人本人。")


def _not_correctable(visit: Visit, answer: Answer, reason: str) -> Finding | None:
    if visit.at is None:
        return Finding("VISIT_UNASKED", "这一位还没有记录，直接填写即可。", BASIS)
    if not reason:
        return Finding("REASON_MISSING", "更正回访记录必须写明理由。", BASIS)
    if not answer.reached:
        return Finding("VISIT_UNREACHED", "已记录的回访不能改成未找到。", BASIS)
    if _said(visit) == _kept(answer):
        return Finding("VISIT_SAME", "与已记录的相同，没有更正。", BASIS)
    return None


def judge_visits(unit: Unit, visit_round: VisitRound) -> None:
    """V1: a denial, or less in hand than was paid, opens one A rectification that holds payment.

    One a round: those it names are not taken up again, more of them join it while it is open. The
    text counts and never names.
    """
    project = visit_round.project
    asked = {"on": unit.today, "fund": project.fund_source, "district": project.district}
    most = unit.parameters.get("visit.short.most", **asked).number
    wrong, mark = wrong_of(visit_round, most), f"{visit_round.title}："
    known = list(project.rectifications.filter(code="V1", defect__startswith=mark))
    taken = {key for each in known for key in each.subjects}
    fresh = [key for key in wrong.subjects if key not in taken]
    if not fresh:
        return
    text = mark + _text(len(wrong.denied), len(wrong.short))
    waiting = next((each for each in known if each.state != RectificationState.CLOSED), None)
    if waiting is None:
        open_rectification(
            unit, project, code="V1", severity="A", defect=text, measure=Measure.HOLD,
            subjects=fresh, initiator=unit.by,
        )  # fmt: skip
        return
    waiting = unit.current(waiting)
    waiting.subjects, waiting.defect = [*waiting.subjects, *fresh], text
    gate.raise_version(unit, waiting)
    unit.record(waiting, "edit", "extend", f"增加 {len(fresh)} 人")


def _text(denied: int, short: int) -> str:
    said = [f"{denied} 人否认本人务工"] if denied else []
    said += [f"{short} 人说的到手金额少于到账金额"] if short else []
    return (
        f"{'，'.join(said)}。查清前暂停拨付工程款（人工费用不停）；查明冒名、截留的追回并补发本人"
        "（保障农民工工资支付条例11、12）。"
    )


@grants_reveal
def may_call(person: Engagement, field: str, user: Any) -> bool:
    """Whoever calls people back sees the telephone of those he still has to ask, nothing else."""
    if field != "phone" or not may_ask(person, user):
        return False
    return Visit.objects.filter(
        line__engagement=person, at=None, round__state=VisitRoundState.VISITING
    ).exists()
