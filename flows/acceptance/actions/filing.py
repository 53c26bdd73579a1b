"""备案: what was accepted as 房屋建筑和市政 is filed within fifteen days (质量条例49). 阅卷: a member says that he has read."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flows.engine.findings import Finding, NotYours, Refused
from flows.engine.privacy import scrub
from flows.engine.unit import work
from flows.orgs.kinds import PostCode as P
from flows.projects.posts import held, posts

from ..models import AcceptanceCase

BASIS = "建设工程质量管理条例49"
MOST = 60
owns = held(posts(P.OWNER_LEAD))


def register_filing(
    case: AcceptanceCase, *, filed_on: dt.date, filing_number: str, by: Any
) -> AcceptanceCase:
    """Keep when and under which number the acceptance was filed; once. Late is taken as a fact.

    Raises NotYours, Refused (no duty to file, not concluded, a day before it or after today).
    """
    with work(case.chain, by) as unit:
        case = unit.current(case)
        if not owns(case, by):
            raise NotYours("备案由业主项目负责人登记。")
        number = scrub(filing_number).strip()
        if wrong := _wrong(case, filed_on, number, unit.today):
            raise Refused([wrong])
        case.filed_on, case.filing_number = filed_on, number
        case.version += 1
        unit.changed(case)
        state = case.get_state_display()
        unit.record(
            *(case, "edit", "register_filing", "登记竣工验收备案"),
            from_state=state,
            to_state=state,
            payload={"filed_on": str(filed_on), "number": number},
        )
        return case


def _wrong(case: AcceptanceCase, filed_on: dt.date, number: str, today: dt.date) -> Finding | None:
    if not case.must_be_filed or case.concluded_on is None:
        said = "本项目不须备案：只有验收通过的房屋建筑和市政基础设施工程须备案。"
        return Finding("FILING_NOT_ASKED", said, BASIS, "核对竣工报告中的验收制度。")
    if case.filed_on is not None:
        said = f"已于 {case.filed_on} 备案（{case.filing_number}）。"
        return Finding("FILED_ALREADY", said, BASIS, "登记有误的，联系系统管理员。")
    if not case.concluded_on <= filed_on <= today or not 0 < len(number) <= MOST:
        said = f"备案日期须在验收日期（{case.concluded_on}）与今天之间，并写明备案号。"
        return Finding("FILING_INVALID", said, BASIS, "按备案表填写。")
    return None


def mark_read(case: AcceptanceCase, *, by: Any) -> None:
    """我已阅读: the member says so himself, once. Raises NotYours."""
    with work(case.chain, by) as unit:
        case = unit.current(case)
        row = case.members.filter(user=by, recused=False).first()
        if row is None:
            raise NotYours("只有本委员会的委员需要确认阅读。")
        if row.read_at is not None:
            return
        row.read_at = unit.now
        row.save(update_fields=["read_at"])
        state = case.get_state_display()
        unit.record(
            case, "edit", "mark_read", "委员已阅读验收摘要", from_state=state, to_state=state
        )
