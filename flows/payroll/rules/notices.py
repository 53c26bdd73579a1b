"""Judgement on what shows that a month's pay was really posted."""

from __future__ import annotations

from collections.abc import Iterator

from flows.engine.findings import Finding, Terms, judges

from ..figures.notices import Photos, photos


@judges(photos)
def notice_shown(found: Photos, terms: Terms) -> Iterator[Finding]:
    """公示应有照片留存；只登记张数的，审核时说明或补传。"""
    if found.stated and not found.kept:
        yield Finding(
            "PHOTOS_MISSING",
            f"{found.said}。",
            "国家以工代赈管理办法；地方执行值，影像留存",
            "请村会计补传张贴现场照片，审核时当面核对。",
            level="review",
        )
