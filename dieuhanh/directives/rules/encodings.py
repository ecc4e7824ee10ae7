"""Text typed for old Vietnamese fonts (TCVN3, VNI): told, so that nobody keeps it mangled."""

from __future__ import annotations

import re

_TCVN3 = "®§¸µ¶·¹¨»¾¼½©ª«¬\u00ad¦¤¥¡¢£×÷þÞÆß"
_WORD = re.compile(rf"[A-Za-zÀ-ỹ{re.escape(_TCVN3)}]{{2,}}")
_NATIVE = re.compile(r"[\u1ea0-\u1ef9ơưăđƠƯĂĐ]")
_IN_TCVN3 = re.compile(rf"[A-Za-z][{re.escape(_TCVN3)}]|[{re.escape(_TCVN3)}][A-Za-z]")
_IN_VNI = re.compile(r"[aeouyAEOUY][øùûõïâáàåãäéèêëúüØÙÛÕÏÂÁÀÅÃÄÉÈÊËÚÜ]|ñ[aeouiy]|[öô][nmcpt]|Ñ[aeouyAEOUY]")
_BROKEN = re.compile(r"[\ufffd\ue000-\uf8ff]|\(cid:\d+\)")

LEAST_WORDS = 8


def legacy_encoding(text: str) -> str | None:
    """`TCVN3` or `VNI` when the text is in letters of those fonts, else None. Needs a few words to judge by."""
    words = _WORD.findall(text)
    if len(words) < LEAST_WORDS:
        return None
    native = sum(1 for word in words if _NATIVE.search(word)) / len(words)
    if native > 0.08:
        return None
    if sum(1 for word in words if _IN_TCVN3.search(word)) / len(words) > 0.15:
        return "TCVN3"
    if sum(1 for word in words if _IN_VNI.search(word)) / len(words) > 0.2:
        return "VNI"
    return None


def broken(text: str) -> bool:
    """Whether so many letters have no meaning (a font without its table of letters) that the text cannot be trusted."""
    letters = len(re.findall(r"\S", text))
    wrong = len(_BROKEN.findall(text))
    return wrong > 5 and wrong > letters * 0.02
