"""From a page asset's plain name to its hashed address, by the manifest that the build wrote."""

import json
from functools import cache
from pathlib import Path

from django.conf import settings
from django.templatetags.static import static

HERE = Path(__file__).parent
BUILT = HERE / "static" / "built"
FONTS = HERE / "fonts"
MANIFEST = BUILT / "manifest.json"


class AssetMissing(LookupError):
    """The build was not run, or the name is wrong."""


def asset_path(name: str) -> str:
    """`desk.css` → `desk.E7IH2URX.css`, relative to STATIC_URL. Raises AssetMissing with what to do."""
    found = _manifest(_stamp()).get(name)
    if found is None:
        raise AssetMissing(f"Page asset {name!r} is not built; run `python -m dieuhanh.interface.build`.")
    return found


def asset_url(name: str) -> str:
    """The address a page writes. In tests without a build the plain name is used, so that pages can be tried."""
    try:
        return static(asset_path(name))
    except AssetMissing:
        if getattr(settings, "ASSETS_OPTIONAL", settings.DEBUG):
            return static(name)
        raise


def version() -> str:
    """A short mark of the whole build: changes when any asset does."""
    return _manifest(_stamp()).get("version", "none")


def font_folder() -> Path:
    """Where the typefaces for papers (typst) lie."""
    return FONTS


def _stamp() -> int:
    # A rebuild while the program runs must be seen; one stat a page is cheap.
    try:
        return MANIFEST.stat().st_mtime_ns
    except OSError:
        return 0


@cache
def _manifest(stamp: int) -> dict[str, str]:
    if not stamp:
        return {}
    return dict(json.loads(MANIFEST.read_text(encoding="utf-8")))
