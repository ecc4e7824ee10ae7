"""Names without Vietnamese signs, as English pages write them."""

import unicodedata


def ascii_name(name: str) -> str:
    """`Bãi Cháy` → `Bai Chay`, `Đồng Nai` → `Dong Nai`."""
    plain = unicodedata.normalize("NFD", name.replace("đ", "d").replace("Đ", "D"))
    return "".join(char for char in plain if not unicodedata.combining(char))
