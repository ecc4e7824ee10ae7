"""Pure formatting and parsing: how figures, money, dates and time left are written in Vietnamese and English.

Vietnamese: 1.234.567,8 · 20,5 % · 10/08/2020. English: 1,234,567.8 · 20.5% · 10 Aug 2020.
No Django, no I/O, no clock: the moment "now" is always given.
"""

from dieuhanh.interface.rules.agents import read_agent
from dieuhanh.interface.rules.alphabet import ALPHABET, Sign, sign, state_key, word
from dieuhanh.interface.rules.dates import (
    HANOI,
    TimeLeft,
    format_axis_day,
    format_axis_month,
    format_date,
    format_datetime,
    format_duration,
    format_month,
    format_partial,
    format_weekday,
    local,
    time_left,
)
from dieuhanh.interface.rules.drawing import Bullet, Spark, bullet, spark
from dieuhanh.interface.rules.figures import Figure
from dieuhanh.interface.rules.numbers import (
    MISSING,
    Short,
    format_change,
    format_money,
    format_number,
    format_ratio,
    format_size,
    join_unit,
    percent_of,
)
from dieuhanh.interface.rules.parsing import Parsed, parse_number

__all__ = [
    "ALPHABET",
    "HANOI",
    "MISSING",
    "Bullet",
    "Figure",
    "Parsed",
    "Short",
    "Sign",
    "Spark",
    "TimeLeft",
    "bullet",
    "format_axis_day",
    "format_axis_month",
    "format_change",
    "format_date",
    "format_datetime",
    "format_duration",
    "format_money",
    "format_month",
    "format_number",
    "format_partial",
    "format_ratio",
    "format_size",
    "format_weekday",
    "join_unit",
    "local",
    "parse_number",
    "percent_of",
    "read_agent",
    "sign",
    "spark",
    "state_key",
    "time_left",
    "word",
]
