"""Photographs made for the tests: a picture with the place, the device and the way up that a camera writes into it."""

from io import BytesIO
from typing import Any

from PIL import Image
from PIL.TiffImagePlugin import IFDRational

PLACE = "Máy ảnh ở Hà Nội".encode()


def picture(kind: str = "JPEG", *, size: tuple[int, int] = (64, 48), turn: int = 6, **more: Any) -> bytes:
    """A small picture with GPS, maker and orientation in its Exif block."""
    image = Image.new("RGB", size)
    image.putdata([((x * 5) % 256, (y * 7) % 256, 90) for y in range(size[1]) for x in range(size[0])])
    exif = Image.Exif()
    exif[0x0112] = turn
    exif[0x010F] = "Canon 21.0285N"
    exif[0x8825] = {1: "N", 2: (IFDRational(21), IFDRational(1), IFDRational(42)), 3: "E"}
    out = BytesIO()
    image.save(out, kind, exif=exif.tobytes(), **more)
    return out.getvalue()


def opened(content: bytes) -> Image.Image:
    """The picture as a viewer reads it, whole."""
    image = Image.open(BytesIO(content))
    image.load()
    return image
