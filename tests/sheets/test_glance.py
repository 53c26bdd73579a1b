"""A glance is sure or says nothing: what it passes, the walk over every element passes too."""

import pytest

from flows.sheets.glance import glance
from flows.sheets.problems import UnreadableFile
from flows.sheets.scan import SheetScan, _Walker, walk, within

HEAD = '<worksheet xmlns="x"><sheetData><row r="1">'
TAIL = "</row></sheetData></worksheet>"


def sheet(*cells):
    return (HEAD + "".join(cells) + TAIL).encode()


@pytest.mark.parametrize("cell", ["A12", "AB12", "CB12", "CC12", "A9999", "A10000", "XFD1048576"])
def test_an_ordinary_sheet_reaches_no_further_than_is_said(cell):
    content = sheet('<c r="A1"><v>1</v></c>', f'<c r="{cell}"><v>5</v></c>')
    rows, columns, _ = glance(content, [], 100)
    walked = SheetScan("x", False, "")
    try:
        walker = _Walker(walked, [], [10**6])
        walk(content, walker.start, walker.end, walker.text)
    except UnreadableFile:
        assert not within(rows, columns)
    else:
        assert within(rows, columns)
    assert rows > walked.last_row and columns > walked.last_column


def test_text_and_faults_are_what_the_walk_finds():
    content = sheet('<c r="A1" t="s"><v>1</v></c>', '<c r="AB12" s="3"><v>5</v></c>', '<c r="C3"/>')
    rows, columns, text = glance(content, [4, 9], 100)
    walked = SheetScan("x", False, "")
    walker = _Walker(walked, [4, 9], [10**6])
    walk(content, walker.start, walker.end, walker.text)
    assert rows >= 12 == walked.last_row + 1 and columns >= 28 == walked.last_column + 1
    assert text >= 9 + 1 and not walked.broken


@pytest.mark.parametrize(
    "odd",
    [
        '<c r="A1" t="e"><v>#REF!</v></c>',
        '<c r="A1"><f>1+1</f><v></v></c>',
        "<c r='A1'><v>1</v></c>",
        "<c><v>1</v></c>",
        '<c s="1" r="A1"><v>1</v></c>',
        '<c r = "A1"><v>1</v></c>',
        '<c r="A1" t="&#101;"><v>#REF!</v></c>',
        '<x:c r="A1"><v>1</v></x:c>',
        '<!-- x --><c r="A1"><v>1</v></c>',
        '<c r="A1"><v><![CDATA[1]]></v></c>',
        '<c r="A1" t="s"><v>7</v></c>',
        '<c r="A1" t="s"><v> 1 </v></c>',
        '<c r="A1"><v>1</c>',
    ],
)
def test_whatever_is_odd_is_left_to_the_walk(odd):
    assert glance(sheet(odd), [4, 9], 100) is None


def test_hidden_and_merged_and_long_text_too():
    assert glance(b'<worksheet><row r="1" hidden="1"/></worksheet>', [], 100) is None
    assert (
        glance(b'<worksheet><mergeCells><mergeCell ref="A1:B1"/></mergeCells></worksheet>', [], 9)
        is None
    )
    assert glance(sheet('<c r="A1" t="s"><v>0</v></c>'), [101], 100) is None
