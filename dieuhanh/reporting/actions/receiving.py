"""A file of figures as it comes over the network: put on disk block by block, never held in memory; small ones are
imported at once, large ones become a job.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.http import UnreadablePostError
from django.utils.translation import gettext as _

from dieuhanh.config import clock
from dieuhanh.config.actor import Actor
from dieuhanh.config.errors import Invalid, TooLarge
from dieuhanh.config.identity import uuid7
from dieuhanh.config.jobs import start_job
from dieuhanh.config.language import lang
from dieuhanh.config.models import Job

JOB = "reporting.import_facts"
MOST_AT_ONCE = 20_000
"""Rows that are imported while the caller waits."""
_BLOCK = 1 << 20
_FORGOTTEN_SECONDS = 2 * 86400


class Readable(Protocol):
    """What gives bytes."""

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes, none at the end."""
        ...


@dataclass(slots=True)
class Received:
    """A file that came. It is removed in the end unless it was handed to a job."""

    path: Path
    sha256: str
    size: int
    lines: int
    handed_on: bool = field(default=False)


def folder() -> Path:
    """Where files wait for their job: in the data folder, which web processes and workers share."""
    found = settings.HOME / "imports"
    found.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Path(found)


@contextmanager
def received(stream: Readable, declared: int = 0) -> Iterator[Received]:
    """The stream on disk. Raises `TooLarge` as soon as it is known to be (by what it `declared`, or by what came)."""
    if declared > settings.IMPORT_BYTES:
        raise _too_large()
    path = folder() / f"{uuid7()}.part"
    digest, size, lines, last = sha256(), 0, 0, b"\n"
    file: Received | None = None
    try:
        with path.open("wb") as out:
            while block := _read(stream):
                size += len(block)
                if size > settings.IMPORT_BYTES:
                    raise _too_large()
                digest.update(block)
                lines += block.count(b"\n")
                last = block[-1:]
                out.write(block)
        file = Received(path, digest.hexdigest(), size, lines + (last != b"\n"))
        yield file
    finally:
        if file is None or not file.handed_on:
            path.unlink(missing_ok=True)


def _read(stream: Readable) -> bytes:
    try:
        return stream.read(_BLOCK)
    except UnreadablePostError as error:
        raise Invalid(_("The file did not come whole; nothing was kept. Send it again.")) from error


def _too_large() -> TooLarge:
    limit = settings.IMPORT_BYTES // 1024**2
    message = _("A file of figures may have at most %(limit)d MiB here; divide it, or use “dieuhanh import”.")
    return TooLarge(message % {"limit": limit})


def start_import(
    file: Received, form: str, *, by: Actor, partial: bool, source: str, file_name: str, reason: str
) -> Job:
    """Hand the file to the workers. What it says is judged when it is imported, by what `by` may do then."""
    _forget_old()
    with file.path.open("rb") as kept:
        os.fsync(
            kept.fileno()
        )  # the job is promised: its file must outlive a power cut as the job's row does
    job = start_job(
        JOB, by=by, organisation_id=by.organisation_id, file=file.path.name, form=form, partial=partial, source=source,
        file_name=file_name, reason=reason, lines=file.lines, day=clock.today().isoformat(), person=_text(by.person_id),
        appointment=_text(by.appointment_id), token=_text(by.token_id), language=lang(),
    )  # fmt: skip
    file.handed_on = True
    return job


def _text(value: object) -> str:
    return str(value) if value else ""


def _forget_old() -> None:
    """Remove what a killed process left lying."""
    for one in folder().glob("*.part"):
        try:
            if time.time() - one.stat().st_mtime > _FORGOTTEN_SECONDS:
                one.unlink()
        except FileNotFoundError:
            continue
