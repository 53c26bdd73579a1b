"""The three ways out of the house. Each sends one delivery or raises; False: nobody to send to."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage

from . import clock, robots, wire
from .contacts import phone_of
from .letters import Letter, letter_of
from .models import Channel, Delivery

MOST_SMS = 120  # characters: two parts of a long message


def send(delivery: Delivery) -> bool:
    """Send ``delivery`` its way. Who has left hears of no business that is no longer his."""
    if not delivery.recipient.is_active:
        return False
    way = {Channel.EMAIL: email, Channel.WEBHOOK: webhook, Channel.SMS: sms}
    return way[Channel(delivery.channel)](delivery)


def email(delivery: Delivery) -> bool:
    """The Message-ID comes from the key: the same letter twice is one letter to a mail server."""
    address = delivery.recipient.email
    if not address:
        return False
    letter = letter_of(delivery)
    body = f"{letter.text}\n\n{letter.url}" if letter.url else letter.text
    number = hashlib.sha256(letter.key.encode()).hexdigest()[:40]
    EmailMessage(
        letter.subject,
        body,
        settings.DEFAULT_FROM_EMAIL,
        [address],
        headers={"Message-ID": f"<{number}@ygdz-flow>", "X-YGDZ-Key": letter.key},
    ).send()
    return True


def webhook(delivery: Delivery) -> bool:
    """To the group's robot, signed as its maker asks and once more by us."""
    place = settings.NOTICE_WEBHOOK
    if not place["url"]:
        raise wire.NotTaken("NOT CONFIGURED")
    letter, now, secret = letter_of(delivery), clock.now(), place["secret"]
    url, shape = robots.SHAPES[place["style"]](letter, place["url"], secret, now)
    body = json.dumps(shape, ensure_ascii=False).encode()
    answer = wire.post(url, body, robots.headers(letter.key, secret, now, body))
    robots.check(place["style"], answer)
    return True


def sms(delivery: Delivery) -> bool:
    """Through the gateway: the subject and no more, for a telephone lies about."""
    gateway = settings.NOTICE_SMS
    if not gateway["url"]:
        raise wire.NotTaken("NOT CONFIGURED")
    number = phone_of(delivery.recipient)
    if not number:
        return False
    letter = letter_of(delivery)
    values = {
        "phone": number,
        "text": _short(letter),
        "key": letter.key,
        "token": gateway["token"],
    }
    body = json.dumps(_filled(json.loads(gateway["body"]), values), ensure_ascii=False).encode()
    headers = {"Content-Type": "application/json; charset=utf-8", "X-YGDZ-Key": letter.key}
    if gateway["token"]:
        headers["Authorization"] = f"Bearer {gateway['token']}"
    _check(wire.post(gateway["url"], body, headers), gateway["ok"])
    return True


def _check(answer: bytes, wanted: str) -> None:
    """``wanted``: "code=0" for a gateway that says 200 to everything; "" where 200 is enough."""
    if not wanted:
        return
    name, _, value = wanted.partition("=")
    try:
        said = str(json.loads(answer)[name])
    except (ValueError, KeyError, TypeError):
        raise wire.NotTaken("GATEWAY ?") from None
    if said != value:
        raise wire.NotTaken(
            f"GATEWAY {said}" if said.lstrip("-").isdecimal() and len(said) < 8 else "GATEWAY ?"
        )


def _short(letter: Letter) -> str:
    end = "。请登录以工代赈系统查看。"
    text = letter.subject.rstrip("。")
    room = MOST_SMS - len(end)
    return (text if len(text) <= room else f"{text[: room - 1]}…") + end


def _filled(shape: Any, values: dict[str, str]) -> Any:
    """``shape`` with {phone}, {text}, {key}, {token} replaced in its strings; JSON stays JSON."""
    if isinstance(shape, dict):
        return {name: _filled(each, values) for name, each in shape.items()}
    if isinstance(shape, list):
        return [_filled(each, values) for each in shape]
    if not isinstance(shape, str):
        return shape
    for name in ("key", "token", "phone", "text"):  # the text last: it may hold braces of its own
        shape = shape.replace(f"{{{name}}}", values[name])
    return shape
