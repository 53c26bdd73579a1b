"""Two ways to read a row say the same: facts, faults, what was tidied, who was seen."""

import base64
import datetime
import hmac

from django.conf import settings
from hypothesis import given
from hypothesis import settings as tuned
from hypothesis import strategies as st
from stdnum import luhn

from flows.engine.privacy import blind
from flows.sheets import cells, checks, usual
from flows.sheets.headings import recognise
from flows.sheets.identity import check_digit, is_sound
from flows.sheets.problems import CellProblem
from flows.sheets.reader import Broken
from flows.sheets.rows import Taker

HEADING = ["序号", "姓名", "身份证号", "工种", "出勤工日", "计件数量", "单价", "应发", "奖扣", "实发",
           "银行卡号", "户名", "发放日期", "本人确认", "备注"]  # fmt: skip
IDS = ["11010519491231002X", "110228197908219489", "110118198809100315"]
SOME = [
    [1, 1.0, True, "1", "001"],
    ["甲某", "乙某", "甲 某", "", "甲某13800138000", "欧阳·小明", 5.0, Broken("#REF!"), "甲"],
    [*IDS, IDS[0].lower(), "110118198809100316", "", 1.1e17, " " + IDS[1], "110118198813100315"],
    ["普工", "", 1.0, True, "普 工", "13800138000", "\u202e工"],
    [22.0, "22", "22.50", 0.0, -0.0, True, 1.0, "", "√", "x", 22.3, "２２"],
    ["", 3.0, "3", "3.001", False],
    [200.0, "200", "¥200", 200.001, "", "1", 1.0, True, -200.0],
    [4400.0, "4,400.00", 4400.0, "x", ""],
    [0.0, -0.0, "", "-50", -50.0, False],
    [4400.0, "4400", "４４００", "", 1e12],
    ["6222020238347017465", "", 6222.0, "6222 0202 3834 7017", "1e5", "622202", "无"],
    ["甲某", "乙某", "", "丙 某", 5.0],
    ["2025-07-18", datetime.date(2025, 7, 18), datetime.datetime(2025, 7, 18), 45856.0, "", "-", "x"],
    ["", "已确认", "否", True, 1.0, False, 0.0, "？"],
    ["", "补", "尾号13800138000", " 补", 1.0, True],
]  # fmt: skip
# A good value first, and often: two rows alike are what the second way is for.
CELLS = [st.sampled_from([said[0]] * 6 + said) for said in SOME]
ROW = st.tuples(*CELLS).map(list) | st.tuples(*CELLS[:9]).map(list)


def read(rows, one_by_one):
    table = [HEADING, *rows]
    taker = Taker(sheet="台账", headings=recognise(table), month="2025-07")
    lines = list(enumerate(table))[1:]
    way = usual.one_by_one if one_by_one else usual.reader
    found = list(way(taker)(lines))
    checks.same_person_twice(taker)
    return repr(found), taker.errors, taker.tidied, taker.seen


@tuned(max_examples=150, deadline=None)
@given(st.lists(ROW, min_size=1, max_size=8))
def test_both_ways_say_the_same(rows):
    assert read(rows, one_by_one=False) == read(rows, one_by_one=True)


def test_the_usual_row_is_not_read_cell_by_cell(monkeypatch):
    slow = []
    monkeypatch.setattr(usual, "read_row", lambda taker: slow.append(taker.row) or real(taker))
    good = [said[0] for said in SOME]
    rows = [[n, "甲乙丙"[n] + "某", IDS[n], *good[3:]] for n in range(3)]
    rows = [[*row[:11], row[1], *row[12:]] for row in rows]
    assert read(rows, one_by_one=False) == read(rows, one_by_one=True)
    assert slow[:1] == [2] and slow.count(3) == 1  # the other way reads each


real = usual.read_row


@given(st.from_regex(r"[0-9]{17}[0-9X]", fullmatch=True) | st.sampled_from(IDS))
def test_a_sound_id_is_one_that_is_taken(number):
    number = number[:17] + (check_digit(number) if int(number[16]) % 3 else number[17])
    try:
        taken = cells.id_number(number) == number
    except CellProblem:
        taken = False
    assert is_sound(number) is taken


@given(st.from_regex(r"[0-9]{6,19}", fullmatch=True))
def test_the_last_digit_proves_a_card(number):
    assert checks._luhn(number) is luhn.is_valid(number)


@given(st.text(min_size=1, alphabet=st.characters(codec="utf-8")))
def test_a_blind_index_is_the_hmac_of_the_number(plain):
    key = base64.b64decode(settings.BLIND_INDEX_KEY)
    assert blind(plain) == hmac.digest(key, plain.encode(), "sha256").hex()
