"""Judgements on a roster."""

from __future__ import annotations

from collections.abc import Iterator

from flows.engine.findings import Finding, Terms, judges

from .. import figures


@judges(figures.filled)
def roster_filled(found: figures.Filled, terms: Terms) -> Iterator[Finding]:
    """实施意见三(四)：施工单位建立统一规范的用工名册。"""
    if not found.people:
        yield Finding(
            "ROSTER_EMPTY",
            "用工名册里还没有人。",
            "实施意见三(四)；保障农民工工资支付条例28",
            "请劳资专管员上传用工名册。",
        )


@judges(figures.filled)
def somebody_trained(found: figures.Filled, terms: Terms) -> Iterator[Finding]:
    """安全生产管理条例37：进入新的施工现场前应当接受安全培训，不合格不得上岗。"""
    first = found.first_training
    if found.people and (first is None or first > terms.today):
        yield Finding(
            "NOBODY_TRAINED",
            "名册中还没有人完成安全培训，不能报审开工。",
            "实施意见三(三)；建设工程安全生产管理条例37",
            "组织安全培训，在名册中写明安全培训日期后请乡镇退回、重新报送。",
        )
