"""A glance is sure or says nothing: what it passes, the walk over every element passes too."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.sheets.glance import COLUMNS, glance
from flows.sheets.problems import UnreadableFile
from flows.sheets.scan import SheetScan, _Walker, walk, within

HEAD = '<worksheet xmlns="x"><cols><col min="1" max="3"/></cols><sheetData>'
TAIL = '</sheetData><mergeCells><mergeCell ref="A1:B1"/></mergeCells></worksheet>'
LENGTHS = [4, 9]
PLAIN = [
    '<c r="A{}"><v>1</v></c>',
    '<c r="AB{}" s="3"><v>5</v></c>',
    '<c r="C{}"/>',
    '<c r="C{}" s="3" />',
    '<c r="D{}" s="3" t="s"><v>1</v></c>',
    '<c r="E{}" t="s" s="12"><v>0</v></c>',
    '<c r="F{}" t="inlineStr"><is><t>&#22995;名&amp;</t></is></c>',
    '<c r="F{}" t="inlineStr"><is><t xml:space="preserve"> 甲 </t></is></c>',
    '<c r="G{}"><f>E2*F2</f><v>4400</v></c>',
    '<c r="G{}"><f t="shared" si="0"/><v>4400</v></c>',
    '<c r="H{}" t="b"><v>1</v></c>',
    '<c r="CB{}"><v></v></c>',
]
ODD = [
    '<c r="A{}" t="e"><v>#REF!</v></c>',
    '<c r="A{}"><f>1+1</f><v></v></c>',
    '<c r="A{}"><f>1+1</f><v> </v></c>',
    '<c r="A{}"><f>1+1</f></c>',
    "<c r='A{}'><v>1</v></c>",
    "<c><v>1</v></c>",
    '<c s="1" r="A{}"><v>1</v></c>',
    '<c r = "A{}"><v>1</v></c>',
    '<c r="A{}" t="&#101;"><v>#REF!</v></c>',
    '<x:c r="A{}"><v>1</v></x:c>',
    '<!-- x --><c r="A{}"><v>1</v></c>',
    '<c r="A{}"><v><![CDATA[1]]></v></c>',
    '<c r="A{}"><v>&other;</v></c>',
    '<c r="A{}"><v>&#0;</v></c>',
    '<c r="A{}"><v>&#55296;</v></c>',
    '<c r="A{}"><v>\x01</v></c>',
    '<c r="A{}" t="s"><v>7</v></c>',
    '<c r="A{}" t="s"><v> 1 </v></c>',
    '<c r="A{}" t="s"/>',
    '<c r="A{}"><v>1</c>',
    '<c r="A{}" s="1" t="n" s="2"><v>1</v></c>',
    '<c r="A{}"><f t="shared" si="0" t="array"/><v>1</v></c>',
    '<c r="A{}"><f 1t="shared"/><v>1</v></c>',
    '<c r="A9{}"><v>1</v></c>',  # not of its row
    '<c r="CC{}"><v>1</v></c>',
    '<c r="XFD{}"><v>1</v></c>',
    '</row><row r="2" hidden="1"><c r="A2"><v>1</v></c>',
    "</row><row><c><v>1</v></c>",
]


def sheet(*cells, number=1, more=' spans="1:15" x14ac:dyDescent="0.25"'):
    inside = "".join(cell.format(number) for cell in cells)
    return f'{HEAD}<row r="{number}"{more}>{inside}</row>{TAIL}'.encode()


def walked(content):
    found = SheetScan("x", False, "")
    walker = _Walker(found, LENGTHS, [10**6])
    walk(content, walker.start, walker.end, walker.text)
    return found


def told(found):
    return found.broken, found.hidden_rows, found.hidden_columns, found.merged


@pytest.mark.parametrize("cell", PLAIN)
@pytest.mark.parametrize("number", [1, 9999, 1048576])
def test_plain_rows_are_known_at_a_glance(cell, number):
    content = sheet(PLAIN[0], cell, number=number)
    plain = glance(content, LENGTHS, 100)
    assert plain.rows == number and len(plain.frame) == len(HEAD) + len(TAIL)
    if not within(number, COLUMNS):
        return
    found = walked(content)
    assert told(found) == told(walked(plain.frame)) and found.merged
    assert plain.rows > found.last_row and found.last_column < COLUMNS


def test_a_line_for_every_row_is_as_plain():
    content = sheet("\n", *(cell + "\r\n" for cell in PLAIN)).replace(b"</row>", b"</row>\n")
    assert glance(content, LENGTHS, 100).rows == 1 and told(walked(content)) == outcome(sheet())


@pytest.mark.parametrize("cell", ODD)
def test_whatever_is_odd_is_left_to_the_walk(cell):
    assert glance(sheet(PLAIN[0], cell, PLAIN[1]), LENGTHS, 100) is None


@pytest.mark.parametrize(
    "said", ['14ac:x="1"', ':x="1"', 'x:="1"', 'a:b:c="1"', 'x:1="1"', 'ht="1" spans="1" ht="2"']
)
def test_a_row_of_which_something_wrong_is_said_is_left_to_the_walk(said):
    content = sheet(PLAIN[0], more=f" {said}")
    assert glance(content, [], 100) is None
    assert glance(sheet(PLAIN[0], more=" a=\"1\" a.b='2'"), [], 100) is None
    assert glance(sheet(PLAIN[0], more=' ht="1" customHeight="1" x:ht="2"'), [], 100) is not None


def test_text_is_never_less_than_the_walk_counts():
    content = sheet(*PLAIN)
    walker = _Walker(SheetScan("x", False, ""), LENGTHS, [10**6])
    walk(content, walker.start, walker.end, walker.text)
    assert glance(content, LENGTHS, 100).text >= 10**6 - walker.budget[0] > 20


def test_hidden_rows_long_text_and_what_is_no_table_are_left_to_the_walk():
    assert glance(sheet(PLAIN[0], more=' hidden="1"'), [], 100) is None
    assert glance(sheet(PLAIN[4]), [4, 101], 100) is None
    assert glance(b"<worksheet/>", [], 100) is None
    assert glance("<worksheet><sheetData></sheetData>".encode("utf-16"), [], 100) is None
    assert glance(sheet(PLAIN[6]).replace("名".encode(), b"\xff"), [], 100) is None
    assert glance(sheet(PLAIN[6].replace("名", "\uffff")), [], 100) is None


@pytest.mark.parametrize(
    "around",
    [
        "<!-- {} -->",
        "{0}{0}",
        '<x:sheetData><row r="1"><c r="XFD1"><v>1</v></c></row></x:sheetData>{}',
        '{}<sheetData ><row r="1" hidden="1"><c r="A1"><v>1</v></c></row></sheetData>',
        "<![CDATA[{}]]>",
    ],
)
def test_what_stands_beside_the_rows_is_walked(around):
    """However the rows are wrapped: nothing is lost between the rows known and the frame walked."""
    rows = '<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>'
    content = f"<worksheet>{around.format(rows)}</worksheet>".encode()
    plain = glance(content, [], 100)
    assert len(plain.frame) == len(content) - len(rows) + len("<sheetData></sheetData>")
    assert outcome(plain.frame) == outcome(content)


def outcome(content):
    try:
        return told(walked(content))
    except UnreadableFile as refusal:
        return refusal.code


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(PLAIN), min_size=1, max_size=6), st.integers(0, 10**9))
def test_a_byte_changed_anywhere_is_seen_by_both_or_by_neither(cells, seed):
    """Whatever is damaged: where the glance is still sure, the walk finds the same."""
    dice = random.Random(seed)
    content = bytearray(sheet(*cells))
    for _ in range(dice.randint(1, 2)):
        at = dice.randrange(len(content))
        content[at : at + dice.randint(0, 2)] = bytes(
            dice.choice(b"<>/&;\"' =crst19e#:\x00\xe5") for _ in range(dice.randint(0, 2))
        )
    plain = glance(bytes(content), LENGTHS, 100)
    if plain is not None:
        assert outcome(plain.frame) == outcome(bytes(content))
