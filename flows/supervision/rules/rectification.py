"""What a report of rectification must show."""

from __future__ import annotations

from collections.abc import Iterator

from flows.engine.findings import Finding, Terms, judges

from .. import figures


@judges(figures.shown)
def photographed(found: figures.Shown, terms: Terms) -> Iterator[Finding]:
    """domain.md 5.2：整改报告附整改前后照片（检查时拍的算整改前）；哪些检查项要求，各区可配。"""
    which = terms.parameters.get("rectify.photos.checks", on=terms.today, district=found.district)
    least = terms.parameters.get("rectify.photos.min", on=terms.today, district=found.district)
    if found.code not in which.items:
        return
    for label, number in (("整改前", found.before), ("整改后", found.after)):
        if number < least.days:
            yield Finding(
                "PHOTOS_MISSING",
                f"{label}照片至少 {least.text} 张，现在 {number} 张。",
                least.basis,
                f"在“整改前后照片”中拍下或选择{label}的照片上传。",
                level="block" if least.strength == "block" else "inform",
            )
