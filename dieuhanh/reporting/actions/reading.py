"""Reading files of facts: CSV and NDJSON, in chunks of text columns with their row numbers. No value is interpreted here."""

import csv
import hashlib
import io
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import polars as pl
from django.utils.translation import gettext as _

from dieuhanh.config.errors import Fault, Invalid

NEEDED = ("organisation", "indicator", "period", "value")
OPTIONAL = ("breakdown", "vintage", "source", "as_of", "no_data_reason", "note")
COLUMNS = (*NEEDED, *OPTIONAL)
STATED = ("status", "simulated")
"""What only a node's own export may say of a figure; see `checking.Checker`."""
ALL = (*COLUMNS, *STATED)
LONGEST_TEXT = 4000
_BLOCK = 1 << 20
_LONGEST_LINE = 1 << 20
_SHORTEST_LINE = 24
_EMPTY: dict[str, Any] = dict.fromkeys(ALL, pl.String)


@dataclass(frozen=True, slots=True)
class Spooled:
    """A file on disk with the SHA-256 of its bytes."""

    path: Path
    sha256: str
    size: int


@contextmanager
def spooled(given: Path | IO[bytes]) -> Iterator[Spooled]:
    """The given file, or a stream put into a temporary one, block by block."""
    digest, size = hashlib.sha256(), 0
    if isinstance(given, Path):
        with given.open("rb") as file:
            for block in iter(lambda: file.read(_BLOCK), b""):
                digest.update(block)
                size += len(block)
        yield Spooled(given, digest.hexdigest(), size)
        return
    with tempfile.NamedTemporaryFile(prefix="dieuhanh-import-") as out:
        for block in iter(lambda: given.read(_BLOCK), b""):
            digest.update(block)
            size += len(block)
            out.write(block)
        out.flush()
        yield Spooled(Path(out.name), digest.hexdigest(), size)


def chunks(path: Path, form: str, rows: int) -> Iterator[pl.DataFrame]:
    """Frames of at most about `rows` rows: the columns of `COLUMNS` as text and `row`, the line in the file (the header is 1).

    Raises `Invalid` with the place for what cannot be read as CSV or NDJSON in UTF-8.
    """
    return _csv(path, rows) if form == "csv" else _ndjson(path, rows)


def _csv(path: Path, rows: int) -> Iterator[pl.DataFrame]:
    names = _header(path)
    place = 2
    with path.open("rb") as file:
        file.readline()
        for block in _blocks(file, rows):
            frame = _parsed(block, names, place)
            place += block.count(b"\n")
            yield _whole(frame)


def _header(path: Path) -> list[str]:
    with path.open("rb") as file:
        first = file.readline(_LONGEST_LINE)
    try:
        names = [name.strip() for name in next(csv.reader([first.decode("utf-8-sig")]), [])]
    except (UnicodeDecodeError, csv.Error) as error:
        raise Invalid(_("The file is not CSV in UTF-8; save it as “CSV UTF-8”.")) from error
    faults = [
        Fault(
            _("The column “%(name)s” is missing; the first line names the columns.") % {"name": name},
            row=1,
            column=name,
        )
        for name in NEEDED
        if name not in names
    ]
    for name in names:
        if name not in ALL or names.count(name) > 1:
            faults.append(
                Fault(
                    _("“%(name)s” is no column of facts, or stands twice; take it out.")
                    % {"name": name[:60]},
                    row=1,
                    column=name[:60],
                )
            )
    if faults:
        raise Invalid(_("The file's columns do not fit."), faults=faults)
    return names


def _blocks(file: IO[bytes], rows: int) -> Iterator[bytes]:
    """Whole lines, about `rows` of them at a time; a quoted cell with line ends stays in one block."""
    kept, count, quoted = [], 0, False
    while True:
        lines = file.readlines(min(_BLOCK, _SHORTEST_LINE * rows))
        if not lines:
            break
        joined = b"".join(lines)
        if len(lines) == 1 and len(joined) > _LONGEST_LINE:
            raise Invalid(_("A line of the file is longer than any fact; is it CSV?"))
        quoted ^= bool(joined.count(b'"') & 1)
        kept.append(joined)
        count += len(lines)
        if count >= rows and not quoted:
            yield b"".join(kept)
            kept, count = [], 0
    if kept:
        yield b"".join(kept)


def _parsed(block: bytes, names: list[str], place: int) -> pl.DataFrame:
    """A block as a frame. Fast where no cell is quoted and every line has its cells; else cell by cell."""
    lines = block.count(b"\n") + (not block.endswith(b"\n"))
    if b'"' not in block and block.count(b",") == (len(names) - 1) * lines:
        try:
            frame = pl.read_csv(
                io.BytesIO(block),
                has_header=False,
                new_columns=names,
                schema=dict.fromkeys(names, pl.String),
                infer_schema=False,
            )
        except pl.exceptions.PolarsError:
            frame = pl.DataFrame()
        if frame.height == lines:
            return frame.with_columns(pl.int_range(place, place + lines, dtype=pl.Int64).alias("row"))
    return _cell_by_cell(block, names, place)


def _cell_by_cell(block: bytes, names: list[str], place: int) -> pl.DataFrame:
    """A block read by Python's own reader: quoted cells, empty lines, and the place of what does not fit."""
    try:
        text = block.decode("utf-8")
    except UnicodeDecodeError as error:
        message = _("This line is not UTF-8; save the file as “CSV UTF-8”.")
        raise Invalid(
            message, faults=[Fault(message, row=place + block.count(b"\n", 0, error.start))]
        ) from error
    rows: list[list[Any]] = []
    faults: list[Fault] = []
    reader, first = csv.reader(io.StringIO(text, newline=""), strict=True), 0
    try:
        for cells in reader:
            row, first = place + first, reader.line_num
            if len(cells) == len(names):
                rows.append([*cells, row])
            elif cells:
                message = _("This line has %(has)d cells and the first line names %(wants)d columns.") % {
                    "has": len(cells),
                    "wants": len(names),
                }
                faults.append(Fault(message, row=row))
    except csv.Error:
        faults.append(
            Fault(_("A quotation mark here is not closed, or stands where none may."), row=place + first)
        )
    if faults:
        raise Invalid(_("The file cannot be read as CSV."), faults=faults[:1000])
    return pl.DataFrame(rows, schema={**dict.fromkeys(names, pl.String), "row": pl.Int64}, orient="row")


def _ndjson(path: Path, rows: int) -> Iterator[pl.DataFrame]:
    kept: list[tuple[Any, ...]] = []
    with path.open("rb") as file:
        for place, line in enumerate(iter(lambda: file.readline(_LONGEST_LINE + 1), b""), 1):
            if not line.strip():
                continue
            kept.append((*_object(line, place), place))
            if len(kept) >= rows:
                yield _frame(kept)
                kept = []
    if kept:
        yield _frame(kept)


def _object(line: bytes, place: int) -> list[str]:
    try:
        given = json.loads(line, parse_float=str, parse_int=str, parse_constant=str)
    except (ValueError, RecursionError) as error:
        message = _("This line is not a JSON object in UTF-8.")
        raise Invalid(
            message, faults=[Fault(message, row=place, value=line[:80].decode(errors="replace"))]
        ) from error
    unknown = sorted(set(given) - set(ALL)) if isinstance(given, dict) else ["?"]
    if unknown or any(isinstance(value, dict | list | bool) for value in given.values()):
        message = _("A fact is one flat JSON object with these names: %(names)s.") % {
            "names": ", ".join(COLUMNS)
        }
        raise Invalid(message, faults=[Fault(message, row=place, column=unknown[0] if unknown else None)])
    return ["" if given.get(name) is None else str(given[name]) for name in ALL]


def _frame(rows: list[tuple[Any, ...]]) -> pl.DataFrame:
    return _whole(pl.DataFrame(rows, schema={**_EMPTY, "row": pl.Int64}, orient="row"))


def _whole(frame: pl.DataFrame) -> pl.DataFrame:
    """All columns, without outer white space, empty texts for what is not there."""
    return frame.select(
        "row",
        *(
            pl.col(name).fill_null("").str.strip_chars() if name in frame.columns else pl.lit("").alias(name)
            for name in ALL
        ),
    )
