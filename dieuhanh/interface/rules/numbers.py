"""How numbers, money, ratios and sizes are written.

Halves round away from zero, as officials and spreadsheets do. A minus is the
minus sign (U+2212) so that it is as wide as a plus and is read aloud.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation

Numeric = int | float | Decimal

MISSING = "–"
NBSP = "\u00a0"
MINUS = "\u2212"

# Wide enough that no figure of a state is rounded by the arithmetic itself.
_WIDE = Context(prec=200, rounding=ROUND_HALF_UP)
_MARKS = {"vi": (".", ","), "en": (",", ".")}
_MONEY = {
    "vi": ((10**9, "tỷ đồng"), (10**6, "triệu đồng"), (1, "đồng")),
    "en": ((10**12, "trillion dong"), (10**9, "billion dong"), (10**6, "million dong"), (1, "dong")),
}


@dataclass(frozen=True, slots=True)
class Short:
    """A value shortened for reading (`text`) with its full form (`full`); `unit` stands after both."""

    text: str
    unit: str
    full: str

    @property
    def shortened(self) -> bool:
        """Whether the short form hides digits or changes the unit."""
        return f"{self.text}{NBSP}{self.unit}" != self.full

    def __str__(self) -> str:
        return f"{self.text}{NBSP}{self.unit}"


def language(lang: str | None) -> str:
    """`en` for English, `vi` for everything else: Vietnamese is the product's first language."""
    return "en" if (lang or "").startswith("en") else "vi"


def to_decimal(value: Numeric | str) -> Decimal | None:
    """An exact decimal of a number (a float by its shortest text), or None when it is not a finite number."""
    if isinstance(value, bool):
        return None
    try:
        number = value if isinstance(value, Decimal) else Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def format_number(
    value: Numeric | None, decimals: int | None = None, lang: str = "vi", *, signed: bool = False
) -> str:
    """The number as text. `decimals` None keeps the digits it has; None as value is the missing mark."""
    number = None if value is None else to_decimal(value)
    if number is None:
        return MISSING
    number = _rounded(number, decimals)
    group, point = _MARKS[language(lang)]
    whole, _, part = f"{abs(number):f}".partition(".")
    text = _grouped(whole, group) + (point + part if part else "")
    if number < 0:
        return MINUS + text
    return ("+" + text) if signed and number > 0 else text


def _rounded(number: Decimal, decimals: int | None) -> Decimal:
    if decimals is None:
        return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()
    rounded = Decimal(number).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, _WIDE)
    return abs(rounded) if rounded == 0 else rounded


def _grouped(digits: str, mark: str) -> str:
    head = len(digits) % 3
    parts = ([digits[:head]] if head else []) + [digits[at : at + 3] for at in range(head, len(digits), 3)]
    return mark.join(parts)


def join_unit(text: str, unit: str, lang: str = "vi") -> str:
    """Number and unit: `20,5 %` in Vietnamese, `20.5%` in English; other units after a no-break space."""
    if not unit or text == MISSING:
        return text
    if unit.startswith("%") and language(lang) == "en":
        return text + unit
    return f"{text}{NBSP}{unit}"


def format_money(dong: int | None, lang: str = "vi") -> Short:
    """Whole đồng, shortened to millions or billions: 6.300 tỷ đồng, with the full value beside it."""
    lang = language(lang)
    unit_word = _MONEY[lang][-1][1]
    if dong is None:
        return Short(MISSING, "", MISSING)
    full = f"{format_number(dong, 0, lang)}{NBSP}{unit_word}"
    for scale, words in _MONEY[lang]:
        if abs(dong) >= scale or scale == 1:
            amount = Decimal(dong) / scale
            digits = 0 if abs(amount) >= 100 or scale == 1 else 1
            text = format_number(_trim(amount, digits), None, lang)
            return Short(text, words, full)
    raise AssertionError("the last scale is one")


def _trim(amount: Decimal, digits: int) -> Decimal:
    return amount.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP, _WIDE)


def percent_of(numerator: Numeric | None, denominator: Numeric | None) -> Decimal | None:
    """The ratio in percent, exact; None when a part is missing or the denominator is zero."""
    top = None if numerator is None else to_decimal(numerator)
    bottom = None if denominator is None else to_decimal(denominator)
    if top is None or bottom is None or bottom == 0:
        return None
    return top * 100 / bottom


def format_ratio(
    numerator: Numeric | None, denominator: Numeric | None, lang: str = "vi", decimals: int = 1
) -> Short:
    """A ratio in percent with its parts as the full form: `25,3 %` and `1.235 / 4.888`."""
    share = percent_of(numerator, denominator)
    parts = f"{format_number(numerator, None, lang)} / {format_number(denominator, None, lang)}"
    if share is None:
        return Short(MISSING, "", parts)
    return Short(format_number(share, decimals, lang), "%", parts)


def format_change(value: Numeric | None, decimals: int | None, lang: str = "vi", unit: str = "") -> str:
    """A difference with its sign: `+2,6 điểm`; zero has none."""
    return join_unit(format_number(value, decimals, lang, signed=True), unit, lang)


def format_size(octets: int, lang: str = "vi") -> str:
    """A file's size: 512 B, 12,5 KB, 3,0 MB (1 KB = 1024 B)."""
    size = Decimal(octets)
    for unit in ("B", "KB", "MB", "GB"):
        if size < 1024 or unit == "GB":
            return f"{format_number(size, 0 if unit == 'B' else 1, lang)}{NBSP}{unit}"
        size /= 1024
    raise AssertionError("the last unit ends the loop")
