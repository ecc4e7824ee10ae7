"""The product's alphabet: each state has a shape, a word in two languages and a colour token.

The same in a table cell, a chart, a map and a PDF, so that none depends on colour alone.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sign:
    """One letter of the alphabet. `light` and `dark` are the colours for papers and pictures outside CSS."""

    key: str
    shape: str
    vi: str
    en: str
    light: str
    dark: str

    def word(self, lang: str) -> str:
        """The state's word in `lang` (Vietnamese unless English is asked)."""
        return self.en if lang.startswith("en") else self.vi

    @property
    def css(self) -> str:
        """The key as CSS names it: `in-time`."""
        return self.key.replace("_", "-")


ALPHABET: dict[str, Sign] = {
    one.key: one
    for one in (
        Sign("in_time", "●", "Trong hạn", "In time", "#0B7A75", "#4FD1C5"),
        Sign("due_soon", "◐", "Sắp đến hạn", "Due soon", "#9A6700", "#F2C14E"),
        Sign("overdue", "▲", "Quá hạn", "Overdue", "#B42318", "#FF7A6B"),
        Sign("done_in_time", "✓", "Hoàn thành đúng hạn", "Done in time", "#2E7D32", "#7BD389"),
        Sign("done_late", "✓!", "Hoàn thành quá hạn", "Done late", "#7A4B24", "#D9A574"),
        Sign("no_data", "–", "Chưa có số liệu", "No data", "#667085", "#98A2B3"),
        Sign("claimed", "◇", "Tự báo cáo", "Claimed", "#475467", "#C3CCD6"),
        Sign("verified", "◆", "Đã kiểm chứng", "Verified", "#344054", "#E6EBF0"),
        Sign("refuted", "◆", "Không đạt", "Refuted", "#B42318", "#FF7A6B"),
    )
}


def state_key(state: object) -> str:
    """The alphabet's key of a state given as text or as an Enum; unknown or None is `no_data`."""
    key = str(getattr(state, "value", state) or "no_data").lower().replace("-", "_")
    return key if key in ALPHABET else "no_data"


def sign(state: object) -> Sign:
    """The letter for a state (text or Enum)."""
    return ALPHABET[state_key(state)]


def word(state: object, lang: str) -> str:
    """The word for a state in `lang`."""
    return sign(state).word(lang)
