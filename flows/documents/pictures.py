"""Pictures from a telephone, made fit to be kept: bounded, turned upright, marked, without EXIF.

Pure: bytes in, bytes out. What the picture says of its own place and time is read first and handed
over apart, because the copy that is shown carries none of it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from PIL import ExifTags, Image, ImageDraw, ImageFont, ImageOps

from .filetypes import BadFile, kind_of

FORMATS = ("JPEG", "PNG", "WEBP")
HEIC = (b"ftypheic", b"ftypheix", b"ftyphevc", b"ftypmif1", b"ftypmsf1", b"ftypavif")
# Where systems keep a Chinese font; none is ours to hand on.
FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
    "/System/Library/Fonts/PingFang.ttc",
    "C:/Windows/Fonts/msyh.ttc",
    "C:/Windows/Fonts/simhei.ttf",
)
SIGNATURE, FAINT = (1200, 400), 64
QUALITIES = (82, 80, 78, 76)
Line = tuple[str, str]  # in Chinese, and in plain letters for a machine without a Chinese font


@dataclass(frozen=True)
class Limits:
    """``size`` in bytes and ``pixels`` of the file as it comes; ``side``: the longest one kept."""

    size: int
    pixels: int
    side: int


@dataclass(frozen=True)
class Picture:
    """``content`` is JPEG; ``sha256`` is of the file as it came; ``taken_at`` has no zone (EXIF)."""

    content: bytes
    sha256: str
    taken_at: dt.datetime | None = None
    latitude: Decimal | None = None
    longitude: Decimal | None = None


def fit(content: bytes, *, limits: Limits, lines: Iterable[Line] = ()) -> Picture:
    """``content`` as it may be kept and shown, with ``lines`` burned in. Raises BadFile."""
    image = _opened(content, limits)
    try:
        taken_at, place = _said(image.getexif())
        image.draft("RGB", (limits.side, limits.side))
        image = ImageOps.exif_transpose(image)
        image.thumbnail((limits.side, limits.side))
        plain = Image.new("RGB", image.size, "white")
        plain.paste(image, mask=image.getchannel("A") if "A" in image.getbands() else None)
    except (OSError, SyntaxError, ValueError, TypeError, Image.DecompressionBombError) as error:
        raise BadFile("照片打不开或已损坏，请重拍或换一张。") from error
    _mark(plain, list(lines))
    return Picture(_encoded(plain), hashlib.sha256(content).hexdigest(), taken_at, *place)


def drawn(content: bytes, *, most: int) -> bytes:
    """A signature drawn on a page, ``most`` bytes at the most, as a plain PNG; b"" when nothing was
    drawn. Raises BadFile."""
    image = _opened(content, Limits(most, SIGNATURE[0] * SIGNATURE[1] * 4, SIGNATURE[0]))
    try:
        image = image.convert("RGBA")
    except (OSError, SyntaxError, ValueError) as error:
        raise BadFile("签名打不开，请清除后重签。") from error
    image.thumbnail(SIGNATURE)
    plain = Image.new("RGB", image.size, "white")
    plain.paste(image, mask=image.getchannel("A"))
    if (
        ImageOps.invert(plain.convert("L")).point(lambda grey: 255 * (grey > FAINT)).getbbox()
        is None
    ):
        return b""
    return _png(plain)


def written(line: Line) -> bytes:
    """A typed name as a picture of it, where nobody can draw."""
    plain = Image.new("RGB", (SIGNATURE[0] // 2, SIGNATURE[1] // 2), "white")
    font, chinese = _font(48)
    text = line[0] if chinese else _drawable(line[1], chinese)
    ImageDraw.Draw(plain).text((24, 36), text, "black", font=font)
    return _png(plain)


def _png(image: Image.Image) -> bytes:
    kept = io.BytesIO()
    image.save(kept, "PNG", optimize=True)
    return kept.getvalue()


def _opened(content: bytes, limits: Limits) -> Any:
    """The picture's head only: how large it is, is known before a single pixel is unpacked."""
    if not content:
        raise BadFile("照片是空的。")
    if len(content) > limits.size:
        raise BadFile(f"照片不能超过 {limits.size / 2**20:.0f} MB。")
    if content[4:12] in HEIC:
        raise BadFile(
            "这是 HEIC/AVIF 照片，系统不能读：在手机相机设置中改为“兼容性最佳（JPG）”后重拍，或另存为 jpg。"
        )
    try:
        image = Image.open(io.BytesIO(content), formats=FORMATS)
    except Image.DecompressionBombError as error:
        raise BadFile("照片的像素太多，请用手机原相机的普通模式重拍。") from error
    except (OSError, SyntaxError, ValueError) as error:
        raise BadFile("照片只收 jpg、png、webp 图片。") from error
    if image.width * image.height > limits.pixels:
        raise BadFile(f"照片不能超过 {limits.pixels / 10**6:.0f} 百万像素。")
    return image


def _said(exif: Any) -> tuple[dt.datetime | None, tuple[Decimal | None, Decimal | None]]:
    """When and where, as the camera wrote it; whatever cannot be read is unsaid."""
    inner, place = exif.get_ifd(ExifTags.IFD.Exif), exif.get_ifd(ExifTags.IFD.GPSInfo)
    raw = inner.get(ExifTags.Base.DateTimeOriginal) or exif.get(ExifTags.Base.DateTime)
    try:
        taken_at = dt.datetime.strptime(str(raw).strip("\0 "), "%Y:%m:%d %H:%M:%S")
    except ValueError:
        taken_at = None
    latitude = _degrees(place.get(2), place.get(1), "S", 90)
    longitude = _degrees(place.get(4), place.get(3), "W", 180)
    known = latitude is not None and longitude is not None
    return taken_at, (latitude, longitude) if known else (None, None)


def _degrees(parts: Any, side: Any, negative: str, most: int) -> Decimal | None:
    try:
        degrees, minutes, seconds = (float(part) for part in parts)
        found = round(Decimal(degrees + minutes / 60 + seconds / 3600), 6)
        if not found.is_finite() or found > most:
            return None
    except (TypeError, ValueError, ArithmeticError):
        return None
    return -found if str(side).startswith(negative) else found


def _mark(image: Image.Image, lines: list[Line]) -> None:
    """A dark band along the lower edge with ``lines`` on it, whatever font there is."""
    if not lines:
        return
    size = max(10, min(image.size) // 32)
    font, chinese = _font(size)
    words = [_drawable(line[0] if chinese else line[1], chinese) for line in lines]
    height = (size * 3 // 2) * len(words) + size
    band = Image.new("RGB", (image.width, height), "black")
    top = max(0, image.height - height)
    box = (0, top, image.width, min(image.height, top + height))
    beneath = image.crop(box)
    image.paste(Image.blend(beneath, band.crop((0, 0, *beneath.size)), 0.6), box)
    draw = ImageDraw.Draw(image)
    for number, text in enumerate(words):
        draw.text((size // 2, top + size // 2 + number * size * 3 // 2), text, "white", font=font)


def _drawable(text: str, chinese: bool) -> str:
    return text if chinese else text.encode("ascii", "replace").decode()


@lru_cache(maxsize=32)
def _font(size: int) -> tuple[Any, bool]:
    """A font, and whether it has Chinese signs; never fails."""
    for path in FONTS:
        if Path(path).exists():
            try:  # the third of Noto's collection is its simplified Chinese
                return ImageFont.truetype(path, size, index=2 if "NotoSansCJK" in path else 0), True
            except OSError:
                continue
    return ImageFont.load_default(size), False


def _encoded(image: Image.Image) -> bytes:
    """JPEG without anything beside the picture. Compressed bytes that by chance spell something
    active (filetypes.py) are written again a little smaller."""
    for quality in QUALITIES:
        kept = io.BytesIO()
        image.save(kept, "JPEG", quality=quality, optimize=True)
        try:
            kind_of("photo.jpg", kept.getvalue())
        except BadFile:
            continue
        return kept.getvalue()
    raise BadFile("照片不能保存，请换一张。")
