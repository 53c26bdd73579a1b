"""What conclusion the checklist and the vote allow."""

from __future__ import annotations

from collections.abc import Iterator

from flows.engine.findings import Finding, Terms, judges
from flows.supervision.rules import no_open_defect

from ..figures.dossier import Dossier, dossier
from ..figures.votes import Tally, tally
from .checklist import checklist
from .seal import seal_whole

BASIS = "实施意见五(一)；建设工程质量管理条例16"


@judges(dossier)
def items_pass(found: Dossier, terms: Terms) -> Iterator[Finding]:
    """2.14：结论“通过”在阻断项未过时不能记录。"""
    for item in checklist(found, terms):
        if item.blocks:
            yield item.finding


@judges(dossier)
def items_rectifiable(found: Dossier, terms: Terms) -> Iterator[Finding]:
    """2.14：“通过但限期整改”仅当未过的阻断项的参数允许（item.<项>.rectifiable）。"""
    for item in checklist(found, terms):
        if item.blocks and not item.rectifiable:
            yield item.finding


@judges(tally)
def vote_carried(found: Tally, terms: Terms) -> Iterator[Finding]:
    """委员表决：同意与同意整改之和超过有表决权委员的半数为通过；相等或不足为不通过。"""
    if not found.carried:
        yield Finding(
            "VOTE_FAILED",
            f"表决未通过：同意 {found.agreed}、同意整改 {found.rectify}、不同意 {found.refused}、"
            f"弃权 {found.abstained}，共 {found.members} 票。",
            BASIS,
            "只能作“不通过”结论，项目退回在建，整改后重新报验。",
            rows=found.members,
        )


@judges(tally)
def nobody_wants_rectification(found: Tally, terms: Terms) -> Iterator[Finding]:
    """issue 2：通过的表决中有“同意整改”的，结论为通过但限期整改。"""
    if found.wants_rectification:
        yield Finding(
            "VOTE_RECTIFY",
            f"有 {found.rectify} 名委员同意但要求限期整改，不能直接通过。",
            BASIS,
            "作“通过但限期整改”结论，写明整改期限。",
            rows=found.rectify,
        )


PASS = (seal_whole, no_open_defect, vote_carried, nobody_wants_rectification, items_pass)
RECTIFY = (seal_whole, no_open_defect, vote_carried, items_rectifiable)
