"""Files handed out by this room's pages: as the house does it."""

from dieuhanh.interface.files import XLSX, download

__all__ = ["XLSX", "download"]
