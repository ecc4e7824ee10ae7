"""Names of bodies given in by the caller, one spelling for look-up, and what can be wrong with a name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from dieuhanh.deadlines.rules import RuleFault, Text

from .day_words import plain


@dataclass(frozen=True, slots=True)
class Name:
    """One name or abbreviation of a body, from `valid_from` until (not including) `valid_to`; None is open."""

    code: str
    words: str
    kind: str = ""
    valid_from: date | None = None
    valid_to: date | None = None

    def holds(self, on: date) -> bool:
        """Whether the name stood on a day."""
        return (self.valid_from is None or self.valid_from <= on) and (
            self.valid_to is None or on < self.valid_to
        )


@dataclass(frozen=True, slots=True)
class Names:
    """The caller's names, ready for look-up: longest first, those that hold on the day before those that do not."""

    names: tuple[Name, ...]
    _by_key: dict[str, list[Name]] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, names: Iterable[Name]) -> Names:
        """Names for `read_bodies`; `Bộ` and `UBND` forms are derived, so give each name as the register has it."""
        kept = tuple(names)
        by_key: dict[str, list[Name]] = {}
        for name in kept:
            by_key.setdefault(key_of(name.words), []).append(name)
        return cls(kept, by_key)

    def find(self, words: str, on: date) -> tuple[Name | None, RuleFault | None]:
        """The body so named on a day; a former or later body with a fault that says when it stood."""
        found = self._by_key.get(key_of(words), [])
        standing = {name.code: name for name in found if name.holds(on)}
        if len(standing) == 1:
            return next(iter(standing.values())), None
        if standing:
            return None, fault("ambiguous", words)
        if found:
            return found[0], fault("not_on_that_day", words, f"{on:%d/%m/%Y}")
        return None, None

    def of_kinds(self, kinds: Sequence[str], on: date) -> tuple[str, ...]:
        """The codes of the bodies of these kinds that stood on a day, in the caller's order."""
        return tuple(dict.fromkeys(one.code for one in self.names if one.kind in kinds and one.holds(on)))


_ABBREVIATED = {
    "khđt": "kế hoạch và đầu tư",
    "kh&đt": "kế hoạch và đầu tư",
    "tttt": "thông tin và truyền thông",
    "tt&tt": "thông tin và truyền thông",
    "gdđt": "giáo dục và đào tạo",
    "gd&đt": "giáo dục và đào tạo",
    "gtvt": "giao thông vận tải",
    "khcn": "khoa học và công nghệ",
    "kh&cn": "khoa học và công nghệ",
    "lđtbxh": "lao động - thương binh và xã hội",
    "lđ-tb&xh": "lao động - thương binh và xã hội",
    "nnptnt": "nông nghiệp và phát triển nông thôn",
    "nn&ptnt": "nông nghiệp và phát triển nông thôn",
    "nn&mt": "nông nghiệp và môi trường",
    "tnmt": "tài nguyên và môi trường",
    "tn&mt": "tài nguyên và môi trường",
    "vhttdl": "văn hóa, thể thao và du lịch",
    "vh-tt&dl": "văn hóa, thể thao và du lịch",
    "vpcp": "văn phòng chính phủ",
    "nhnn": "ngân hàng nhà nước",
    "bhxh": "bảo hiểm xã hội",
    "ubdt": "ủy ban dân tộc",
}
_LED_BY = re.compile(
    r"^(?:(?:thủ trưởng|bộ trưởng|thống đốc|tổng thanh tra|chủ nhiệm|chủ tịch|tổng giám đốc|người đứng đầu)\s+(?:- )?)+"
)
_SPELLINGS = str.maketrans({"–": "-", "—": "-"})
_TONES = (
    ("oà", "òa"),
    ("oá", "óa"),
    ("oả", "ỏa"),
    ("oã", "õa"),
    ("oạ", "ọa"),
    ("uỷ", "ủy"),
    ("uý", "úy"),
    ("uỳ", "ùy"),
)


def key_of(words: str) -> str:
    """One spelling for look-up: small letters, `hoà` as `hòa`, abbreviations in full, without Bộ and who leads."""
    text = " ".join(plain(words).translate(_SPELLINGS).split()).strip(" .,;:")
    for old, new in _TONES:
        text = text.replace(old, new)
    text = text.replace("ubnd", "ủy ban nhân dân")
    text = _LED_BY.sub("", text)
    text = re.sub(r"^ủy ban nhân dân (?=tỉnh|thành phố|tp)", "", text)
    text = re.sub(r"^(?:bộ|tỉnh|thành phố|tp\.?) ", "", text)
    text = re.sub(r" việt nam$", "", text)
    return _ABBREVIATED.get(text, text)


_FAULTS = {
    "ambiguous": Text(
        "“{value}” là tên của hơn một cơ quan; hãy chọn một.",
        "“{value}” names more than one body; choose one.",
    ),
    "not_on_that_day": Text(
        "“{value}” không còn hoặc chưa có vào ngày {day}; hãy chọn cơ quan của ngày đó.",
        "“{value}” did not stand on {day}; choose the body of that day.",
    ),
    "inferred": Text(
        "Cơ quan “{value}” do nguồn suy luận, chưa đọc trong văn bản.",
        "The source inferred “{value}”; it was not read in the document.",
    ),
    "no_lead": Text("Chưa biết cơ quan chủ trì; hãy chọn.", "The lead is not known; choose one."),
    "several_leads": Text(
        "Nhiều bên cùng được nêu (“{value}”); mỗi nhiệm vụ chỉ có một cơ quan chủ trì (Nghị định 39/2022/NĐ-CP): hãy chọn một hoặc tách nhiệm vụ.",
        "Several parties are named (“{value}”); a task has one lead (Decree 39/2022/ND-CP): choose one or cut the task in parts.",
    ),
    "not_named": Text(
        "“{value}” đếm mà không nêu tên các cơ quan; hãy chọn từng cơ quan.",
        "“{value}” counts bodies without naming them; choose them one by one.",
    ),
    "not_known": Text(
        "Không có cơ quan nào tên “{value}” trong danh mục; hãy chọn.",
        "No body named “{value}” is in the register; choose one.",
    ),
    "group": Text(
        "“{value}” là tổ, ban hay nhóm người; hãy chọn cơ quan thường trực.",
        "“{value}” is a working group or several persons; choose the body that serves it.",
    ),
}


def fault(code: str, value: str, day: str = "") -> RuleFault:
    """One of the named faults of a party."""
    text = _FAULTS[code]
    return RuleFault(
        code, "lead", Text(text.vi.format(value=value, day=day), text.en.format(value=value, day=day)), value
    )
