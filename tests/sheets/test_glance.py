"""A glance is sure or says nothing: what it passes, the walk over every element passes too."""

import pytest

from flows.sheets.glance import glance
from flows.sheets.scan import SheetScan, _Walker, walk

HEAD = '<worksheet xmlns="x"><sheetData><row r="1">'
TAIL = "</row></sheetData></worksheet>"


def sheet(*cells):
    return (HEAD + "".join(cells) + TAIL).encode()


def test_an_ordinary_sheet_is_measured():
    content = sheet('<c r="A1" t="s"><v>1</v></c>', '<c r="AB12" s="3"><v>5</v></c>', '<c r="C3"/>')
    rows, columns, text = glance(content, [4, 9], 100)
    walked = SheetScan("x", False, "")
    walker = _Walker(walked, [4, 9], [10**6])
    walk(content, walker.start, walker.end, walker.text)
    assert (rows, columns) == (12, 28) == (walked.last_row + 1, walked.last_column + 1)
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
