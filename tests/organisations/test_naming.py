"""A body is named by its code or its official name: what is meant, what is refused and how, at what cost."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID, uuid5

import pytest
from django import forms
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from dieuhanh.config.errors import Invalid
from dieuhanh.config.text import fold
from dieuhanh.organisations.body_fields import BodiesField, BodyField, name_bodies
from dieuhanh.organisations.body_filters import BodyNames
from dieuhanh.organisations.models import Organisation
from dieuhanh.organisations.queries import by_code
from dieuhanh.organisations.queries.naming import MOST_TEXTS, named, offered
from dieuhanh.organisations.rules.naming import LONGEST, Outcome, judge, pieces, read
from tests import factories

DAY = date(2020, 8, 10)
SPACE = UUID("0190c2a4-0000-7000-8000-000000000000")


@dataclass(frozen=True)
class One:
    """A body, for the pure part."""

    code: str
    name_vi: str
    name_en: str
    kind: str = "ministry"

    @property
    def id(self) -> UUID:
        """As stable as the code."""
        return uuid5(SPACE, self.code)


BTC = One("BTC", "Bộ Tài chính", "Ministry of Finance")
VHTTDL = One("BVHTTDL", "Bộ Văn hóa, Thể thao và Du lịch", "Ministry of Culture, Sports and Tourism")
BLD = One("BLDTBXH", "Bộ Lao động - Thương binh và Xã hội", "Ministry of Labour")
SO = One("STC", "Sở Tài chính", "Department of Finance", "department")
HCM = One("T79", "Hồ Chí Minh", "Ho Chi Minh", "province")
CAO = One("T04", "Cao Bằng", "Cao Bang", "province")
HAI = One("X1", "Xã Tân Lập", "Tan Lap Commune", "commune")
BA = One("X2", "Xã Tân Lập", "Tan Lap Commune", "commune")
CITY = One("H4", "Thành phố Cao Bằng", "Cao Bang City", "district")
ALL = [BTC, VHTTDL, BLD, SO, HCM, CAO, HAI, BA, CITY]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("BTC", BTC),
        (" btc ", BTC),
        ("Bộ Tài chính", BTC),
        ("bo tai chinh", BTC),
        ("BỘ  TÀI CHÍNH", BTC),
        (unicodedata.normalize("NFD", "Bộ Tài chính"), BTC),
        ("ministry of finance", BTC),
        ("Bộ Tài chính (BTC)", BTC),
        ("Bộ Tài chính cũ (BTC)", BTC),
        ("Bộ Văn hoá Thể thao và Du lịch", VHTTDL),
        ("Bộ Lao động – Thương binh và Xã hội", BLD),
        ("Tỉnh Cao Bằng", CAO),
        ("UBND tỉnh Cao Bằng", CAO),
        ("Cao Bang Province", CAO),
        ("cao bang", CAO),
        ("Thành phố Cao Bằng", CITY),
        ("TP. Hồ Chí Minh", HCM),
        ("Ho Chi Minh City", HCM),
        ("Ủy ban nhân dân thành phố Hồ Chí Minh", HCM),
        ("Xã Tân Lập (X2)", BA),
    ],
)
def test_a_code_or_a_whole_name_means_one_body(text: str, meant: One) -> None:
    assert judge(read(text), ALL) == (Outcome.ONE, [meant])


@pytest.mark.parametrize(
    ("text", "outcome", "bodies"),
    [
        ("Xã Tân Lập", Outcome.SEVERAL, [HAI, BA]),
        ("tài chính", Outcome.NEAR, [BTC, SO]),
        ("Bộ Tài", Outcome.NEAR, [BTC]),
        ("Bộ Hải quan", Outcome.NONE, []),
        ("Bộ Hải quan (BHQ)", Outcome.NONE, []),
        ("", Outcome.NONE, []),
        ("…", Outcome.NONE, []),
    ],
)
def test_what_means_none_or_several_is_told_apart(text: str, outcome: Outcome, bodies: list[One]) -> None:
    assert judge(read(text), ALL) == (outcome, bodies)


def test_a_part_of_a_name_will_do_where_parts_are_taken_and_one_body_has_it() -> None:
    assert judge(read("van hoa"), ALL, parts=True) == (Outcome.ONE, [VHTTDL])
    assert judge(read("tài chính"), ALL, parts=True) == (Outcome.SEVERAL, [BTC, SO])


def test_a_body_that_stands_no_more_is_told_from_one_that_never_was() -> None:
    assert judge(read("Bộ Tài chính"), [CAO], [BTC]) == (Outcome.ENDED, [BTC])
    again = replace(BTC, code="BTC2")
    assert judge(read("Bộ Tài chính"), [again], [BTC]) == (Outcome.ONE, [again]), "who stands decides first"


@given(st.sampled_from([one for one in ALL if one not in (HAI, BA)]), st.booleans(), st.booleans(), st.data())
def test_case_diacritics_spaces_and_punctuation_decide_nothing(
    body: One, english: bool, plain: bool, data: st.DataObject
) -> None:
    name = body.name_en if english else body.name_vi
    text = fold(name) if plain else name
    changed = "".join(data.draw(st.sampled_from([char, char.upper(), char.lower()])) for char in text)
    spaced = changed.replace(" ", data.draw(st.sampled_from([" ", "  ", "\t", " - ", "\u00a0"])))
    assert judge(read(spaced), ALL) == (Outcome.ONE, [body])


@given(st.text(max_size=400))
def test_whatever_is_typed_gets_an_answer(text: str) -> None:
    written = read(text)
    assert len(written.text) <= LONGEST
    outcome, bodies = judge(written, ALL, ALL[:3])
    assert bool(bodies) is (outcome is not Outcome.NONE)
    assert all(piece.chosen({text}) for piece in pieces(text))


@pytest.mark.parametrize(
    ("text", "meant", "chosen"),
    [
        ("BCT BTC, BXD", set(), ["BCT", "BTC", "BXD"]),
        ("bct, btc", {"bct", "btc"}, ["bct", "btc"]),
        ("ha noi", {"ha noi"}, ["ha noi"]),
        ("Bộ Văn hóa, Thể thao và Du lịch", {"Bộ Văn hóa, Thể thao và Du lịch"}, ["Bộ Văn hóa, Thể thao và Du lịch"]),
        ("Bộ Y tế, Bộ Tài chính", {"Bộ Y tế", "Bộ Tài chính"}, ["Bộ Y tế", "Bộ Tài chính"]),
        ("Bộ Y tế\r\nBộ Tài chính; BXD;", set(), ["Bộ Y tế", "Bộ Tài chính", "BXD"]),
        (" \n; ,", set(), []),
    ],
)  # fmt: skip
def test_several_bodies_stand_one_a_line_or_between_marks(
    text: str, meant: set[str], chosen: list[str]
) -> None:
    assert [one for piece in pieces(text) for one in piece.chosen(meant)] == chosen


@pytest.fixture
def cp(db: None) -> Organisation:
    return factories.government()


@pytest.fixture
def country(cp: Organisation) -> dict[str, Organisation]:
    """Two ministries, one of them ended; a province whose six communes share a name."""
    made = {
        "BTC": factories.organisation(
            "BTC", parent=cp, name_vi="Bộ Tài chính", name_en="Ministry of Finance"
        ),
        "BKH": factories.organisation(
            "BKH", parent=cp, name_vi="Bộ Kế hoạch", name_en="Ministry of Planning", valid_to=date(2020, 3, 1)
        ),
        "T04": factories.organisation("T04", "province", cp, name_vi="Cao Bằng", name_en="Cao Bang"),
    }
    for number in range(6):
        district = factories.organisation(f"H{number}", "district", made["T04"], name_vi=f"Huyện {number}")
        name = {"name_vi": "Xã Tân Lập", "name_en": "Tan Lap Commune"}
        made[f"X{number}"] = factories.organisation(f"X{number}", "commune", district, **name)
    return made


def one(text: str, by: Any, **more: Any) -> Any:
    return named([text], more.pop("on", DAY), by=by, **more)[text]


def test_code_name_and_name_without_diacritics_mean_the_body(
    cp: Organisation, country: dict[str, Organisation]
) -> None:
    by = factories.actor(cp)
    for text in ("BTC", "btc", "Bộ Tài chính", "bo tai chinh", "Ministry of Finance", "Bộ Tài chính (BTC)"):
        assert one(text, by).body.id == country["BTC"].id, text
    assert one("Tỉnh Cao Bằng", by).body.id == country["T04"].id


def test_a_shared_name_is_refused_with_five_that_fit_each_with_code_and_parent(
    cp: Organisation, country: dict[str, Organisation]
) -> None:
    by = factories.actor(cp)
    told = one("xa tan lap", by)
    assert told.body is None
    assert told.sentence.count("Xã Tân Lập (X") == 5
    assert "Xã Tân Lập (X0, Huyện 0)" in told.sentence
    assert "và cơ quan khác" in told.sentence
    with override("en"):
        assert "“xa tan lap” fits several bodies: Tan Lap Commune (X0" in one("xa tan lap", by).sentence
    assert one("Xã Tân Lập (X3)", by).body.id == country["X3"].id


def test_an_unknown_name_says_what_to_write_and_a_part_of_one_what_it_may_be(
    cp: Organisation, country: dict[str, Organisation]
) -> None:
    by = factories.actor(cp)
    assert "“Bộ Hải quan” không phải là mã hay tên" in one("Bộ Hải quan", by).sentence
    assert "ví dụ BYT" in one("Bộ Hải quan", by).sentence
    assert "Bộ Tài chính (BTC, Chính phủ)" in one("tài chính", by).sentence
    assert one("tài chính", by, parts=True).body.id == country["BTC"].id
    for odd in ("", "\0", "%", "_", "'; --", "(((", "…", "x" * 5000):
        assert one(odd, by).sentence, odd


def test_a_body_abolished_on_the_day_is_refused_and_before_it_taken(
    cp: Organisation, country: dict[str, Organisation]
) -> None:
    by = factories.actor(cp)
    for text in ("BKH", "bo ke hoach"):
        told = one(text, by)
        assert told.body is None
        assert "Bộ Kế hoạch (BKH) đã kết thúc từ ngày 01/03/2020" in told.sentence
        assert one(text, by, on=date(2020, 2, 29)).body.id == country["BKH"].id
        assert one(text, by, ended=True).body.id == country["BKH"].id
    assert "chỉ có từ ngày" in one("BTC", by, on=date(2000, 1, 1)).sentence


def test_a_code_that_passed_to_another_body_means_who_bears_it_on_the_day(
    cp: Organisation, country: dict[str, Organisation]
) -> None:
    follower = factories.organisation("BKH", parent=cp, key="BKH-2", valid_from=date(2020, 3, 1))
    by = factories.actor(cp)
    assert one("BKH", by).body.id == follower.id
    assert one("BKH", by, on=date(2019, 1, 1)).body.id == country["BKH"].id
    assert one("bo ke hoach", by, ended=True).body.id == country["BKH"].id


def test_bodies_beyond_the_remit_are_not_named_to_others(
    cp: Organisation, country: dict[str, Organisation]
) -> None:
    by = factories.actor(country["T04"])
    assert [body.code for body in offered(by, DAY)][:1] == ["T04"]
    assert "BTC" not in {body.code for body in offered(by, DAY)}
    assert {"CP", "X0"} <= {body.code for body in offered(by, DAY)}
    for text in ("BTC", "Bộ Tài chính", "tài chính"):
        assert one(text, by).body is None
        assert "(BTC" not in one(text, by).sentence
    for text in ("BTC", "bo tai chinh"):
        told = one(text, by, beyond=True)
        assert (told.body.id, told.told) == (country["BTC"].id, False)
    assert "Bộ Kế hoạch" not in one("BKH", by, beyond=True).sentence
    for typed in ("BTC", str(country["BTC"].pk), "bo tai chinh"):
        names = BodyNames(by, DAY, typed)
        assert names.read().name == "", "it is not named to him"
        assert not [name for name in names.offered() if "BTC" in name]
    form = name_bodies(Asking({"body": "btc"}, initial={"body": "BTC"}), by=by, on=DAY, beyond=True)
    assert form.is_valid()
    assert "Bộ Tài chính" not in str(form)
    assert "Bộ Tài chính" not in str(name_bodies(Asking(initial={"body": "BTC"}), by=by, on=DAY))
    assert "(BTC" not in one("tài chính", by, beyond=True).sentence, (
        "a part of a name finds nothing beyond it"
    )
    assert not named(["BTC"], DAY, by=None)["BTC"].body


@pytest.mark.parametrize("many", [1, 40])
def test_names_cost_three_statements_however_many(
    cp: Organisation, country: dict[str, Organisation], many: int, counted: Callable[..., Any]
) -> None:
    by = factories.actor(cp)
    texts = ["BTC", "Bộ Tài chính", "Cao Bằng"] * many
    with counted(1):  # codes and whole names
        assert all(told.body for told in named(texts, DAY, by=by).values())
    wrong = [f"{text} {number}" for number in range(many) for text in ("Xã Tân", "Bộ Hải quan")]
    with counted(3):  # the same; parts of names; the bodies above those shown
        assert not any(told.body for told in named([*wrong, "Xã Tân Lập", "Tài"], DAY, by=by).values())


def test_more_names_than_anybody_writes_are_refused(cp: Organisation) -> None:
    with pytest.raises(Invalid):
        named([f"B{number}" for number in range(MOST_TEXTS + 1)], DAY, by=factories.actor(cp))


class Asking(forms.Form):
    """One body, several, and several of a day."""

    body = BodyField(label="Body")
    others = BodiesField(label="Others", required=False)
    day = forms.DateField(required=False)
    then = BodiesField(label="Then", required=False, day_from="day")


def test_a_form_gives_bodies_and_shows_them_back_by_name(
    cp: Organisation, country: dict[str, Organisation], counted: Callable[..., Any]
) -> None:
    by = factories.actor(cp)
    sent = {
        "body": "bo tai chinh", "others": "CP T04\nXã Tân Lập (X1)", "day": "2020-02-01", "then": "bộ kế hoạch; BTC"
    }  # fmt: skip
    form = name_bodies(Asking(sent), by=by, on=DAY)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["body"].id == country["BTC"].id
    assert [body.code for body in form.cleaned_data["others"]] == ["CP", "T04", "X1"]
    assert [body.code for body in form.cleaned_data["then"]] == ["BKH", "BTC"]
    wrong = Asking({**sent, "others": "Xã Tân Lập", "then": "BTC, BKH", "day": "2020-08-01"})
    with counted(
        5
    ):  # of two days: the fields of one day are resolved together, at most three statements each
        name_bodies(wrong, by=by, on=DAY)
    assert not wrong.is_valid()
    assert set(wrong.errors) == {"others", "then"}
    with counted(1):  # the bodies to choose from, once for all fields
        shown = str(wrong)
    assert 'value="Bộ Tài chính"' in shown
    assert ">\nXã Tân Lập</textarea>" in shown
    assert shown.count("<datalist") == 1
    assert '<option value="Cao Bằng (T04)"></option>' in shown
    assert "BKH" not in shown.partition("<datalist")[2].partition("</datalist>")[0]


def test_a_form_begins_with_names_in_the_readers_language(
    cp: Organisation, country: dict[str, Organisation]
) -> None:
    by = factories.actor(cp)
    form = name_bodies(Asking(initial={"body": "BTC", "others": ["T04", "X1"]}), by=by, on=DAY)
    with override("en"):
        shown = str(form)
    assert 'value="Ministry of Finance"' in shown
    assert ">\nCao Bang\nTan Lap Commune (X1)</textarea>" in shown


def test_a_filter_reads_a_name_and_keeps_the_code(
    cp: Organisation, country: dict[str, Organisation], counted: Callable[..., Any]
) -> None:
    by = factories.actor(cp)
    assert BodyNames(by, DAY, "bo tai chinh").read().value == "BTC"
    assert BodyNames(by, DAY, "tài").read().value == "BTC", "a part of a name will do to look for"
    former = BodyNames(by, DAY, "Bộ Kế hoạch").read()
    assert (former.value, former.name) == ("BKH", "Bộ Kế hoạch"), "a list reaches back"
    assert BodyNames(by, DAY, str(country["X1"].id)).read().name == "Xã Tân Lập (X1)"
    assert "nhiều cơ quan" in BodyNames(by, DAY, "xã tân lập").read().fault
    for code in ("BTC", "X1", "BKH"):
        with counted(1):  # the bodies to choose from, and the one chosen
            names = BodyNames(by, DAY, code)
            assert names.read().value == code
            assert "Bộ Tài chính (BTC)" in names.offered()
            assert "Bộ Kế hoạch (BKH)" not in names.offered()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_bodies_merge_by_name_on_the_page(
    cp: Organisation, country: dict[str, Organisation], client_for: Any, language: str
) -> None:
    client = client_for(factories.appointment(cp, "organisations.manage"))
    client.cookies["django_language"] = language
    with override("vi"):  # a page leaves its language behind
        _merge_by_name(client, language)


def _merge_by_name(client: Any, language: str) -> None:
    sent = {
        "on": "2021-03-01",
        "legal_document": "1/2021",
        "organisations": "Xã Tân Lập",
        "into": "bo tai chinh",
    }
    refused = client.post("/organisations/merge", sent)
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "Xã Tân Lập" in page
    assert 'value="Bộ Tài chính"' in page if language == "vi" else 'value="Ministry of Finance"' in page, (
        "the name comes back"
    )
    assert "(X0, " in page
    assert "<datalist" in page
    sent = {**sent, "organisations": "Xã Tân Lập (X0)\nx1", "into": "xa tan lap (x2)"}
    merged = client.post("/organisations/merge", sent)
    assert merged.status_code == 302, re.findall(r'class="field-error".*', merged.content.decode())
    assert by_code("X0", date(2021, 3, 1)) is None
