"""A workbook (.xlsb) on which the library that reads it panics: a cell with a text that is not in the list of texts. The program
has to end the reading of that file by unwinding and say what it says of every damaged one; where a compiler or a system cannot
unwind, it would be gone."""

import io
import struct
import zipfile

# Kinds of records (MS-XLSB).
FORMULAS, DATE_SYSTEM, SHEET, SHEETS_END = 0x9D, 0x99, 0x9C, 0x90
SHEET_BEGIN, ROWS_BEGIN, EXTENT, TEXT = 0x81, 0x91, 0x94, 0x07
STYLES = (0x267, 0x269)
FORMATS_END, STYLES_END = 0x268, 0x26A


def workbook() -> bytes:
    sheet = record(SHEET, bytes(8) + wide("rId1") + wide("表一"))
    none, some = struct.pack("<I", 0), struct.pack("<I", 7)
    parts = {
        "xl/workbook.bin": record(DATE_SYSTEM, bytes(12)) + sheet + record(SHEETS_END) + record(FORMULAS, bytes(26)),
        "xl/_rels/workbook.bin.rels": b'<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.bin"/></Relationships>',
        "xl/styles.bin": record(STYLES[0], none) + record(FORMATS_END) + record(STYLES[1], none) + record(STYLES_END),
        "xl/worksheets/sheet1.bin": record(SHEET_BEGIN)
        + record(EXTENT, bytes(16))
        + record(ROWS_BEGIN)
        + record(TEXT, bytes(8) + some),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()


def wide(text: str) -> bytes:
    units = text.encode("utf-16-le")
    return struct.pack("<I", len(units) // 2) + units


def record(kind: int, content: bytes = b"") -> bytes:
    named = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    return named + bytes([len(content)]) + content
