"""Registers with something wrong in them, by the thousand: cells, rows, columns, encodings, quotes, torn and lying files.

Each comes from a number, so that one that fails can be made again: `python -m tests.directives.malformed 4711 > x.csv`.
"""

import csv
import io
import random
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

from openpyxl import Workbook

REGISTER = Path("dieuhanh/directives/reference/tasks.csv")
Rows = list[list[str]]

CELLS = (
    "", " ", "\0", "a\0b", "\ufeff", "\u202e\u202d", "\x1b[31m", "x" * 5000, "ă" * 300, "é" * 50, "=1+1", "@SUM(A1)", "-", "–",
    "NaN", "1e999", "-1", "0", "9" * 40, "2019-13-45", "2019-02-30", "0000-00-00", "9999-12-31", "0001-01-01", "20190307", "07/03/2019",
    "2019", "2019-3", "31/4/2020", "trước 30/2", "trước ngày 31/6/2025", "hằng ngày", "quý V/2025", "tháng 13/2024", "N ngày", "1000000 ngày",
    "Bộ", "Bộ Không Có", "Bộ Công Thương; Bộ Công Thương", "các bộ, ngành, địa phương" * 20, "BCT/BTC", "CP", "'; DROP TABLE x; --",
    "<script>alert(1)</script>", "https://a.vn/?q=%00", "N: ", "X: không rõ", "van_ban", "bao_cao", "gi_do", "thuong_xuyen", "Hoàn thành: ",
    "Hoàn thành trong hạn: Nghị định 45/2020/NĐ-CP ngày 31/02/2020", "MẬT", "TỐI MẬT\nx", "a\r\nb\rc", "\t\t", '"', '""', "'", ",", ";", "|",
    "Nghị quyết", "Nghị quyết 17/NQ-CP" * 30, "Công điện /CĐ-TTg", "١٢٣", "２０２０-０１-０１", "𝟚𝟘𝟚𝟘", "👩‍👩‍👧", "\u0301" * 100, "Bộ Công Thương",
)  # fmt: skip


def register() -> Rows:
    """The real register, head first."""
    with REGISTER.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def written(rows: Rows, delimiter: str = ",", quoting: int = csv.QUOTE_MINIMAL) -> str:
    """The rows as CSV."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, quoting=quoting, escapechar="\\").writerows(rows)  # type: ignore[arg-type]
    return out.getvalue()


def _cells(rows: Rows, lot: random.Random) -> None:
    for _one in range(lot.randint(1, 6)):
        row = lot.choice(rows[1:] if lot.random() < 0.9 and len(rows) > 1 else rows)
        if row:
            row[lot.randrange(len(row))] = lot.choice(CELLS)


def _letters(rows: Rows, lot: random.Random) -> None:
    """One cell with letters changed, doubled, left out."""
    row = lot.choice(rows)
    if row:
        place = lot.randrange(len(row))
        text = list(row[place] or "x")
        for _one in range(lot.randint(1, 4)):
            at = lot.randrange(len(text))
            text[at] = lot.choice(("", text[at] * 3, chr(lot.randrange(1, 0xD7FF)), "\0", "9", "/"))
        row[place] = "".join(text)


def _columns(rows: Rows, lot: random.Random) -> None:
    way = lot.randrange(4)
    width = len(rows[0])
    if way == 0:
        order = list(range(width))
        lot.shuffle(order)
        rows[:] = [[row[at] for at in order if at < len(row)] for row in rows]
    elif way == 1:
        gone = lot.randrange(width)
        rows[:] = [row[:gone] + row[gone + 1 :] for row in rows]
    elif way == 2:
        for row in rows:
            row.insert(lot.randrange(len(row) + 1), lot.choice(CELLS))
    else:
        rows[0][lot.randrange(width)] = rows[0][lot.randrange(width)].upper()


def _lines(rows: Rows, lot: random.Random) -> None:
    way = lot.randrange(6)
    place = lot.randrange(len(rows))
    if way == 0:
        rows[place] = rows[place][: lot.randrange(len(rows[place]) + 1)]
    elif way == 1:
        rows[place] += [lot.choice(CELLS)] * lot.randint(1, 40)
    elif way == 2:
        rows.insert(place, list(rows[lot.randrange(len(rows))]))
    elif way == 3:
        del rows[place]
    elif way == 4:
        rows.insert(place, [])
    else:
        rows[:] = rows[lot.randrange(len(rows)) :]


def _encoded(text: str, lot: random.Random) -> bytes:
    encoding = lot.choice(
        ("utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1258", "latin-1", "utf-7")
    )
    return text.encode(encoding, errors="replace")


def _torn(content: bytes, lot: random.Random) -> bytes:
    made = bytearray(content)
    way = lot.randrange(5)
    if way == 0:
        del made[lot.randrange(len(made) + 1) :]
    elif way == 1:
        for _one in range(lot.randint(1, 20)):
            if made:
                made[lot.randrange(len(made))] = lot.randrange(256)
    elif way == 2:
        place = lot.randrange(len(made) + 1)
        made[place:place] = lot.randbytes(lot.randint(1, 60))
    elif way == 3:
        made[0:0] = lot.choice(
            (
                b"PK\x03\x04",
                b"%PDF-1.7",
                b"\xef\xbb\xbf\xef\xbb\xbf",
                b"\xff\xfe",
                b"\0",
                b"<?xml",
                b"\x1f\x8b",
            )
        )
    else:
        made = bytearray(
            bytes(made).replace(b"\n", lot.choice((b"\r", b"\n\r", b"\0\n", b"", b"\x0b", b"\x1c")))
        )
    return bytes(made)


def _workbook(rows: Rows, lot: random.Random) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        values = [one.translate(dict.fromkeys((*range(9), 11, 12, *range(14, 32))))[:32000] for one in row]
        sheet.append(
            [float(one) if one.isdigit() and lot.random() < 0.5 and len(one) < 12 else one for one in values]
        )
    if lot.random() < 0.2:
        book.create_sheet("khác", 0)
    out = io.BytesIO()
    book.save(out)
    content = out.getvalue()
    way = lot.random()
    if way < 0.4:
        return content
    return _torn(content, lot) if way < 0.7 else _repacked(content, lot)


def _repacked(content: bytes, lot: random.Random) -> bytes:
    """The package with one part missing, torn or replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        hit = lot.choice(old.namelist())
        for name in old.namelist():
            part = old.read(name)
            if name == hit:
                if lot.random() < 0.3:
                    continue
                part = _torn(part, lot) if lot.random() < 0.7 else lot.randbytes(200)
            new.writestr(name, part)
    return out.getvalue()


_CHANGES: tuple[Callable[[Rows, random.Random], None], ...] = (
    _cells,
    _cells,
    _cells,
    _letters,
    _letters,
    _columns,
    _lines,
    _lines,
)


def malformed(number: int, known: Rows) -> bytes:
    """The file of this number: one to four rows of the register, with one to three things wrong."""
    lot = random.Random(number)
    rows = [list(known[0]), *([*row] for row in lot.sample(known[1:], lot.randint(1, 4)))]
    for _one in range(lot.randint(1, 3)):
        if not rows or not rows[0]:
            break
        lot.choice(_CHANGES)(rows, lot)
    if lot.random() < 0.08:
        return _workbook(rows, lot)
    delimiter = lot.choice((",", ",", ",", ";", "\t", "|"))
    content = (
        _encoded(written(rows, delimiter), lot) if lot.random() < 0.25 else written(rows, delimiter).encode()
    )
    return _torn(content, lot) if lot.random() < 0.3 else content


if __name__ == "__main__":
    sys.stdout.buffer.write(malformed(int(sys.argv[1]), register()))
