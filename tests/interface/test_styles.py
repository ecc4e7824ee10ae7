"""The alphabet and the tokens: one place names colours and sizes, and what it names can be read."""

import re
from pathlib import Path

import pytest

from dieuhanh.interface.rules import ALPHABET

SOURCE = Path(__file__).resolve().parents[2] / "dieuhanh" / "interface" / "static_src"
TOKENS = (SOURCE / "css" / "tokens.css").read_text(encoding="utf-8")
OTHERS = sorted(one for one in (SOURCE / "css").glob("*.css") if one.name not in {"tokens.css", "print.css"})
LIGHT, DARK = TOKENS.split(".wall {")


def named(part: str, name: str) -> str:
    found = re.search(rf"--{name}: (#[0-9a-f]{{6}}|var\(--([a-z0-9-]+)\));", part)
    if found and found.group(2):
        return named(part, found.group(2))
    assert found, f"--{name} is not a colour"
    return found.group(1)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.03928 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("file", OTHERS, ids=lambda one: one.name)
def test_only_the_tokens_name_a_colour_or_a_size(file: Path) -> None:
    text = re.sub(r"/\*.*?\*/", "", file.read_text(encoding="utf-8"), flags=re.S)
    text = re.sub(r"@media[^{]*\{", "{", text)  # a media query cannot read a token
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b(?!\")|rgba?\(|hsla?\(|\b[0-9.]+(?:px|rem|pt)\b", text) == []


def test_every_token_that_is_used_exists() -> None:
    defined = set(re.findall(r"--([a-z0-9-]+):", TOKENS)) | {"tone"}
    used = {
        name
        for file in OTHERS
        for name in re.findall(r"var\(--([a-z0-9-]+)", file.read_text(encoding="utf-8"))
    }
    assert used - defined == set()


@pytest.mark.parametrize("key", ALPHABET)
def test_a_state_has_the_same_colour_in_styles_and_on_paper_and_can_be_read(key: str) -> None:
    letter = ALPHABET[key]
    light, dark = named(LIGHT, letter.css), named(DARK, letter.css)
    assert (light, dark) == (letter.light.lower(), letter.dark.lower())
    assert contrast(light, "#ffffff") >= 4.5
    assert contrast(dark, named(DARK, "ground")) >= 4.5


@pytest.mark.parametrize(("part", "ground"), [(LIGHT, "#ffffff"), (DARK, "#0a141b")], ids=["desk", "wall"])
def test_quiet_text_is_readable_and_the_focus_ring_is_seen(part: str, ground: str) -> None:
    assert contrast(named(part, "text-quiet"), ground) >= 4.5
    assert contrast(named(part, "text-soft"), ground) >= 4.5
    assert contrast(named(part, "focus"), ground) >= 3
