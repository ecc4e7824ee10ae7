"""Where things lie in a workbook: rows and columns counted from 1, as people and openpyxl count."""

from dataclasses import dataclass
from functools import cached_property

from openpyxl.utils import get_column_letter

from dieuhanh.reporting.rules.forms import Layout

IDENTITY = "_dieuhanh"
OUTLINE = "Đề cương"
FIRST_ROW = 10
"""The first line of the table; above it: titles, body, period, guidance, the heads and units."""
HEAD_ROW = 7
FIRST_COLUMN = 3
"""The first column of figures; before it: the line's name in Vietnamese and in English."""
OUTLINE_ROW = 5


@dataclass(frozen=True)
class Sheet:
    """The sheet of one form; its name is the form's code."""

    layout: Layout

    @property
    def name(self) -> str:
        """The sheet's name, at most 31 characters as the format asks."""
        return self.layout.code[:31]

    @cached_property
    def rows(self) -> dict[str, int]:
        """Sheet row of each line."""
        return {row.key: FIRST_ROW + place for place, row in enumerate(self.layout.rows)}

    @cached_property
    def columns(self) -> dict[str, int]:
        """Sheet column of each column."""
        return {column.key: FIRST_COLUMN + place for place, column in enumerate(self.layout.columns)}

    def letter(self, column: str) -> str:
        """The column's letter."""
        return str(get_column_letter(self.columns[column]))

    def address(self, row: str, column: str) -> str:
        """`F14`."""
        return f"{self.letter(column)}{self.rows[row]}"
