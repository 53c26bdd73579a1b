"""The group robots: shapes and signatures as the receiver checks them, at a real server on this machine."""

import base64
import hashlib
import hmac
import json
import time
from urllib.parse import parse_qs, urlsplit

import pytest

from notifications import send, wire
from notifications.models import Channel, Delivery, Outcome
from notifications.route import route
from notifications.tasks import deliver_outbox

from .people import a_message
from .receiving import receiving

pytestmark = pytest.mark.django_db


def sha256(key, text):
    return hmac.new(key.encode(), text, hashlib.sha256).digest()


def ours(call, secret):
    """What any receiver checks: that body, key and time come from who has the secret."""
    stamp = call.headers["X-YGDZ-Timestamp"]
    assert abs(time.time() - int(stamp)) < 60
    signed = sha256(secret, f"{stamp}\n{call.key}\n".encode() + call.body).hex()
    return call.headers["X-YGDZ-Signature"] == f"sha256={signed}"


def sent_to(robot, receiver, style, **message):
    robot["style"] = style
    a_message(**message)
    assert deliver_outbox() == 1
    (call,) = receiver.calls
    assert ours(call, "SEC-1") and not ours(call, "SEC-2") and call.key == "k1:webhook"
    return call


def test_the_kind_is_said_once(robot, receiver):
    text = sent_to(robot, receiver, "wecom", subject="待办：道路 · 审核").said["markdown"][
        "content"
    ]
    assert text.startswith("**〔待办〕道路 · 审核**")


def test_any_receiver(robot, receiver):
    receiver.answer = b""
    call = sent_to(robot, receiver, "plain")
    assert call.said == {
        "key": "k1:webhook",
        "kind": "待办",
        "recipient": "收件人",
        "subject": "待办1",
        "text": "请办理。",
        "url": "http://127.0.0.1:8000/papers/PlanItem/1/",
    }


def test_wecom(robot, receiver):
    said = sent_to(robot, receiver, "wecom").said
    assert said["msgtype"] == "markdown" and set(said) == {"msgtype", "markdown"}
    text = said["markdown"]["content"]
    assert "**〔待办〕待办1**" in text and "收件人：收件人" in text
    assert "](http://127.0.0.1:8000/papers/PlanItem/1/)" in text


def test_dingtalk(robot, receiver):
    call = sent_to(robot, receiver, "dingtalk")
    asked = {name: values[0] for name, values in parse_qs(urlsplit(call.path).query).items()}
    assert asked["access_token"] == "T0ken"
    assert abs(time.time() * 1000 - int(asked["timestamp"])) < 60_000  # milliseconds
    text = f"{asked['timestamp']}\nSEC-1".encode()
    assert asked["sign"] == base64.b64encode(sha256("SEC-1", text)).decode()
    assert call.said["msgtype"] == "markdown" and call.said["markdown"]["title"] == "待办1"


def test_feishu(robot, receiver):
    receiver.answer = b'{"code": 0, "msg": "success", "data": {}}'
    said = sent_to(robot, receiver, "feishu").said
    assert abs(time.time() - int(said["timestamp"])) < 60  # seconds
    assert said["sign"] == base64.b64encode(sha256(f"{said['timestamp']}\nSEC-1", b"")).decode()
    assert said["msg_type"] == "text" and said["content"]["text"].startswith(
        "〔待办〕待办1\n收件人"
    )


@pytest.mark.parametrize("style", ["wecom", "dingtalk", "feishu"])
def test_a_name_is_never_a_command(robot, receiver, style):
    """A project may be called anything: it mentions nobody and links nowhere."""
    receiver.answer = b'{"errcode": 0, "code": 0}'
    bad = '<@all> @所有人 [点这里](http://evil.example) <at user_id="all"></at> **x** `y`'
    call = sent_to(robot, receiver, style, subject=bad, text=f"{bad}\n# 标题\n" + "长" * 5000)
    said = json.dumps(call.said, ensure_ascii=False)
    for mark in ("<", "@", "[点", "# 标题", "`"):
        assert mark not in said
    assert len(call.body) < 4096


@pytest.mark.parametrize(
    "style, answer, error",
    [
        ("wecom", b'{"errcode": 45009, "errmsg": "api freq out of limit"}', "ROBOT 45009"),
        ("dingtalk", b'{"errcode": 310000, "errmsg": "sign not match T0ken"}', "ROBOT 310000"),
        ("feishu", b'{"code": 19021, "msg": "sign match fail"}', "ROBOT 19021"),
        ("feishu", b"<html>login</html>", "ROBOT ?"),
        ("wecom", b"[]", "ROBOT ?"),
        ("wecom", b'{"errcode": "13800138000"}', "ROBOT ?"),
        ("plain", b"x" * (wire.MOST_BYTES + 1), "ANSWER TOO LONG"),
    ],
)
def test_a_robot_that_says_no_with_200(robot, receiver, caplog, style, answer, error):
    receiver.answer, robot["style"] = answer, style
    a_message()
    assert deliver_outbox() == 0
    row = Delivery.objects.get()
    assert (row.outcome, row.error, row.attempts) == (Outcome.WAITING, error, 1)
    assert "T0ken" not in caplog.text and "SEC-1" not in caplog.text


@pytest.mark.parametrize("status", [400, 401, 403, 404, 429, 500, 503])
def test_http_errors(robot, receiver, status):
    receiver.status = status
    a_message()
    deliver_outbox()
    assert Delivery.objects.get().error == f"HTTP {status}"


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(robot, receiver, status):
    """Neither the token nor the text goes where somebody else points."""
    with receiving() as elsewhere:
        receiver.status, receiver.more = status, {"Location": elsewhere.url}
        a_message()
        assert deliver_outbox() == 0
        assert Delivery.objects.get().error == f"HTTP {status}" and not elsewhere.calls


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://h/x", "gopher://h", "//h/x", "data:,x"]
)
def test_only_the_web(robot, url):
    robot["url"] = url
    a_message()
    assert deliver_outbox() == 0 and Delivery.objects.get().error == "SCHEME"


def test_nobody_there(robot, settings):
    robot["url"] = "http://127.0.0.1:9/robot?access_token=T0ken"
    a_message()
    assert deliver_outbox() == 0 and Delivery.objects.get().error == "ConnectionRefusedError"


def test_a_channel_that_was_taken_away_ends_in_an_incident_not_in_silence(robot):
    a_message()
    route()
    robot["url"] = ""
    for _ in range(send.MOST_ATTEMPTS):
        deliver_outbox()
        Delivery.objects.filter(outcome=Outcome.WAITING).update(due_at="2020-01-01T00:00+08:00")
    row = Delivery.objects.get()
    assert (row.outcome, row.error) == (Outcome.FAILED, "NOT CONFIGURED")


def test_the_pace_of_a_robot_is_kept(robot, receiver):
    robot["per_minute"] = 3
    for number in range(5):
        a_message(number)
    assert deliver_outbox() == 3 and deliver_outbox() == 0
    Delivery.objects.filter(outcome=Outcome.SENT).update(ended_at="2020-01-01T00:00+08:00")
    assert deliver_outbox() == 2 and len(receiver.calls) == 5


# -- time --------------------------------------------------------------------------------------


@pytest.fixture
def impatient(monkeypatch):
    """The same patience, in tenths."""
    monkeypatch.setattr(wire, "SILENCE", 0.4)
    monkeypatch.setattr(wire, "MOST_SECONDS", 0.8)
    monkeypatch.setattr(send, "SLOW", 0.3)


@pytest.mark.parametrize("how", ["hangs", "drips"])
def test_one_that_hangs_or_drips_is_left(robot, receiver, impatient, how):
    setattr(receiver, how, True)
    a_message()
    began = time.monotonic()
    assert deliver_outbox() == 0
    assert time.monotonic() - began < 5
    assert Delivery.objects.get().error == "TimeoutError"


def test_one_that_hangs_holds_up_nobody_else(robot, receiver, impatient, settings, mailoutbox):
    """Twenty wait for the robot: one knocks, the others wait a minute; the mail goes out meanwhile."""
    settings.NOTICE_CHANNELS = ["email", "webhook"]
    receiver.hangs = True
    for number in range(20):
        a_message(number)
    began = time.monotonic()
    assert deliver_outbox() == 20 and deliver_outbox() == 0
    assert time.monotonic() - began < 8 and len(mailoutbox) == 20
    assert len(receiver.calls) == 1
    rows = Delivery.objects.filter(channel=Channel.WEBHOOK, outcome=Outcome.WAITING)
    assert rows.count() == 20 and rows.filter(attempts=0).count() == 19
