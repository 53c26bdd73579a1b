"""What the environment may say about the ways out, and what the queue is told to do."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

from notifications.models import Channel
from notifications.robots import SHAPES
from notifications.tasks import deliver_outbox
from ygdz_flow import settings as house
from ygdz_flow.celery import app
from ygdz_flow.local.state import ROOT


def load(**environment):
    return subprocess.run(
        [sys.executable, "-c", "import ygdz_flow.settings"],
        env=os.environ | environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize(
    "environment, said",
    [
        ({"WEBHOOK_URL": "https://h/x"}, "须同时设置 WEBHOOK_SECRET"),
        ({"WEBHOOK_URL": "file:///etc/passwd"}, "WEBHOOK_URL 须以 https:// 或 http:// 开头"),
        ({"WEBHOOK_STYLE": "slack"}, "WEBHOOK_STYLE 应为 plain、wecom、dingtalk、feishu 之一"),
        ({"SMS_URL": "ftp://h"}, "SMS_URL 须以"),
        ({"SMS_BODY": "{phone}"}, "SMS_BODY 不是 JSON"),
    ],
)
def test_a_mistake_is_said_at_the_start(environment, said):
    result = load(**environment)
    assert result.returncode != 0 and said in result.stderr


def test_what_is_right_starts():
    result = load(
        WEBHOOK_URL="https://h/x", WEBHOOK_SECRET="s", WEBHOOK_STYLE="feishu", SMS_URL="https://g"
    )
    assert result.returncode == 0, result.stderr


def test_every_channel_is_woken_and_every_style_has_its_shape():
    assert set(house.ROBOTS) == set(SHAPES)
    woken = {
        entry["args"][0]: (entry["task"], entry["schedule"])
        for entry in settings.CELERY_BEAT_SCHEDULE.values()
        if entry["task"] == deliver_outbox.name
    }
    assert woken == dict.fromkeys(Channel.values, (deliver_outbox.name, 5.0))
    app.loader.import_default_modules()
    assert deliver_outbox.name in app.tasks
