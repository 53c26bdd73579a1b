"""The base .docx of a layout, in the official layout of GB/T 9704-2012.

A4, margins 37/35/28/26 mm, 小标宋 二号 title, 仿宋 三号 body at 28.95 pt, 黑体 and 楷体 headings,
page numbers — 1 — outside. The .docx files are kept in templates_docx/ (command paper_templates).
"""

from __future__ import annotations

import io
from typing import Any

from docx import Document as Docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from .archive import FIXED, settled
from .layouts.blocks import ROW, Block, Break, Each, Layout, Table

SONG, FANG, HEI, KAI = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"
RED = RGBColor(0xC0, 0x00, 0x00)
LINE = Pt(28.95)
LEFT, CENTER, RIGHT = (
    WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT,
)  # fmt: skip
# font, size in pt, alignment, first line indented by two signs
STYLES: dict[str, tuple[str, float, Any, bool]] = {
    "letterhead": (SONG, 32, CENTER, False),
    "number": (FANG, 16, CENTER, False),
    "title": (SONG, 22, CENTER, False),
    "to": (FANG, 16, LEFT, False),
    "body": (FANG, 16, WD_ALIGN_PARAGRAPH.JUSTIFY, True),
    "heading": (HEI, 16, LEFT, True),
    "subheading": (KAI, 16, LEFT, True),
    "plain": (FANG, 14, LEFT, False),
    "closing": (FANG, 16, RIGHT, False),
    "appendix": (HEI, 16, LEFT, False),
    "note": (FANG, 14, LEFT, False),
}
ALIGN = {"left": LEFT, "center": CENTER, "right": RIGHT}


def base(layout: Layout) -> bytes:
    """The house's own template of ``layout``; the same bytes' content every time."""
    file = Docx()
    _page(file, layout.landscape)
    _footers(file)
    for block in layout.blocks:
        _add(file, block)
    props = file.core_properties
    props.title, props.author, props.comments = layout.kind.label, "", ""
    props.created = props.modified = FIXED
    out = io.BytesIO()
    file.save(out)
    return settled(out.getvalue(), {})


def _page(file: Any, landscape: bool) -> None:
    section = file.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    margins = (37, 35, 28, 26)
    if landscape:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height, margins = Mm(297), Mm(210), (28, 26, 25, 26)
    section.top_margin, section.bottom_margin = Mm(margins[0]), Mm(margins[1])
    section.left_margin, section.right_margin = Mm(margins[2]), Mm(margins[3])
    section.footer_distance = Mm(22)
    file.settings.odd_and_even_pages_header_footer = True
    normal = file.styles["Normal"]
    normal.font.size = Pt(16)
    _font(normal.element.get_or_add_rPr(), FANG)


def _font(properties: Any, name: str) -> None:
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    for place in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{place}"), name)


def _run(paragraph: Any, text: str, font: str, size: float) -> Any:
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    _font(run._element.get_or_add_rPr(), font)
    return run


def _add(file: Any, block: Block) -> None:
    if isinstance(block, Break):
        file.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    elif isinstance(block, Table):
        _table(file, block)
    elif isinstance(block, Each):
        _tag(file, f"{{%p for {ROW} in {block.rows} %}}")
        _paragraph(file, block.text, block.style)
        _tag(file, "{%p endfor %}")
    elif block.when:
        _tag(file, f"{{%p if {block.when} %}}")
        _paragraph(file, block.text, block.style)
        _tag(file, "{%p endif %}")
    else:
        _paragraph(file, block.text, block.style)


def _tag(file: Any, text: str) -> None:
    """A paragraph that is gone when the template is filled in."""
    file.add_paragraph(text)


def _paragraph(file: Any, text: str, style: str) -> None:
    font, size, align, indent = STYLES[style]
    paragraph = file.add_paragraph()
    shape = paragraph.paragraph_format
    shape.alignment, shape.space_before, shape.space_after = align, Pt(0), Pt(0)
    shape.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    shape.line_spacing = Pt(size + 14) if size > 20 else LINE
    if indent:
        _indent(paragraph, "firstLineChars", 200)
    if style == "closing":
        _indent(paragraph, "rightChars", 400)
    if style in ("title", "number"):
        shape.space_after = Pt(14)
    run = _run(paragraph, text, font, size)
    if style == "letterhead":
        run.font.color.rgb = RED
        shape.space_after = Pt(28)
        _rule(paragraph, "bottom", "C00000", 18)
    if style == "note":
        shape.space_before = Pt(28)
        _rule(paragraph, "top", "000000", 6)
        _rule(paragraph, "bottom", "000000", 6)


def _indent(paragraph: Any, name: str, hundredths: int) -> None:
    """Indents counted in signs (字), as the standard states them."""
    properties = paragraph._p.get_or_add_pPr()
    properties.get_or_add_ind().set(qn(f"w:{name}"), str(hundredths))


def _rule(paragraph: Any, side: str, colour: str, size: int) -> None:
    properties = paragraph._p.get_or_add_pPr()
    borders = properties.find(qn("w:pBdr"))
    if borders is None:
        borders = OxmlElement("w:pBdr")
        properties.insert_element_before(borders, "w:shd", "w:spacing", "w:ind", "w:jc")
    edge = OxmlElement(f"w:{side}")
    for name, value in (("val", "single"), ("sz", size), ("space", 4), ("color", colour)):
        edge.set(qn(f"w:{name}"), str(value))
    borders.append(edge)


def _table(file: Any, block: Table) -> None:
    """Head row (repeated on every page), one row for each, and the total."""
    columns = block.columns
    table = file.add_table(rows=4, cols=len(columns))
    table.style, table.autofit = "Table Grid", False
    table.alignment = CENTER
    head, start, row, end = table.rows
    _repeat(head)
    for at, column in enumerate(columns):
        for each in table.rows:
            each.cells[at].width = Mm(column.width)
        _cell(head.cells[at], column.title, CENTER, HEI)
        _cell(row.cells[at], f"{{{{ {ROW}.{column.name} }}}}", ALIGN[column.align])
    start.cells[0].text = f"{{%tr for {ROW} in {block.rows} %}}"
    end.cells[0].text = "{%tr endfor %}"
    if block.total:
        cells = table.add_row().cells
        _cell(cells[0].merge(cells[-1]), block.total, CENTER)
    file.add_paragraph().paragraph_format.line_spacing = Pt(8)


def _repeat(row: Any) -> None:
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:tblHeader"))


def _cell(cell: Any, text: str, align: Any, font: str = FANG) -> None:
    paragraph = cell.paragraphs[0]
    shape = paragraph.paragraph_format
    shape.alignment, shape.space_after, shape.line_spacing = align, Pt(0), Pt(16)
    _run(paragraph, text, font, 10.5)


def _footers(file: Any) -> None:
    """— 1 — outside (odd right, even left, one sign in), and the 校验码 that verify_trail reads."""
    section = file.sections[0]
    for footer, align, side in (
        (section.footer, RIGHT, "rightChars"), (section.even_page_footer, LEFT, "leftChars"),
    ):  # fmt: skip
        paragraph = footer.paragraphs[0]
        paragraph.alignment = align
        _indent(paragraph, side, 100)
        _run(paragraph, "— ", "宋体", 14)
        _number(paragraph)
        _run(paragraph, " —", "宋体", 14)
        stamp = footer.add_paragraph()
        stamp.alignment = CENTER
        _run(stamp, "{{ 版次 }}　校验码 {{ 校验码 }}", "宋体", 8)


def _number(paragraph: Any) -> None:
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = _run(paragraph, "", "宋体", 14)
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run._element.append(part)
