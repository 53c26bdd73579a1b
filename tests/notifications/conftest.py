import pytest

from .receiving import receiving


@pytest.fixture
def receiver():
    with receiving() as found:
        yield found


@pytest.fixture
def robot(receiver, settings):
    """The house has a group robot, at the receiver; people get it when they choose nothing."""
    place = {"url": receiver.url, "style": "plain", "secret": "SEC-1", "per_minute": 0}
    settings.NOTICE_WEBHOOK = place
    settings.NOTICE_CHANNELS = ["webhook"]
    return place


@pytest.fixture
def gateway(receiver, settings):
    """The house has a gateway for SMS, at the receiver."""
    place = {
        "url": receiver.url,
        "token": "s3cret",
        "body": '{"mobile": "{phone}", "content": "{text}", "id": "{key}", "sign": 7}',
        "ok": "errcode=0",
    }
    settings.NOTICE_SMS = place
    settings.NOTICE_CHANNELS = ["sms"]
    return place
