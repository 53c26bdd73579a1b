"""Photos from the site: bounded, turned, marked, told apart from their own place and time."""

import datetime as dt
import io
from decimal import Decimal

import pytest
from PIL import Image

from flows.demo.onsite import signature
from flows.documents import pictures
from flows.documents.filetypes import BadFile
from flows.documents.pictures import Limits, drawn, fit, written

LIMITS = Limits(size=2 * 2**20, pixels=4_000_000, side=400)


def picture(size=(320, 240), kind="JPEG", colour="teal", *, exif=None, **more):
    kept = io.BytesIO()
    image = Image.new("RGB", size, colour)
    image.putpixel((0, 0), (255, 0, 0))
    image.save(kept, kind, **({"exif": exif} if exif else {}), **more)
    return kept.getvalue()


def said(*, turned=1):
    exif = Image.Exif()
    exif[0x0112] = turned
    exif.get_ifd(0x8769)[0x9003] = "2025:06:19 14:30:05"
    exif.get_ifd(0x8825).update({1: "N", 2: (40.0, 22.0, 30.0), 3: "E", 4: (116.0, 50.0, 15.0)})
    return exif


def test_place_and_time_are_read_and_taken_out_of_the_picture():
    found = fit(picture((600, 300), exif=said(turned=6)), limits=LIMITS)
    assert found.taken_at == dt.datetime(2025, 6, 19, 14, 30, 5)
    assert (found.latitude, found.longitude) == (Decimal("40.375"), Decimal("116.8375"))
    kept = Image.open(io.BytesIO(found.content))
    assert (kept.format, kept.size) == ("JPEG", (200, 400)) and not dict(kept.getexif())
    assert b"2025:06:19" not in found.content


def test_what_phones_send_is_taken_and_the_rest_refused_in_words():
    assert fit(picture(kind="WEBP"), limits=LIMITS).taken_at is None
    transparent = io.BytesIO()
    Image.new("RGBA", (50, 50), (0, 0, 0, 0)).save(transparent, "PNG")
    assert fit(transparent.getvalue(), limits=LIMITS, lines=[("镇", "town")]).content
    for content, words in (
        (b"", "空的"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 40, "HEIC"),
        (b"GIF89a" + b"\0" * 40, "jpg、png、webp"),
        (picture((3000, 2000), "PNG"), "百万像素"),
        (b"\0" * (2 * 2**20 + 1), "2 MB"),
        (picture(colour="navy")[:-300], "损坏"),
    ):
        with pytest.raises(BadFile) as wrong:
            fit(content, limits=LIMITS)
        assert words in str(wrong.value)


def test_a_nonsense_place_is_unsaid():
    exif = said()
    exif.get_ifd(0x8825)[2] = (400.0, 0.0, 0.0)
    exif.get_ifd(0x8769)[0x9003] = "昨天"
    found = fit(picture(exif=exif), limits=LIMITS)
    assert (found.taken_at, found.latitude, found.longitude) == (None, None, None)


@pytest.mark.parametrize("fonts", [pictures.FONTS, ()])
def test_it_is_marked_with_or_without_a_chinese_font(monkeypatch, fonts):
    monkeypatch.setattr(pictures, "FONTS", fonts)
    pictures._font.cache_clear()
    plain = fit(picture(), limits=LIMITS)
    marked = fit(picture(), limits=LIMITS, lines=[("示例村道路", "2503"), ("甲 2025", "user 1")])
    pictures._font.cache_clear()
    below, above = (0, 220, 320, 240), (0, 0, 320, 100)

    def part(found, box):
        return Image.open(io.BytesIO(found.content)).crop(box).tobytes()

    assert part(plain, below) != part(marked, below)
    assert part(plain, above) == part(marked, above)
    assert plain.sha256 == marked.sha256


def test_a_signature_is_drawn_typed_or_not_there():
    blank = io.BytesIO()
    Image.new("RGBA", (120, 40), (0, 0, 0, 0)).save(blank, "PNG")
    assert drawn(blank.getvalue(), most=9999) == b""
    assert drawn(signature(), most=9999).startswith(b"\x89PNG")
    assert written(("王五", "user 5")).startswith(b"\x89PNG")
    for content in (b"\x89PNG no", signature() + b"\0" * 9999):
        with pytest.raises(BadFile):
            drawn(content, most=9999)
