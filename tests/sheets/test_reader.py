"""Hostile and wrong files: refused with a code and a cure, in little time and memory."""

import io
import subprocess
import sys
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from flows.sheets.ledgers import parse
from flows.sheets.problems import UnreadableFile
from flows.sheets.reader import read_grid

ROOT = Path(__file__).parents[2]


def refused(data: bytes, name: str = "用工名册.xlsx") -> str:
    with pytest.raises(UnreadableFile) as problem:
        read_grid(name, data)
    assert problem.value.message
    ledger = parse(name, data)
    assert ledger.refused
    assert ledger.rows == []
    return problem.value.code


@pytest.fixture
def good(make) -> bytes:
    return make.xlsx([make.roster, make.roster_row(0)])


def sheet_xml(body: str, head: str = "") -> bytes:
    ns = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'{head}<worksheet xmlns="{ns}">{body}</worksheet>'.encode()


def with_sheet(make, good: bytes, body: str, head: str = "") -> bytes:
    return make.rezip(good, **{"xl__worksheets__sheet1.xml": sheet_xml(body, head)})


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.xlsx", b"", "FILE_EMPTY"),
        ("a.csv", b"", "FILE_EMPTY"),
        ("a.xlsx", b"PK\x03\x04" + b"0" * 40, "FILE_DAMAGED"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "FILE_OLD_XLS"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "FILE_OLD_XLS"),
        ("a.xls", b"<html><table></table></html>", "FILE_OLD_XLS"),
        ("a.xlsx", b"<html><table></table></html>", "FILE_HTML"),
        ("a.csv", b"\xef\xbb\xbf <HTML>", "FILE_HTML"),
        ("a.xlsm", b"PK", "FILE_MACRO"),
        ("a.ods", b"PK", "FILE_ODS"),
        ("a.et", b"PK", "FILE_FORMAT"),
        ("a.pdf", b"%PDF-1.4", "FILE_FORMAT"),
        ("a.xlsx", b"%PDF-1.4", "FILE_MISMATCH"),
        ("名册", b"PK", "FILE_FORMAT"),
        ("a.xlsx", "姓名,身份证号".encode(), "FILE_MISMATCH"),
        ("a.csv", b"PK\x03\x04", "FILE_MISMATCH"),
        ("a.csv", "姓名,身份证号".encode("utf-16-le"), "FILE_MISMATCH"),
        ("a.csv", b"\xff\xff\x80\x80", "CSV_ENCODING"),
        ("a.csv", '姓名,"身份证号\n'.encode(), "CSV_BROKEN"),
        ("a.csv", b"x" * (21 * 1024 * 1024), "FILE_TOO_BIG"),
        ("a.csv", b"1\n" * 200_001, "TOO_MANY_ROWS"),
        ("a.csv", b"," * 200, "TOO_MANY_COLUMNS"),
    ],
)
def test_foreign_files(name, data, code):
    assert refused(data, name) == code


def test_truncated_anywhere(good):
    for end in range(1, len(good), max(1, len(good) // 40)):
        assert refused(good[:end]) in {"FILE_DAMAGED", "FILE_MISMATCH"}


def test_one_flipped_byte_never_raises(good):
    for place in range(0, len(good), max(1, len(good) // 300)):
        broken = bytearray(good)
        broken[place] ^= 0x55
        parse("用工名册.xlsx", bytes(broken))


def test_other_archives(make, good):
    assert refused(make.rezip(good, **{"xl__vbaProject.bin": b"x"})) == "FILE_MACRO"
    types = zipfile.ZipFile(io.BytesIO(good)).read("[Content_Types].xml")
    macro = types.replace(b"sheet.main+xml", b"sheet.macroEnabled.main+xml")
    assert refused(make.rezip(good, **{"[Content_Types].xml": macro})) == "FILE_MACRO"
    assert refused(make.rezip(good, **{"xl__workbook.xml": None})) == "FILE_MISMATCH"
    assert refused(make.rezip(good, **{"content.xml": b"<a/>"})) == "FILE_ODS"
    assert refused(make.rezip(good, **{"xl__workbook.bin": b""})) == "FILE_XLSB"


def test_zip_bombs_are_refused_unopened(make, good):
    bombs = [
        ("ZIP_ENTRIES", {f"x{n}.xml": b"<a/>" for n in range(200)}),
        ("ZIP_ENTRIES", {f"x{n}": b"" for n in range(2000)}),
        ("ZIP_BOMB", {"xl__media.bin": b"\0" * 41 * 2**20}),
        ("ZIP_BOMB", {f"x{n}.xml": b"\0" * 18 * 2**20 for n in range(3)}),
        ("ZIP_BOMB", {"xl__styles.xml": b" " * 2 * 2**20}),
    ]
    for code, parts in bombs:
        bomb = make.rezip(good, **parts)
        tracemalloc.start()
        assert refused(bomb) == code
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert peak < 8 * 2**20


def test_lying_directory(make, good):
    """The directory says 100 bytes, the stream holds thirty million: only what is counted is read."""
    bomb = make.rezip(good, **{"xl__worksheets__sheet1.xml": sheet_xml(" " * 30_000_000)})
    archive = bytearray(bomb)
    for magic, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = archive.find(b"xl/worksheets/sheet1.xml")
        while at >= 0:
            header = archive.rfind(magic, 0, at)
            if header >= 0 and at - header in {30, 46}:
                archive[header + offset : header + offset + 4] = (100).to_bytes(4, "little")
            at = archive.find(b"xl/worksheets/sheet1.xml", at + 1)
    assert refused(bytes(archive)) == "FILE_DAMAGED"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ('<sheetData><row r="1"><c r="XFD1"><v>1</v></c></row></sheetData>', "TOO_MANY_COLUMNS"),
        (
            '<sheetData><row r="1048576"><c r="A1048576"><v>1</v></c></row></sheetData>',
            "TOO_MANY_ROWS",
        ),
        ('<sheetData><row r="190000"><c r="CA190000"><v>1</v></c></row></sheetData>', "TOO_LARGE"),
        (
            '<sheetData><row r="1"><c r="A1" t="s"><v>99999</v></c></row></sheetData>',
            "FILE_DAMAGED",
        ),
        ('<sheetData><row r="1"><c r="9A"><v>1</v></c></row></sheetData>', "FILE_DAMAGED"),
        ('<sheetData><row r="x"><c r="A1"><v>1</v></c></row></sheetData>', "FILE_DAMAGED"),
        ('<cols><col hidden="1"/></cols><sheetData/>', "FILE_DAMAGED"),
        ("<sheetData><row>", "FILE_DAMAGED"),
    ],
)
def test_far_and_broken_cells(make, good, body, code):
    assert refused(with_sheet(make, good, body)) == code


def test_entities(make, good):
    bomb = "<!DOCTYPE x [" + '<!ENTITY a "aaaaaaaaaa">' + '<!ENTITY b "&a;&a;&a;&a;">' + "]>"
    outside = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    for head in (bomb, outside):
        assert refused(with_sheet(make, good, "<sheetData/>", head)) == "FILE_DTD"


def test_shared_string_bomb(make, good):
    """One long string named by many cells is as much text as the cells say."""
    ns = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    strings = f'<sst xmlns="{ns}"><si><t>{"甲" * 30_000}</t></si></sst>'.encode()
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 2000))
    data = with_sheet(make, good, f"<sheetData>{cells}</sheetData>")
    assert refused(make.rezip(data, **{"xl__sharedStrings.xml": strings})) == "TEXT_TOO_LONG"


def test_1904(make, good):
    workbook = zipfile.ZipFile(io.BytesIO(good)).read("xl/workbook.xml")
    assert b"<workbookPr" in workbook
    changed = workbook.replace(b"<workbookPr", b'<workbookPr date1904="1"', 1)
    assert refused(make.rezip(good, **{"xl__workbook.xml": changed})) == "FILE_1904"


def test_far_formats_without_values_are_harmless(make):
    data = make.xlsx(
        [make.roster, make.roster_row(0)],
        lambda sheet: setattr(sheet["XFD90000"], "number_format", "@"),
    )
    assert parse("用工名册.xlsx", data).errors == []


def test_million_rows_in_bounded_memory(make, good, tmp_path):
    rows = "".join(
        f'<row r="{n}"><c r="A{n}"><v>{n * 7919 % 1000003}</v></c></row>' for n in range(1, 260_000)
    )
    path = tmp_path / "用工名册.xlsx"
    path.write_bytes(with_sheet(make, good, f"<sheetData>{rows}</sheetData>"))
    # VmHWM begins at exec. ru_maxrss does not: a child's would start at what the test process weighs.
    script = (
        "import re,sys;from flows.sheets.ledgers import parse\n"
        "ledger = parse('a.xlsx', open(sys.argv[1],'rb').read())\n"
        "peak = re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())\n"
        "print(ledger.errors[0].code, int(peak[1]) // 1024)"
    )
    out = subprocess.run(
        [sys.executable, "-c", script, path], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    assert out[0] == "TOO_MANY_ROWS"
    assert int(out[1]) < 128


def test_csv_encodings():
    text = "交易日期,流水号,收款户名,收款账号,金额,交易状态,附言\r\n2025-07-18,1,吕树,6222020238347017465,2600.00,成功,劳务\r\n"
    for encoding in ("utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"):
        ledger = parse("银行回单-2025-06.csv", text.encode(encoding))
        assert ledger.errors == [], encoding
        assert ledger.rows[0].holder == "吕树"
    for sign in ("\t", ";", "|"):
        assert parse("银行回单-2025-06.csv", text.replace(",", sign).encode()).errors == []


def test_reading_from_the_first_row_on(make):
    def push_down(sheet):
        sheet.insert_rows(1, 3)
        sheet.insert_cols(1, 2)

    ledger = parse("用工名册.xlsx", make.xlsx([make.roster, make.roster_row(0)], push_down))
    assert ledger.errors == []
    assert ledger.rows[0].row == 5
