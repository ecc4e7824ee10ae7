"""Where a running sentence names its deadline: the words that `deadline_words.resolve` is then asked about."""

from __future__ import annotations

import re
from datetime import date

from .day_words import find_units, plain

_ANY_DAY = date(2000, 1, 1)
_AHEAD = re.compile(
    r"(?:(?<!\w)(?:hoàn thành|xong|chậm nhất(?: là)?|muộn nhất(?: là)?|không muộn hơn|trước(?: \d{1,2} ?(?:giờ|h)(?: \d\d)?)?|trong|vào|"
    r"đến(?: hết)?|hết|từ|cuối|đầu|định kỳ|ngày|tháng|thời hạn|hạn|là|sáng|chiều|quá hạn|hằng năm|theo từng mục của phương án,)[ ,]*)+$"
)
_TELLS = re.compile(
    r"(?<!\w)(?:trước|chậm nhất|muộn nhất|trong|hoàn thành|xong|hạn|đến hết|hết|quá hạn)(?!\w)"
)
_AFTER = re.compile(
    r"(?: (?:hằng|hàng) (?:tháng|năm))?(?: ?\([^()]*\))?(?:, theo kế hoạch[^,;.]*|; áp dụng từ [\d-]+)?"
)
_PHRASES = re.compile(
    r"(?<!\w)(?:"
    r"(?:định kỳ,? )?(?:từ )?(?:ngày )?\d{1,2} đến (?:ngày )?\d{1,2} (?:hằng|hàng) tháng"
    r"|(?:định kỳ (?:hằng tuần, )?)?(?:vào )?(?:sáng |chiều )?thứ (?:hai|ba|tư|năm|sáu|bảy)(?: (?:hằng|hàng) tuần)?"
    r"|(?:định kỳ,? )?(?:(?:hằng|hàng|mỗi) (?:ngày|tuần|tháng|quý|năm|phiên họp [\w ]{3,40}thường kỳ)(?:, )?)+(?: đến \d{4}-\d\d-\d\d)?"
    r"|(?:trong (?:vòng |thời hạn )?|còn )(?:khoảng )?\d{1,3} (?:ngày làm việc|ngày|tuần|tháng|giờ)(?! (?:đầu|cuối|\d))(?: kể từ [^,;.]{3,60})?"
    r"|không ghi hạn|không rõ|thường xuyên(?: đến (?:cuối năm \d{4}|tết \d{4}))?|khẩn trương|kịp thời|ngay"
    r"|theo lộ trình [^,;.]{3,60}|hết nhiệm kỳ \d{4}-\d{4}"
    r")(?: ?\([^()]*\))?(?:; áp dụng từ [\d-]+)?(?!\w)"
)
_HEAD_ONLY = ("khẩn trương", "kịp thời", "ngay", "thường xuyên")


def deadline_place(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The place of the deadline's words in `text[start:end]`, or None. The last one counts; a dated one before others.

    A date that only names a document ("Nghị định 45/2020/NĐ-CP ngày 08/4/2020") or the time of what is spoken of
    ("nhiệm vụ giao từ 01/01") is no deadline: the words before it must say so, or it ends the stretch.
    """
    flat = text[start:end].replace("\n", " ")
    small = plain(flat)
    if len(small) != len(flat):
        return None
    stop = len(small.rstrip(" .;,:"))
    found: list[tuple[int, int, int]] = []
    units = find_units(flat, _ANY_DAY)
    for unit in units:
        ahead = _AHEAD.search(small, 0, unit.start)
        begin = ahead.start() if ahead else unit.start
        after = _AFTER.match(small, unit.end)
        until = after.end() if after else unit.end
        before = small[max(0, begin - 12) : begin]
        if (
            re.search(r"(?:/\S*|số|tháng|quý|dưới|bình quân)\s*(?:ngày )?$", before)
            or "/" in flat[unit.end : unit.end + 1]
        ):
            continue
        if (
            re.match(r"(?:từ|ngày)", small[begin:])
            and until < stop
            and not _TELLS.search(small[begin : unit.start])
        ):
            continue
        if _TELLS.search(small[begin : unit.start]) or until >= stop:
            found.append((2 if until >= stop else 1, begin, until))
    for phrase in _PHRASES.finditer(small):
        word = phrase.group(0).split(" (")[0]
        if word in _HEAD_ONLY and phrase.start() > 2 and phrase.end() < stop:
            continue  # "triển khai ngay điều kiện …": a manner, not the sentence's deadline
        found.append((2 if phrase.end() >= stop else 0, phrase.start(), phrase.end()))
    if not found:
        return None
    rank, begin, until = max(found, key=lambda one: (one[0], one[2], -one[1]))
    joined = [one for one in found if one[0] == rank and one[2] < until and until - one[2] < 60]
    for _, first, last in joined:
        if re.fullmatch(r"[ ;,]*(?:đến|;|-|,)?[ ;,]*", small[last:begin]) or (
            re.match(r"từ ", small[first:]) and small[last:begin].strip() in ("đến", "")
        ):
            begin = min(begin, first)
    while begin < until and flat[begin] in " ,;":
        begin += 1
    return start + begin, start + until
