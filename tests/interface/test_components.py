"""Components as a page prints them."""

import re
from datetime import datetime
from typing import Any

import pytest
from django.http import QueryDict
from django.template import Context, Template
from django.template.loader import get_template
from django.test import RequestFactory
from django.utils import translation

from dieuhanh.config.errors import Fault
from dieuhanh.interface import styleguide
from dieuhanh.interface.listing import Button, Column, Listing
from dieuhanh.interface.rules import HANOI, Figure

NOW = datetime(2020, 8, 10, 8, 31, tzinfo=HANOI)


def printed(source: str, lang: str = "vi", **context: Any) -> str:
    request = RequestFactory().get("/")
    with translation.override(lang):
        html = Template("{% load components %}" + source).render(Context({"request": request, **context}))
    return re.sub(r"\s+", " ", html)


def text(html: str) -> str:
    return re.sub(
        r"\s+", " ", re.sub(r"<[^>]+>", "", html).replace("&nbsp;", " ").replace("\u00a0", " ")
    ).strip()


def test_a_number_is_written_in_the_language_of_the_page() -> None:
    assert text(printed('{% number 20.5 unit="%" decimals=1 %}')) == "20,5 %"
    assert text(printed('{% number 20.5 unit="%" decimals=1 %}', "en")) == "20.5%"


def test_a_missing_number_is_a_dash_that_can_be_focused_and_says_why() -> None:
    html = printed('{% number None unit="%" missing="Chưa gửi" %}')
    assert "–" in html
    assert 'tabindex="0"' in html
    assert "Chưa gửi" in html
    assert "0" not in text(html.split("tip")[0])


def test_zero_is_not_missing() -> None:
    assert text(printed("{% number 0 %}")) == "0"


def test_shortened_money_carries_its_full_value() -> None:
    assert "6.300.000.000.000" in printed("{% number 6300000000000 money=True %}")


def test_a_number_with_an_address_is_a_link_that_is_described_by_its_details() -> None:
    html = printed('{% number 5 href="/x" reporter="Bộ A" %}')
    described = re.search(r'href="/x"[^>]*aria-describedby="([^"]+)"', html)
    assert described
    assert f'id="{described.group(1)}"' in html


def test_two_numbers_on_a_page_have_different_ids_and_a_page_made_again_has_the_same() -> None:
    source = "{% number None %}{% number None %}"
    ids = re.findall(r' id="([^"]+)"', printed(source))
    assert len(set(ids)) == 2
    assert printed(source) == printed(source)


def test_a_name_that_number_does_not_know_is_refused_loudly() -> None:
    with pytest.raises(TypeError, match="colour"):
        printed("{% number 1 colour=2 %}")


def test_change_for_the_worse_is_marked() -> None:
    figure = Figure(5, change=-1, better="up")
    assert "change-bad" in printed("{% number figure %}", figure=figure)
    assert "change-good" in printed('{% number figure better="down" %}', figure=figure)


@pytest.mark.parametrize(("lang", "word"), [("vi", "Quá hạn"), ("en", "Overdue")])
def test_a_state_has_a_shape_a_word_and_a_colour(lang: str, word: str) -> None:
    html = printed('{% state "overdue" %}', lang)
    assert "<svg" in html
    assert word in text(html)
    assert "state-overdue" in html


def test_what_is_simulated_says_so_in_both_languages_on_every_page() -> None:
    for lang in ("vi", "en"):
        assert text(printed("{% simulated %}", lang)) == "Số liệu mô phỏng / Simulated"


def test_claimed_and_verified_stand_side_by_side_with_their_gap() -> None:
    said = text(printed('{% claimed_verified 100 83.7 unit="%" decimals=1 %}'))
    assert "100,0 %" in said
    assert "83,7 %" in said
    assert "\u221216,3 %" in said
    assert "refuted" not in printed('{% claimed_verified 31 31.01 unit="%" decimals=1 %}')


def test_faults_link_to_their_cell_and_to_their_field() -> None:
    faults = [Fault("a", sheet="Biểu 01", row=14, column="F"), Fault("b", field="amount")]
    html = printed("{% faults faults %}", faults=faults)
    cell = printed('{% cell_id "Biểu 01" 14 "F" %}').strip()
    assert f'href="#{cell}"' in html
    assert 'href="#id_amount"' in html
    assert "2 lỗi" in html


def test_a_refused_button_cannot_be_pressed_and_says_why() -> None:
    html = printed(
        "{% actions buttons %}", buttons=[Button("Duyệt", post="/approve", refused="Bạn đã nhập.")]
    )
    assert 'aria-disabled="true"' in html
    assert "Bạn đã nhập." in html
    assert "/approve" not in html


def test_what_people_typed_is_never_markup() -> None:
    html = printed("{% number 1 reporter=name %}{% empty name %}", name="<script>x</script>")
    assert "<script>" not in html


def listing(query: str) -> Listing:
    columns = [
        Column("due", "Hạn", sortable=True, fixed=True),
        Column("code", "Mã"),
        Column("n", "Số", numeric=True, sortable=True, shown=False),
    ]
    return Listing.read(
        QueryDict(query), path="/list/", columns=columns, default_sort="due", exports=("csv",)
    )


def test_a_list_is_all_in_its_address() -> None:
    one = listing("sort=-n&columns=n&state=overdue&after=x&q=a%26b")
    assert (one.sort, one.descending, one.after, one.shown) == ("n", True, "x", frozenset({"due", "n"}))
    assert one.q == "a&b"
    assert one.href(state=None) == "/list/?sort=-n&columns=n&q=a%26b"
    assert "state=overdue" in one.export_url("csv")
    assert "after" not in one.export_url("csv")


def test_an_order_by_no_column_of_the_list_is_as_if_not_asked() -> None:
    assert listing("sort=password").sort == "due"
    assert listing("sort=code").sort == "due"  # not sortable
    assert listing("limit=100000").limit == 200


def test_a_sorted_head_says_so_and_turns_round() -> None:
    heads = {one.column.key: one for one in listing("sort=due").headings}
    assert heads["due"].order == "ascending"
    assert "sort=-due" in heads["due"].href


@pytest.mark.parametrize("surface", ["", "wall"])
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_component_prints_without_inline_style_or_script(
    surface: str, lang: str, rf: RequestFactory, settings: Any
) -> None:
    settings.DEMO = True
    request = rf.get("/styleguide", {"surface": surface})
    with translation.override(lang):
        html = styleguide.show(request).content.decode()
    assert f'lang="{lang}"' in html
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", html)
    assert all("src=" in one or "application/json" in one for one in re.findall(r"<script[^>]*>", html))
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))


def test_the_styleguide_is_not_there_in_operation(rf: RequestFactory, settings: Any) -> None:
    from django.http import Http404  # beside its use: one test needs it

    settings.DEMO = settings.DEBUG = False
    with pytest.raises(Http404):
        styleguide.show(rf.get("/styleguide"))


@pytest.mark.parametrize(
    "name", ["400.html", "403.html", "404.html", "500.html", "interface/signed_out.html"]
)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_error_pages_say_what_happened_and_that_nothing_was_lost(
    name: str, lang: str, rf: RequestFactory
) -> None:
    with translation.override(lang):
        html = get_template(name).render({}, rf.get("/x"))
    assert "<h1>" in html
    lost = {
        "vi": r"[Kk]hông.{0,20} mất|[Cc]hưa có gì|an toàn|được giữ",
        "en": r"[Nn]othing was|safe|are kept",
    }[lang]
    assert re.search(lost, html)
