"""What is said of photos that the project has seen before."""

from __future__ import annotations

from collections.abc import Iterator

from flows.engine.findings import Finding, Terms, judges

from .. import figures


@judges(figures.repeated_photos)
def photo_repeated(found: figures.Repeats, terms: Terms) -> Iterator[Finding]:
    """建设工程质量管理条例37：一张照片只证明一次检查；重复使用的由复查人核实，不拦办理。"""
    limit = terms.parameters.get("photo.repeated", on=terms.today)
    if not found.found or not limit.yes:
        return
    first = found.found[0]
    yield Finding(
        "PHOTO_REPEATED",
        f"{len({each.photo for each in found.found})} 张照片与“{first.of}”（{first.day}）等的照片是同一文件。",
        limit.basis,
        "到现场核实，重新拍照。",
        rows=len(found.found),
        level="inform" if limit.strength == "record" else "review",
    )
