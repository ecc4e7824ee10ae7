"""A photograph as bytes: what it is, how large, and the same picture without what the camera wrote about place and device.

Nothing is decoded, so a picture that would burst when unpacked bursts nowhere here: the file's own marks are read, and
blocks that are no part of the picture are left out. Only how a JPEG is to be turned is kept.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from dieuhanh.deadlines.rules.text import RuleFault, Text

MOST_BYTES = 7 * 1024 * 1024
MOST_PIXELS = 60_000_000
ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"pHYs"}
)
_WEBP_KEPT = frozenset({b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF"})
_FRAMES = frozenset({0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF})
_EXIF, _COMMENT, _SCAN, _END = 0xE1, 0xFE, 0xDA, 0xD9
_KEPT_APP = frozenset({0xE0, 0xEE})
"""JFIF's own block and Adobe's, which says how the colours are meant. Place and device stand in the others."""
_WEBP_SAYS_EXIF, _WEBP_SAYS_XMP, _WEBP_SAYS_PROFILE = 0x08, 0x04, 0x20


@dataclass(frozen=True, slots=True)
class Photograph:
    """A picture that may be kept: `content` holds no place, device or time any more."""

    media_type: str
    width: int
    height: int
    content: bytes

    @property
    def ending(self) -> str:
        """What its file name ends in."""
        return ENDINGS[self.media_type]


@dataclass(frozen=True, slots=True)
class Photo:
    """A photograph as it is handed in."""

    name: str
    content: bytes


class _Torn(ValueError):
    """The file's marks lead nowhere."""


def photograph(content: bytes) -> Photograph | RuleFault:
    """What the bytes are, cleaned; or what is wrong with them and what to send instead."""
    if len(content) > MOST_BYTES:
        return _fault(
            "large",
            f"Ảnh lớn hơn {_mib()} MB; hãy gửi ảnh nhỏ hơn.",
            f"The photograph is larger than {_mib()} MB; send a smaller one.",
        )
    read = _reader(content)
    if read is None:
        return _fault(
            "kind",
            "Tệp này không phải ảnh JPEG, PNG hoặc WebP.",
            "This file is no JPEG, PNG or WebP picture.",
        )
    try:
        found = read(content)
    except (_Torn, struct.error, IndexError):
        return _fault(
            "torn",
            "Ảnh bị hỏng hoặc chưa tải lên hết; hãy chụp lại.",
            "The photograph is damaged or came in part; take it again.",
        )
    if not (0 < found.width * found.height <= MOST_PIXELS):
        return _fault(
            "pixels",
            "Ảnh có quá nhiều điểm ảnh; hãy gửi ảnh nhỏ hơn.",
            "The photograph has too many pixels; send a smaller one.",
        )
    return found


def _reader(content: bytes) -> Callable[[bytes], Photograph] | None:
    if content.startswith(b"\xff\xd8\xff"):
        return _jpeg
    if content.startswith(_PNG):
        return _png
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return _webp
    return None


def _mib() -> int:
    return MOST_BYTES // (1024 * 1024)


def _fault(code: str, vi: str, en: str) -> RuleFault:
    return RuleFault(code, "photograph", Text(vi, en))


def _jpeg(content: bytes) -> Photograph:
    kept, size, turn = [b"\xff\xd8"], (0, 0), 1
    for mark, block in _jpeg_blocks(content):
        if mark in _FRAMES:
            size = struct.unpack(">HH", block[5:9])
        if mark == _EXIF:
            turn = _turn(block[4:]) or turn
        if mark in _KEPT_APP or not (0xE0 <= mark <= 0xEF or mark == _COMMENT):
            kept.append(block)
    if turn != 1:
        kept.insert(1, _turned(turn))
    return Photograph("image/jpeg", size[1], size[0], b"".join(kept))


def _jpeg_blocks(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Every block to the end of the first picture; what hangs behind it (a second picture with its own place) is let go."""
    at = 2
    while True:
        if content[at] != 0xFF:
            raise _Torn
        mark = content[at + 1]
        if mark == 0xFF:  # a fill byte
            at += 1
            continue
        if mark == _END:
            yield mark, content[at : at + 2]
            return
        length = struct.unpack(">H", content[at + 2 : at + 4])[0]
        end = at + 2 + length
        if length < 2 or end > len(content):
            raise _Torn
        if mark == _SCAN:
            end = _after_scan(content, end)
        yield mark, content[at:end]
        at = end


def _after_scan(content: bytes, at: int) -> int:
    """Where the next block begins: in a scan, FF stands only before 00 and before the marks of a fresh start."""
    while True:
        at = content.find(b"\xff", at)
        if at < 0:
            raise _Torn
        if content[at + 1] != 0 and not 0xD0 <= content[at + 1] <= 0xD7:
            return at
        at += 2


def _turn(exif: bytes) -> int:
    """Which way up the camera was held (2 to 8), or 0 where the block does not say."""
    if not exif.startswith(b"Exif\0\0"):
        return 0
    tiff = exif[6:]
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return 0
    try:
        first = struct.unpack(f"{order}I", tiff[4:8])[0]
        count = struct.unpack(f"{order}H", tiff[first : first + 2])[0]
        for number in range(min(count, 200)):
            entry = tiff[first + 2 + 12 * number :][:12]
            tag, kind = struct.unpack(f"{order}HH", entry[:4])
            if tag == 0x0112 and kind == 3:
                value = int(struct.unpack(f"{order}H", entry[8:10])[0])
                return value if 2 <= value <= 8 else 0
    except struct.error:
        return 0
    return 0


def _turned(turn: int) -> bytes:
    """A block that says how the picture is to be turned, and nothing else."""
    tiff = b"MM\0*" + struct.pack(">IHHHIHHI", 8, 1, 0x0112, 3, 1, turn, 0, 0)
    return b"\xff\xe1" + struct.pack(">H", len(tiff) + 8) + b"Exif\0\0" + tiff


def _png(content: bytes) -> Photograph:
    kept, size, ended = [_PNG], (0, 0), False
    for name, block in _png_blocks(content):
        if name == b"IHDR":
            size = struct.unpack(">II", block[8:16])
        if name in _PNG_KEPT:
            kept.append(block)
        ended = name == b"IEND"
    if not ended:
        raise _Torn
    return Photograph("image/png", size[0], size[1], b"".join(kept))


def _png_blocks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(_PNG)
    while at < len(content):
        length = struct.unpack(">I", content[at : at + 4])[0]
        block = content[at : at + 12 + length]
        if len(block) < 12 + length:
            raise _Torn
        yield block[4:8], block
        if block[4:8] == b"IEND":
            return
        at += 12 + length


def _webp(content: bytes) -> Photograph:
    end = 8 + struct.unpack("<I", content[4:8])[0]
    if end > len(content) or end < 20:
        raise _Torn
    kept, size, at = [], (0, 0), 12
    while at + 8 <= end:
        name, length = content[at : at + 4], struct.unpack("<I", content[at + 4 : at + 8])[0]
        block = content[at : at + 8 + length + length % 2]
        if len(block) < 8 + length:
            raise _Torn
        size = size if size[0] else _webp_size(name, block[8:])
        if name == b"VP8X":
            flags = block[8] & ~(_WEBP_SAYS_EXIF | _WEBP_SAYS_XMP | _WEBP_SAYS_PROFILE)
            block = block[:8] + bytes([flags]) + block[9:]
        if name in _WEBP_KEPT:
            kept.append(block)
        at += 8 + length + length % 2
    body = b"WEBP" + b"".join(kept)
    return Photograph("image/webp", size[0], size[1], b"RIFF" + struct.pack("<I", len(body)) + body)


def _webp_size(name: bytes, data: bytes) -> tuple[int, int]:
    if name == b"VP8X":
        return int.from_bytes(data[4:7], "little") + 1, int.from_bytes(data[7:10], "little") + 1
    if name == b"VP8L" and data[:1] == b"\x2f":
        bits = int.from_bytes(data[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if name == b"VP8 " and data[3:6] == b"\x9d\x01\x2a":
        wide, high = struct.unpack("<HH", data[6:10])
        return wide & 0x3FFF, high & 0x3FFF
    return 0, 0
