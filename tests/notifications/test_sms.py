"""短信: through the gateway, to a number that stands encrypted and nowhere else."""

import base64
import os

import pytest
from django.db import connection

from notifications.contacts import forget_phone, keep_phone, masked_phone, phone_of
from notifications.models import Contact, Delivery, Outcome
from notifications.route import route
from notifications.tasks import deliver_outbox

from .people import a_message, reader

pytestmark = pytest.mark.django_db
NUMBER = "13800138000"


@pytest.fixture
def phone():
    keep_phone(reader(), NUMBER)


def test_the_gateway_gets_number_text_and_key(gateway, receiver, phone):
    a_message(subject='项目"甲"：乡镇审核 {phone}')
    assert deliver_outbox() == 1
    (call,) = receiver.calls
    assert call.headers["Authorization"] == "Bearer s3cret" and call.key == "k1:sms"
    assert call.said == {
        "mobile": NUMBER,
        "content": '项目"甲"：乡镇审核 {phone}。请登录以工代赈系统查看。',
        "id": "k1:sms",
        "sign": 7,
    }


def test_it_is_short(gateway, receiver, phone):
    a_message(subject="长" * 200)
    deliver_outbox()
    assert len(receiver.calls[0].said["content"]) == 120


@pytest.mark.parametrize(
    "answer, error",
    [
        (b'{"errcode": 7, "m": "13800138000"}', "GATEWAY 7"),
        (b"{}", "GATEWAY ?"),
        (b"no", "GATEWAY ?"),
        (b'{"errcode": "13800138000"}', "GATEWAY ?"),
    ],
)
def test_a_gateway_that_says_no_with_200(gateway, receiver, phone, caplog, answer, error):
    receiver.answer = answer
    a_message()
    assert deliver_outbox() == 0 and Delivery.objects.get().error == error
    assert NUMBER not in caplog.text and "s3cret" not in caplog.text


def test_the_number_stands_nowhere_in_clear(gateway, receiver, phone):
    receiver.status = 500
    a_message()
    deliver_outbox()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT count(*) FROM {table} t WHERE t::text LIKE %s", [f"%{NUMBER}%"])
            assert cursor.fetchone()[0] == 0, table
    assert Contact.objects.get().address_cipher.startswith("k1:")
    assert phone_of(reader()) == NUMBER and masked_phone(reader()) == "****8000"


def test_keys_may_be_changed(phone, settings):
    """What an older key sealed is still opened, and sealed with the newer one when given again."""
    new = base64.b64encode(os.urandom(32)).decode()
    settings.FIELD_KEYS = {"k9": new} | settings.FIELD_KEYS
    assert phone_of(reader()) == NUMBER
    keep_phone(reader(), NUMBER)
    assert Contact.objects.get().address_cipher.startswith("k9:")


def test_nobody_without_a_number_is_sent_one(gateway, receiver):
    a_message(1)
    keep_phone(reader("other"), NUMBER)
    a_message(2, recipient=reader("other"))
    assert deliver_outbox() == 1
    assert Delivery.objects.count() == 1 and receiver.keys() == ["k2:sms"]


def test_who_takes_his_number_back_gets_none(gateway, receiver, phone):
    a_message()
    route()
    forget_phone(reader())
    assert deliver_outbox() == 0 and not receiver.calls
    assert Delivery.objects.get().outcome == Outcome.DROPPED
