"""The style guide: there is none in operation."""

from tests.authority.table import Row

ROWS = [
    Row("GET", "/styleguide", no=404, nobody=404),
    Row("GET", "/styleguide/row", no=404, nobody=404),
    Row("POST", "/styleguide/draft", no=404, nobody=404),
]
