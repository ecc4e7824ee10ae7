"""Typesetting with typst, inside this process."""

import json
import tempfile
import threading
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst

from dieuhanh.config.environment import env
from dieuhanh.signing.paper import glyphs

Attachment = tuple[str, str, bytes, str]
"""Name, media type, bytes, description (in Vietnamese)."""

TEMPLATES = Path(__file__).parent
PACKAGE_FONTS = Path(__file__).parents[2] / "interface" / "fonts"
_TYPESETTING = threading.Lock()


class PaperError(RuntimeError):
    """The paper could not be laid out: a missing font, or data that do not fit the template."""


def render(template: str, data: Mapping[str, Any], *, attachments: Sequence[Attachment] = ()) -> bytes:
    """The paper as PDF/A-3b with the attachments embedded.

    `template` is the name of a file of this package without `.typ`; `data` is JSON with the shape
    that the template names, `data["date"]` being `YYYY-MM-DD`. What the font cannot show (an emoji, a
    control character) stands as □; the embedded files keep every byte. Raises `PaperError`.
    """
    source = TEMPLATES / f"{template}.typ"
    if not template.isidentifier() or not source.is_file():
        raise PaperError(f"there is no template {template!r}")
    names = [name for name, *_ in attachments]
    if len(set(names)) != len(names) or any("/" in name or name.startswith(".") for name in names):
        raise PaperError("attachments need plain names, each once")
    with tempfile.TemporaryDirectory(prefix="dieuhanh-paper-") as folder:
        root = Path(folder)
        for part in TEMPLATES.glob("*.typ"):
            (root / part.name).write_bytes(part.read_bytes())
        shown = glyphs.showable(data, font_path())
        (root / "paper-data.json").write_text(json.dumps(shown, ensure_ascii=False), encoding="utf-8")
        (root / "attached").mkdir()
        listed = []
        for number, (name, mime, content, description) in enumerate(attachments):
            (root / "attached" / str(number)).write_bytes(content)
            listed.append(
                {
                    "name": name,
                    "mime": mime,
                    "description": glyphs.showable(description, font_path()),
                    "number": str(number),
                }
            )
        (root / "paper-attachments.json").write_text(json.dumps(listed, ensure_ascii=False), encoding="utf-8")
        return _typeset(root / f"{template}.typ", root, _moment(data))


def signature_block(lines: Sequence[tuple[str, str]], *, width: float, height: float) -> bytes:
    """The visible signature: label and value, line by line, as a one-page PDF of that size in points."""
    data = {"lines": [list(line) for line in lines], "width": width, "height": height, "date": "2000-01-01"}
    return render("signature_block", data)


@cache
def font_path() -> Path:
    """The folder with Tinos, the metric twin of Times New Roman. Raises `PaperError` where it is missing."""
    chosen = env.text("DIEUHANH_FONTS")
    for folder in (Path(chosen) if chosen else PACKAGE_FONTS, PACKAGE_FONTS):
        if folder.is_dir() and next(folder.rglob("*inos*.ttf"), None):
            return folder
    raise PaperError(
        f"the font Tinos is not in {PACKAGE_FONTS}; build the page assets, or set DIEUHANH_FONTS"
    )


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(font_path())]
    )


def _moment(data: Mapping[str, Any]) -> datetime:
    try:
        day = date.fromisoformat(str(data["date"]))
    except (KeyError, ValueError) as fault:
        raise PaperError("the data of a paper name its date as YYYY-MM-DD") from fault
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _typeset(source: Path, root: Path, moment: datetime) -> bytes:
    """Twice where the paper keeps room for signatures: the first pass finds out where that room is.

    The second pass writes the places into the keywords of the document, where signing finds them.
    """
    # One at a time in a process: typst shares one cache, and two layouts at once evict each other.
    with _TYPESETTING:
        try:
            compiler = typst.Compiler(
                str(source), root=str(root), font_paths=_fonts(), sys_inputs={"areas": ""}
            )
            found = json.loads(compiler.query("<signature-area>", field="value"))
            areas = " ".join(
                "signature-area={page}:{left:.1f}:{bottom:.1f}:{width:.1f}:{height:.1f}".format(**area)
                for area in found
            )
            pdf = compiler.compile(
                format="pdf", sys_inputs={"areas": areas}, pdf_standards=["a-3b"], timestamp=moment
            )
        except typst.TypstError as fault:
            raise PaperError(f"{fault.message} {' '.join(fault.hints)}".strip()) from fault
    if not isinstance(pdf, bytes):
        raise PaperError("the paper has no page")
    return pdf
