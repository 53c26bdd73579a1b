"""No identity or card number reaches a log."""

import logging

import pytest

from ygdz_flow.masking import MaskingFilter, mask


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("身份证 11010519491231002X 重复", "身份证 **************002X 重复"),
        ("身份证 110105194912310021", "身份证 **************0021"),
        ("卡号6222021234567890123。", "卡号***************0123。"),
        ("15 位旧证 110105491231002", "15 位旧证 ***********1002"),
        ("手机 13800138000 与 20261122165701", "手机 *******8000 与 20261122165701"),
        ("手机 138-0013-8000，+8613800138000", "手机 *********8000，+*********8000"),
        ("卡 6222 0202 0011 2233 453", "卡 ******************* 453"),
        ("110105-19491231-002X", "****************002X"),
        (
            "项目 2503-110118-04-01-200001，12345678901",
            "项目 2503-110118-04-01-200001，12345678901",
        ),
        ("时刻 1763800000000 和 1763800000.123456", "时刻 1763800000000 和 1763800000.123456"),
        ("哈希 12345678901234567890123", "哈希 12345678901234567890123"),
    ],
)
def test_runs_of_15_to_19_digits(text: str, masked: str) -> None:
    assert mask(text) == masked


def test_arguments_and_traceback_are_masked() -> None:
    try:
        raise ValueError("110105194912310021")
    except ValueError as error:
        caught = (type(error), error, error.__traceback__)
    record = logging.LogRecord(
        "x", logging.ERROR, "x.py", 1, "card %s", ("6222021234567890123",), caught
    )
    assert MaskingFilter().filter(record)
    line = logging.Formatter().format(record)
    assert "6222021234567890123" not in line
    assert "110105194912310021" not in line
    assert "**************0021" in line
