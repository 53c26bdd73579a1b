"""ID, card and phone: sealed, found blindly, masked, and never in free text."""

import base64
import secrets

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from flows.engine import privacy

ID_NUMBER, CARD, PHONE = "11010519491231002X", "6222020200112233453", "13800138000"


def key():
    return base64.b64encode(secrets.token_bytes(32)).decode()


@given(st.text(max_size=60))
def test_round_trip(plain):
    sealed = privacy.encrypt(plain)
    assert privacy.decrypt(sealed) == plain
    assert len(plain) < 6 or plain.encode() not in base64.b64decode(sealed.partition(":")[2])


def test_the_same_number_is_sealed_differently_each_time():
    assert privacy.encrypt(CARD) != privacy.encrypt(CARD)


def test_the_blind_index_is_stable_and_keyed(settings):
    before = privacy.blind(ID_NUMBER)
    assert before == privacy.blind(ID_NUMBER) != privacy.blind(CARD)
    assert privacy.blind("") == ""
    settings.BLIND_INDEX_KEY = key()
    assert privacy.blind(ID_NUMBER) != before


def test_keys_may_be_changed_and_old_ones_still_open(settings):
    settings.FIELD_KEYS = {"k1": key()}
    old = privacy.encrypt(CARD)
    settings.FIELD_KEYS = {"k2": key()} | settings.FIELD_KEYS
    new = privacy.encrypt(CARD)
    assert old.startswith("k1:") and new.startswith("k2:")
    assert privacy.decrypt(old) == privacy.decrypt(new) == CARD
    settings.FIELD_KEYS = {"k2": settings.FIELD_KEYS["k2"]}
    with pytest.raises(KeyError):
        privacy.decrypt(old)


def test_a_changed_ciphertext_does_not_open():
    key_id, _, body = privacy.encrypt(CARD).partition(":")
    raw = bytearray(base64.b64decode(body))
    raw[-1] ^= 1
    with pytest.raises(InvalidTag):
        privacy.decrypt(f"{key_id}:{base64.b64encode(raw).decode()}")


@pytest.mark.parametrize(
    "text, kept",
    [
        (f"身份证{ID_NUMBER}。", "身份证****002X。"),
        (f"卡{CARD}，手机{PHONE}", "卡****3453，手机****8000"),
        ("卡 6222 0202 0011 2233 453", "卡 ****3453"),
        ("电话138-0013-8000", "电话****8000"),
        ("11010519491231002x", "****002x"),
        ("项目代码2503-110118-04-01-200001", "项目代码2503-110118-04-01-200001"),
        ("2025-01-06 至 2025-02-07，共336000.00元", "2025-01-06 至 2025-02-07，共336000.00元"),
        ("京发改〔2025〕12号", "京发改〔2025〕12号"),
        ("", ""),
        ("前\0后", "前后"),
    ],
)
def test_free_text_keeps_four_digits_at_most(text, kept):
    assert privacy.scrub(text) == kept


@given(st.text(alphabet="0123456789Xx 身份证-", max_size=60))
def test_scrubbed_text_holds_no_long_number(text):
    import re

    assert not re.search(r"\d{11}", privacy.scrub(text))


def test_names_and_tails():
    assert privacy.mask_name("吕树") == "吕*"
    assert privacy.mask_name("欧阳小明") == "欧***"
    assert privacy.mask_name("") == ""
    assert privacy.mask_tail("002X") == "****002X" and privacy.mask_tail("") == ""
