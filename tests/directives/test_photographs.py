"""A photograph is kept without what the camera wrote about place and device; what is no picture is told and never kept."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ImageOps

from dieuhanh.deadlines.rules.text import RuleFault
from dieuhanh.directives.rules.photographs import MOST_BYTES, Photograph, photograph
from tests.directives.pictures import opened, picture

KINDS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}


def kept(content: bytes) -> Photograph:
    found = photograph(content)
    assert isinstance(found, Photograph), found
    return found


def refused(content: bytes) -> str:
    found = photograph(content)
    assert isinstance(found, RuleFault), "it was taken"
    assert found.field == "photograph"
    assert found.text.vi
    assert found.text.en
    return found.code


@pytest.mark.parametrize("kind", KINDS)
def test_the_picture_stays_and_the_place_goes(kind: str) -> None:
    sent = picture(kind)
    found = kept(sent)
    assert (found.media_type, found.width, found.height) == (KINDS[kind], 64, 48)
    assert b"21.0285N" in sent
    assert b"21.0285N" not in found.content
    assert 0x8825 not in opened(found.content).getexif()
    assert opened(found.content).tobytes() == opened(sent).tobytes()


def test_a_jpeg_is_still_turned_the_right_way_up() -> None:
    for turn in range(1, 9):
        sent = picture(turn=turn)
        found = kept(sent).content
        assert dict(opened(found).getexif()) == ({0x0112: turn} if turn > 1 else {})
        assert ImageOps.exif_transpose(opened(found)).size == ImageOps.exif_transpose(opened(sent)).size


def test_progressive_jpegs_and_fresh_starts_are_read_to_their_end() -> None:
    for more in ({"progressive": True}, {"restart_marker_blocks": 1}, {"comment": b"21.0285N 105.8542E"}):
        sent = picture(size=(200, 150), **more)
        found = kept(sent)
        assert b"105.8542E" not in found.content
        assert opened(found.content).tobytes() == opened(sent).tobytes()


def test_what_hangs_behind_the_picture_is_let_go() -> None:
    """Some phones append a second picture with its own place, or a film."""
    clean = kept(picture()).content
    assert kept(picture() + picture()).content == clean
    assert kept(picture() + b"<script>alert(1)</script>").content == clean
    assert kept(clean).content == clean
    whole = picture("PNG")
    assert kept(whole + b"<html>").content == kept(whole).content


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html><script>alert(1)</script>",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"GIF89a\1\0\1\0",
        b"%PDF-1.7",
        b"MZ\x90\0",
        b"\0\0\0\x18ftypheic",
    ],
)
def test_what_is_no_picture_is_told(content: bytes) -> None:
    assert refused(content) == "kind"


def test_too_large_by_bytes_or_by_pixels() -> None:
    assert refused(b"\xff\xd8\xff" + b"\0" * MOST_BYTES) == "large"
    whole = picture("PNG")
    vast = whole[:16] + struct.pack(">II", 200_000, 200_000) + whole[24:]
    assert refused(vast) == "pixels"


@pytest.mark.parametrize("kind", KINDS)
def test_a_torn_picture_is_told_wherever_it_is_torn(kind: str) -> None:
    whole = picture(kind)
    for end in range(12, len(whole) - 1, 7):
        assert refused(whole[:end]) in ("torn", "pixels")


@given(
    st.sampled_from(sorted(KINDS)),
    st.lists(st.tuples(st.integers(0, 5000), st.binary(min_size=1, max_size=4))),
)
def test_nothing_that_is_sent_fails(kind: str, changes: list[tuple[int, bytes]]) -> None:
    content = bytearray(picture(kind))
    for at, more in changes:
        content[at : at + len(more)] = more
    found = photograph(bytes(content))
    if isinstance(found, Photograph):
        assert b"21.0285N" not in found.content or b"21.0285N" in b"".join(more for _at, more in changes)
