"""The fixed parts of an .xlsx file, and how its cells look.

A style's number is its place in ``cellXfs``: for each fill, one for each
format; then the header's and the title's.
"""

from functools import cache

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"

# format -> attributes of its <xf>; ``guarded`` text looks like a formula and stays text.
FORMATS = {
    "text": 'numFmtId="0"',
    "code": 'numFmtId="49" applyNumberFormat="1"',
    "date": 'numFmtId="164" applyNumberFormat="1"',
    "money": 'numFmtId="4" applyNumberFormat="1"',
    "number": 'numFmtId="0"',
    "guarded": 'numFmtId="49" applyNumberFormat="1" quotePrefix="1"',
}
# fill -> colour; always beside a note or a word, never the only sign.
FILLS = {"": "", "error": "FFF8D7DA", "warning": "FFFFF3CD", "fixed": "FFD1E7DD"}
HEADER_FILL = "FFE9ECEF"
HEADER_STYLE = len(FORMATS) * len(FILLS)
TITLE_STYLE = HEADER_STYLE + 1


@cache
def style(form: str, fill: str = "") -> int:
    return list(FILLS).index(fill) * len(FORMATS) + list(FORMATS).index(form)


def styles() -> str:
    colours = [colour for colour in FILLS.values() if colour] + [HEADER_FILL]
    solid = "".join(
        f'<fill><patternFill patternType="solid"><fgColor rgb="{c}"/></patternFill></fill>'
        for c in colours
    )
    # Fills 0 and 1 are the two that every reader expects.
    places = [0, *range(2, 2 + len(FILLS) - 1)]
    cells = "".join(
        f'<xf {attributes} fontId="0" fillId="{place}" borderId="0" xfId="0" applyFill="1"/>'
        for place in places
        for attributes in FORMATS.values()
    )
    side = '<{0} style="thin"><color rgb="FFADB5BD"/></{0}>'
    sides = "".join(side.format(name) for name in ("left", "right", "top", "bottom"))
    return (
        f'{HEAD}<styleSheet xmlns="{MAIN}">'
        '<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts>'
        '<fonts count="2"><font><sz val="11"/><name val="宋体"/></font>'
        '<font><b/><sz val="11"/><name val="宋体"/></font></fonts>'
        f'<fills count="{2 + len(colours)}"><fill><patternFill patternType="none"/></fill>'
        f'<fill><patternFill patternType="gray125"/></fill>{solid}</fills>'
        f'<borders count="2"><border/><border>{sides}</border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
        f'</cellStyleXfs><cellXfs count="{TITLE_STYLE + 1}">{cells}'
        f'<xf numFmtId="0" fontId="1" fillId="{1 + len(colours)}" borderId="1" xfId="0" '
        'applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1">'
        '<alignment horizontal="center" vertical="center" wrapText="1"/></xf>'
        '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>'
        '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/>'
        "</cellStyles></styleSheet>"
    )


def workbook(names: list[str], heads: list[int]) -> str:
    """Sheets by their escaped names; each one's header row is printed on every page."""
    sheets = "".join(
        f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(names, 1)
    )
    printed = "".join(
        f'<definedName name="_xlnm.Print_Titles" localSheetId="{n}">'
        f"'{name.replace(chr(39), chr(39) * 2)}'!${row}:${row}</definedName>"
        for n, (name, row) in enumerate(zip(names, heads, strict=True))
    )
    return (
        f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>{sheets}</sheets>'
        f"<definedNames>{printed}</definedNames></workbook>"
    )


def content_types(sheet_count: int, commented: list[int]) -> str:
    sheets = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" '
        f'ContentType="{SHEET_TYPE}.worksheet+xml"/>'
        for n in range(1, sheet_count + 1)
    )
    comments = "".join(
        f'<Override PartName="/xl/comments{n}.xml" ContentType="{SHEET_TYPE}.comments+xml"/>'
        for n in commented
    )
    return (
        f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="vml" '
        'ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{SHEET_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{SHEET_TYPE}.styles+xml"/>'
        f"{sheets}{comments}</Types>"
    )


def relations(entries: list[tuple[str, str]]) -> str:
    """``(type, target)`` pairs; ids are ``rId1``… in their order."""
    lines = "".join(
        f'<Relationship Id="rId{n}" Type="{RELATIONS}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(entries, 1)
    )
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{lines}</Relationships>'


def comments(notes: list[tuple[str, str]]) -> str:
    """``(cell, escaped text)`` pairs as the notes of one sheet."""
    lines = "".join(
        f'<comment ref="{cell}" authorId="0"><text><t xml:space="preserve">{text}</t></text>'
        "</comment>"
        for cell, text in notes
    )
    return (
        f'{HEAD}<comments xmlns="{MAIN}"><authors><author></author></authors>'
        f"<commentList>{lines}</commentList></comments>"
    )


def note_shapes(places: list[tuple[int, int]]) -> str:
    """The boxes of notes at ``(row, column)`` from 0; Excel shows no note without one."""
    shapes = "".join(
        '<v:shape type="#_x0000_t202" style="position:absolute;visibility:hidden" '
        'fillcolor="#ffffe1"><v:textbox/><x:ClientData ObjectType="Note"><x:MoveWithCells/>'
        f"<x:SizeWithCells/><x:Anchor>{column + 1},15,{row},2,{column + 4},15,{row + 4},4"
        f"</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row>"
        f"<x:Column>{column}</x:Column></x:ClientData></v:shape>"
        for row, column in places
    )
    return (
        '<xml xmlns:v="urn:schemas-microsoft-com:vml" '
        'xmlns:o="urn:schemas-microsoft-com:office:office" '
        'xmlns:x="urn:schemas-microsoft-com:office:excel">'
        '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" '
        'path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>'
        f'<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>{shapes}</xml>'
    )
