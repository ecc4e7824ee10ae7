"""The community's formats: notes, checkpoints, tile paths, entry bundles; and canonical JSON."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from uuid import UUID

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from dieuhanh.ledger.rules import notes, tiles
from dieuhanh.ledger.rules.canonical import NotCanonical, canonical, content_hash
from dieuhanh.ledger.rules.kinds import check_patterns, like, matches

# The key, text and signature of the signed-note format's first implementation (Go, x/mod/sumdb/note).
VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
SIGNATURE = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
PRIVATE = bytes(range(32))
NAME = "dieuhanh.local/ledger"


def test_a_note_signed_by_another_implementation_opens() -> None:
    assert notes.open_note(f"{TEXT}\n{SIGNATURE}", [notes.read_verifier_key(VKEY)]) == TEXT


def test_a_verifier_key_is_written_as_it_was_read() -> None:
    assert str(notes.read_verifier_key(VKEY)) == VKEY
    public_log = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
    assert str(notes.read_verifier_key(public_log)) == public_log


@pytest.mark.parametrize(
    "text",
    ["", "a+b", VKEY.replace("c74f20a3", "c74f20a4"), "name+00000000+AAAA", VKEY.replace("Peter", "Pe ter")],
)
def test_what_is_no_verifier_key_is_refused(text: str) -> None:
    with pytest.raises(notes.BadNote):
        notes.read_verifier_key(text)


def test_a_signed_checkpoint_opens_to_itself() -> None:
    head = notes.Checkpoint(NAME, 70_000, bytes(range(32, 64)))
    note = notes.sign_checkpoint(head, PRIVATE)
    assert note.startswith(f"{NAME}\n70000\n")
    assert note.count("\n") == 5
    assert notes.open_checkpoint(note, [notes.verifier_key(NAME, PRIVATE)]) == head


@given(st.data())
def test_any_changed_character_of_a_signed_checkpoint_is_found(data: st.DataObject) -> None:
    note = notes.sign_checkpoint(notes.Checkpoint(NAME, 12, bytes(32)), PRIVATE)
    place = data.draw(st.integers(0, len(note) - 1))
    sign = data.draw(st.characters(exclude_characters=note[place], codec="utf-8"))
    with pytest.raises(notes.BadNote):
        notes.open_checkpoint(note[:place] + sign + note[place + 1 :], [notes.verifier_key(NAME, PRIVATE)])


def test_a_note_with_a_witness_beside_the_log_opens_by_either() -> None:
    text = notes.Checkpoint(NAME, 1, bytes(32)).text()
    ours, theirs = notes.sign(text, NAME, PRIVATE), notes.sign(text, "witness.example", bytes(32))
    both = ours + theirs.split("\n\n")[1]
    assert notes.open_note(both, [notes.verifier_key(NAME, PRIVATE)]) == text
    assert notes.open_note(both, [notes.verifier_key("witness.example", bytes(32))]) == text
    with pytest.raises(notes.BadNote, match="no trusted key"):
        notes.open_note(both, [notes.verifier_key("stranger.example", bytes(32))])


@pytest.mark.parametrize("name", ["", "two words", "plus+sign", "tab\t", "no\u00a0break"])
def test_a_name_that_the_format_forbids_is_refused(name: str) -> None:
    with pytest.raises(notes.BadNote):
        notes.sign("text\n", name, PRIVATE)


@pytest.mark.parametrize(
    ("index", "width", "path"),
    [
        (0, 256, "000"),
        (1234067, 256, "x001/x234/067"),
        (999, 256, "999"),
        (1000, 256, "x001/000"),
        (273, 112, "273.p/112"),
        (10**9, 256, "x001/x000/x000/000"),
    ],
)
def test_tile_paths_are_those_of_the_specification(index: int, width: int, path: str) -> None:
    assert tiles.tile_path(index, width) == path
    assert tiles.read_tile_path(path) == tiles.Tile(index, width)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "1",
        "0000",
        "x000/001",
        "x001/67",
        "001.p/0",
        "001.p/256",
        "001.p/01",
        "-01",
        "001/x002",
        "x" * 50,
        "٠٠١",
    ],
)
def test_a_path_written_otherwise_names_no_tile(path: str) -> None:
    assert tiles.read_tile_path(path) is None


def test_the_tiles_of_the_specifications_example_tree_are_there() -> None:
    # "A tree of size 70,000 will be represented by 273 full level 0 tiles, …"
    there = {
        (level, index, width)
        for level, index, width in [
            (0, 272, 256),
            (0, 273, 112),
            (1, 0, 256),
            (1, 1, 17),
            (2, 0, 1),
        ]
        if tiles.is_there(level, tiles.Tile(index, width), 70_000)
    }
    assert len(there) == 5
    for level, index, width in [(0, 273, 113), (0, 274, 1), (1, 1, 18), (2, 0, 2), (3, 0, 1), (64, 0, 1)]:
        assert not tiles.is_there(level, tiles.Tile(index, width), 70_000)


@given(st.lists(st.binary(max_size=100), max_size=256))
def test_an_entry_bundle_reads_back(entries: list[bytes]) -> None:
    assert tiles.read_entry_bundle(tiles.entry_bundle(entries)) == entries


def test_an_entry_bundle_cut_short_is_refused() -> None:
    with pytest.raises(ValueError, match="middle"):
        tiles.read_entry_bundle(tiles.entry_bundle([b"abc"])[:-1])


JSONS = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=12,
)


@given(JSONS)
def test_canonical_json_is_that_of_rfc_8785(value: object) -> None:
    assert canonical(value) == rfc8785.dumps(value)  # type: ignore[arg-type]


def test_canonical_json_orders_keys_beyond_the_basic_plane_as_rfc_8785_does() -> None:
    value = {"\ufb33": 1, "\U0001f600": 2, "đ": 3}
    assert canonical(value) == rfc8785.dumps(value) == '{"đ":3,"\U0001f600":2,"\ufb33":1}'.encode()


def test_dates_decimals_and_ids_are_written_as_text_in_one_way() -> None:
    value = {
        "on": date(2020, 8, 10),
        "at": datetime(2020, 8, 10, 8, 31, 7, tzinfo=timezone(timedelta(hours=7))),
        "rate": Decimal("20.50"),
        "id": UUID(int=1),
        "hash": b"\x00\xff",
    }
    assert json.loads(canonical(value)) == {
        "on": "2020-08-10",
        "at": "2020-08-10T01:31:07.000000Z",
        "rate": "20.50",
        "id": "00000000-0000-0000-0000-000000000001",
        "hash": "00ff",
    }


@pytest.mark.parametrize(
    "value",
    [
        2**53,
        datetime(2020, 8, 10),
        float("nan"),
        Decimal("NaN"),
        {1: 2},
        {"a": {3}},
        "\ud800",
        {"\ud800": 1},
        object(),
    ],
)
def test_what_would_lose_something_is_refused(value: object) -> None:
    with pytest.raises(NotCanonical):
        canonical(value)


def test_content_hashes_do_not_depend_on_the_order_of_keys() -> None:
    assert content_hash({"a": 1, "b": "x"}) == content_hash({"b": "x", "a": 1})
    assert content_hash({"a": 1}) != content_hash({"a": "1"})


def test_a_moment_keeps_its_microseconds() -> None:
    assert canonical(datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=UTC)) == b'"2026-01-02T03:04:05.000678Z"'


@pytest.mark.parametrize(
    ("kind", "patterns", "chosen"),
    [
        ("reporting.submission.accepted", ["reporting.*"], True),
        ("reporting.submission.accepted", ["reporting.submission.accepted"], True),
        ("reporting.submission.accepted", ["*"], True),
        ("reporting.submission.accepted", ["report.*"], False),
        ("reportingx.a", ["reporting.*"], False),
        ("reporting.submission.accepted", ["signing.*", "reporting.submission.*"], True),
        ("reporting.submission", ["reporting.submission.*"], False),
    ],
)
def test_patterns_choose_kinds(kind: str, patterns: list[str], chosen: bool) -> None:
    assert matches(kind, patterns) is chosen


@pytest.mark.parametrize(
    "pattern", ["", "Reporting.*", "reporting*", "*.accepted", "%", "a..b", "reporting."]
)
def test_what_is_no_pattern_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match="not a kind"):
        check_patterns([pattern])


def test_patterns_for_sql_escape_sqls_own_signs() -> None:
    assert like("ledger.set_aside.*") == "ledger.set\\_aside.%"
    assert like("*") == "%"
