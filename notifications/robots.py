"""The message shapes and signatures of the group robots, and our own for any other receiver.

企业微信: developer.work.weixin.qq.com/document/path/91770 (markdown, errcode 0). 钉钉: 自定义机器人安全设置·加签
(markdown; milliseconds; HMAC-SHA256 keyed with the secret over timestamp, newline, secret; in the
address). 飞书: 自定义机器人·签名校验 (text; seconds; keyed with timestamp, newline, secret over nothing;
in the body; code 0).
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from .letters import Letter
from .wire import NotTaken

MOST_TEXT = 600  # characters: below the 4096 bytes that 企业微信 takes
# What a robot would read as mark-up, a mention of everybody among it, stands as full-width text.
HARMLESS = str.maketrans("<>[]*`#@", "＜＞［］＊｀＃＠")
Shape = tuple[str, dict[str, Any]]  # the address, the body


def _line(text: str) -> str:
    flat = " ".join(text.split()).translate(HARMLESS)
    return flat if len(flat) <= MOST_TEXT else f"{flat[: MOST_TEXT - 1]}…"


def _sha256(key: str, text: bytes) -> bytes:
    return hmac.new(key.encode(), text, hashlib.sha256).digest()


def _markdown(letter: Letter) -> str:
    link = f"\n\n[打开办理]({letter.url})" if letter.url else ""
    return (
        f"**〔{letter.kind}〕{_line(letter.heading)}**\n\n"
        f"> 收件人：{_line(letter.recipient)}\n>\n> {_line(letter.text)}{link}"
    )


def wecom(letter: Letter, url: str, secret: str, now: dt.datetime) -> Shape:
    return url, {"msgtype": "markdown", "markdown": {"content": _markdown(letter)}}


def dingtalk(letter: Letter, url: str, secret: str, now: dt.datetime) -> Shape:
    stamp = str(int(now.timestamp() * 1000))
    sign = base64.b64encode(_sha256(secret, f"{stamp}\n{secret}".encode())).decode()
    signed = f"{url}{'&' if '?' in url else '?'}{urlencode({'timestamp': stamp, 'sign': sign})}"
    about = {"title": _line(letter.subject), "text": _markdown(letter)}
    return signed, {"msgtype": "markdown", "markdown": about}


def feishu(letter: Letter, url: str, secret: str, now: dt.datetime) -> Shape:
    stamp = str(int(now.timestamp()))
    sign = base64.b64encode(_sha256(f"{stamp}\n{secret}", b"")).decode()
    said = (f"〔{letter.kind}〕{_line(letter.heading)}", f"收件人：{_line(letter.recipient)}")
    text = "\n".join(filter(None, (*said, _line(letter.text), letter.url)))
    return url, {"timestamp": stamp, "sign": sign, "msg_type": "text", "content": {"text": text}}


def plain(letter: Letter, url: str, secret: str, now: dt.datetime) -> Shape:
    body = {
        "key": letter.key,
        "kind": letter.kind,
        "recipient": letter.recipient,
        "subject": letter.subject,
        "text": letter.text,
        "url": letter.url,
    }
    return url, body


SHAPES: dict[str, Callable[[Letter, str, str, dt.datetime], Shape]] = {
    "plain": plain,
    "wecom": wecom,
    "dingtalk": dingtalk,
    "feishu": feishu,
}


def headers(key: str, secret: str, now: dt.datetime, body: bytes) -> dict[str, str]:
    """Ours, on every style: hex HMAC-SHA256 over timestamp, key and body, and the key itself."""
    stamp = str(int(now.timestamp()))
    signed = _sha256(secret, f"{stamp}\n{key}\n".encode() + body).hex()
    return {
        "Content-Type": "application/json; charset=utf-8",
        "X-YGDZ-Key": key,
        "X-YGDZ-Timestamp": stamp,
        "X-YGDZ-Signature": f"sha256={signed}",
    }


def check(style: str, answer: bytes) -> None:
    """A robot says 200 to everything and means it only with code 0. Raises :class:`NotTaken`."""
    if style == "plain":
        return
    try:
        said = json.loads(answer)
        code = said.get("errcode", said.get("code", said.get("StatusCode")))
    except (ValueError, AttributeError):
        raise NotTaken("ROBOT ?") from None
    if code != 0:
        raise NotTaken(f"ROBOT {code}" if isinstance(code, int) else "ROBOT ?")
