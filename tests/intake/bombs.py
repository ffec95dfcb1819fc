"""Files that hurt, made on the spot: nothing dangerous is kept in the repository."""

import io
import zipfile
from pathlib import Path

TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
)
RELS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" '
    'Target="{target}"/></Relationships>'
)
BOOK = (
    '<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="表" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
SHEET = (
    '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    "<sheetData>{rows}</sheetData></worksheet>"
)


def workbook(rows: str, *, prefix: str = "", extra: dict[str, str | bytes] | None = None) -> bytes:
    """A minimal .xlsx with these raw rows; `prefix` goes before the sheet's root, `extra` are more parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("_rels/.rels", RELS.format(kind="officeDocument", target="xl/workbook.xml"))
        archive.writestr("xl/workbook.xml", BOOK)
        archive.writestr("xl/_rels/workbook.xml.rels", RELS.format(kind="worksheet", target="worksheets/sheet1.xml"))
        sheet = SHEET.format(rows=rows)
        archive.writestr("xl/worksheets/sheet1.xml", sheet.replace("<worksheet", prefix + "<worksheet", 1))
        for name, content in (extra or {}).items():
            archive.writestr(name, content)
    return file.getvalue()


def text_cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def sparse() -> bytes:
    """Two cells at the ends of the sheet: 1.5 KB that make the fast parser ask for 550 GB."""
    return workbook(f'<row r="1">{text_cell("A1", "姓名")}</row><row r="1048576">{text_cell("XFD1048576", "x")}</row>')


def unpacking(size: int, at: Path) -> Path:
    """A workbook whose sheet unpacks to `size` bytes of one repeated row."""
    with zipfile.ZipFile(at, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("_rels/.rels", RELS.format(kind="officeDocument", target="xl/workbook.xml"))
        archive.writestr("xl/workbook.xml", BOOK)
        archive.writestr("xl/_rels/workbook.xml.rels", RELS.format(kind="worksheet", target="worksheets/sheet1.xml"))
        head, tail = SHEET.split("{rows}")
        block = b"<row><c><v>1</v></c></row>" * 40_000
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            part.write(head.encode())
            for _ in range(size // len(block)):
                part.write(block)
            part.write(tail.encode())
    return at


def many_entries(count: int) -> bytes:
    return workbook("", extra={f"xl/media/{number}.xml": "" for number in range(count)})


def entities() -> bytes:
    """Billion laughs in the sheet."""
    lines = ['<!ENTITY a0 "哈">'] + [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)]
    return workbook(f'<row r="1">{text_cell("A1", "&a9;")}</row>', prefix=f"<!DOCTYPE worksheet [{''.join(lines)}]>")


def outside() -> bytes:
    """An external entity in a part that no parser needs to look at."""
    xxe = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'
    return workbook(f'<row r="1">{text_cell("A1", "姓名")}</row>', extra={"xl/drawings/drawing1.xml": xxe})


def lying_sizes() -> bytes:
    """The directory says that the sheet is small; the data say otherwise."""
    content = bytearray(workbook("<row><c><v>1</v></c></row>" * 200_000))
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as archive:
        real = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    return bytes(content).replace(real.to_bytes(4, "little"), (100).to_bytes(4, "little"))


def compound(*names: str) -> bytes:
    """A compound file's header and a directory that lists these streams (no more is read of it)."""
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
    return header + b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in names) + b"\0" * 4096
