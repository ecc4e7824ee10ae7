"""Proposes duties in a directive's text: who, verb, product, deadline, each with the words it came from and a score.

Pattern rules over Vietnamese administrative phrasing; no model. A proposal is a proposal: a person cuts the task.
One verb and one product a task: a clause with two actions gives two proposals, "xây dựng, trình" gives one.
First function to read: `propose`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from dieuhanh.deadlines.rules import Text

from . import duty_words as w
from .clauses import Clause, sentences, split
from .day_words import plain
from .deadline_places import deadline_place

THRESHOLD = 0.5
"""Least score of a proposal that is shown; chosen on the tune half."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that speaks for or against a duty: the words, their place, the weight, and why."""

    code: str
    start: int
    end: int
    weight: float
    why: Text


@dataclass(frozen=True, slots=True)
class Proposal:
    """A stretch of text that looks like one duty.

    `who` is inherited from the clause above where the stretch itself names nobody (`who_start` is then outside).
    `product` is what the verb acts on, in the text's own words. `score` is 0 … 1, its `reasons` say why.
    """

    start: int
    end: int
    who: str
    verb: str
    product: str
    deadline_words: str
    kind: str
    score: float
    reasons: tuple[Reason, ...]
    clause: str = ""
    coordinators: str = ""
    who_start: int | None = None


_WHY = {
    "who": (0.3, Text("nêu cơ quan thực hiện", "names who is to act")),
    "inherited": (0.3, Text("thuộc mục giao cho cơ quan này", "stands under a clause for this body")),
    "order": (0.25, Text("có lời giao việc", "has words that order")),
    "ordered_above": (0.2, Text("thuộc mục có lời giao việc", "stands under words that order")),
    "verb": (0.3, Text("mở đầu bằng động từ hành động", "begins with a verb of action")),
    "amount": (0.25, Text("mở đầu bằng mức phải đạt", "begins with a level to be reached")),
    "made": (0.2, Text("mở đầu bằng sản phẩm phải có", "begins with a product to be made")),
    "product": (0.1, Text("nêu sản phẩm", "names a product")),
    "target": (0.1, Text("nêu chỉ tiêu", "names a target")),
    "deadline": (0.2, Text("nêu thời hạn", "names a deadline")),
    "lead": (0.15, Text("giao chủ trì", "gives the lead")),
    "no_order": (-0.45, Text("mở đầu như câu quy định, dẫn chiếu", "begins as a provision or a citation")),
    "narrative": (-0.3, Text("kể việc đã có", "tells what has been")),
    "deadline_after": (
        0.1,
        Text("hạn ghi ở việc sau trong cùng câu", "the deadline stands with a later action of the sentence"),
    ),
    "nobody": (-0.25, Text("không rõ giao cho ai", "nobody is named and nothing orders")),
    "bare": (-0.2, Text("không có động từ hành động", "has no verb of action")),
}


@dataclass(frozen=True, slots=True)
class _Heard:
    """What the clauses above say: to whom (place and words) and whether they order."""

    who: tuple[int, int] | None = None
    order: tuple[int, int] | None = None


def propose(text: str, *, least: float = THRESHOLD) -> list[Proposal]:
    """Every stretch that looks like a duty, in reading order. `text` is in form C; places count its characters."""
    found: list[Proposal] = []
    heard: dict[int, _Heard] = {}
    clauses = split(text)
    for index, clause in enumerate(clauses):
        above = heard.get(clause.parent, _Heard()) if clause.parent is not None else _Heard()
        heard[index] = _heard_below(text, clause, above)
        if not _opens_list(clauses, index, text):
            found += _of_clause(text, clause, above)
    return [one for one in found if one.score >= least]


def _opens_list(clauses: tuple[Clause, ...], index: int, text: str) -> bool:
    """Whether a clause only opens the list under it ("1. Bộ Tài chính:")."""
    clause = clauses[index]
    has_children = index + 1 < len(clauses) and clauses[index + 1].parent == index
    return has_children and text[clause.end - 1] == ":"


def _heard_below(text: str, clause: Clause, above: _Heard) -> _Heard:
    """What the parts under this clause inherit from its own words."""
    words = text[clause.body : clause.end]
    if not words.endswith(":"):
        return above
    who = _who(text, clause.body, clause.end)
    order = w.ORDER.search(plain(words))
    return _Heard(
        who[0] if who else above.who,
        (clause.body + order.start(), clause.body + order.end()) if order else above.order,
    )


def _of_clause(text: str, clause: Clause, above: _Heard) -> Iterator[Proposal]:
    carried = above.who
    for start, end in _whole(text, clause):
        who = _who(text, start, end)
        if who:
            carried = who[0]
        yield from _of_sentence(text, start, end, who, _Heard(carried, above.order), clause)


def _whole(text: str, clause: Clause) -> Iterator[tuple[int, int]]:
    """The clause's sentences; a list of bodies cut at its semicolons is put together with what follows it."""
    begin: int | None = None
    for start, end in sentences(text, clause.body, clause.end):
        who = _who(text, start if begin is None else begin, end)
        begin = start if begin is None else begin
        if who and who[1] >= end and end < clause.end and text[end - 1] == ";":
            continue
        yield begin, end
        begin = None
    if begin is not None:
        yield begin, clause.end


def _who(text: str, start: int, end: int) -> tuple[tuple[int, int], int] | None:
    """The parties named at the head of a stretch: their place, and where the predicate begins."""
    flat = text[start:end].replace("\n", " ")
    giver = w.GIVER.match(plain(flat))
    at = giver.end() if giver else 0
    first = w.BODY.match(flat, at)
    if first is None or first.end() == at:
        return None
    last = first.end()
    while True:
        joint = w.BODY_JOIN.match(flat, last)
        following = w.BODY.match(flat, joint.end()) if joint else None
        if following is None or following.end() == following.start():
            break
        last = following.end()
    predicate = last
    brackets = w.BRACKETS.match(flat, last)
    if brackets:
        predicate = brackets.end()
    while predicate < len(flat) and flat[predicate] in " ,:;":
        predicate += 1
    return (start + at, start + last), start + predicate


def _of_sentence(
    text: str, start: int, end: int, who: tuple[tuple[int, int], int] | None, heard: _Heard, clause: Clause
) -> Iterator[Proposal]:
    flat = text.replace("\n", " ")
    begin = who[1] if who else start
    begin, lead, coordinators = _past_lead(flat, begin, end)
    pieces = list(_actions(flat, begin, end))
    for number, (a, b) in enumerate(pieces):
        yield _judge(
            text,
            span=(start if number == 0 else a, b),
            predicate=(a, b),
            named=who[0] if who else None,
            heard=heard,
            sentence=(start, begin, end),
            lead=lead,
            coordinators=coordinators,
            clause=clause,
        )


def _past_lead(flat: str, begin: int, end: int) -> tuple[int, tuple[int, int] | None, str]:
    """Past "chủ trì, phối hợp với A, B": where the action begins, the place of these words, and A, B."""
    small = plain(flat[begin:end])
    stress = w.STRESS.match(small)
    at = stress.end() if stress else 0
    lead = w.LEAD.match(small[at:])
    if lead is None:
        return begin, None, ""
    after = at + lead.end()
    with_whom = "phối hợp" in lead.group(0)
    verb = w.VERB.search(small, after)
    if with_whom and verb:
        coordinators = flat[begin + after : begin + verb.start()].strip(" ,:;")
        return begin + verb.start(), (begin, begin + after), coordinators
    return begin + after, (begin, begin + after), ""


def _actions(flat: str, begin: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut a predicate where a second verb with its own product begins."""
    small = plain(flat[begin:end])
    at = 0
    run = w.VERB_RUN.search(small)
    if run is not None and run.start() < 40:
        for joint in re.finditer(
            r"(?:; |, |,? đồng thời |,? và )(?=(?:đồng thời )?(?:" + w.VERBS + r")(?!\w))", small
        ):
            if flat[begin + joint.end()].isupper() and joint.group(0) != "; ":
                continue  # "Bộ Thông tin và Truyền thông": a name, not a verb
            if joint.start() < run.end() or small[at : joint.start()].count("(") > small[
                at : joint.start()
            ].count(")"):
                continue
            before, after = small[run.end() : joint.start()], small[joint.end() :]
            next_run = w.VERB_RUN.match(after)
            if (
                next_run is None
                or not _has_object(before)
                or not _has_object(_object_of(after, next_run.end()))
            ):
                continue
            if joint.group(0) != "; " and w.NOUN_LIKE.match(after):
                continue
            if w.ONWARD.match(_object_of(after, 0).strip(" .;,")):
                continue
            yield begin + at, begin + joint.start()
            at = joint.end()
            run = re.compile(w.VERB_RUN.pattern).match(small, at) or run
    yield begin + at, end


def _object_of(after: str, begin: int) -> str:
    """The words a verb acts on: to the next joint or the deadline."""
    words = re.split(r"[;,]|(?<!\w)(?:trước|trong|chậm nhất)(?!\w)", after[begin:], maxsplit=1)[0]
    return words


def _has_object(words: str) -> bool:
    return len(re.findall(r"\w+", words)) >= 2


def _judge(
    text: str,
    *,
    span: tuple[int, int],
    predicate: tuple[int, int],
    named: tuple[int, int] | None,
    heard: _Heard,
    sentence: tuple[int, int, int],
    lead: tuple[int, int] | None,
    coordinators: str,
    clause: Clause,
) -> Proposal:
    a, b = predicate
    small = plain(text[a:b])
    reasons: list[Reason] = []

    def give(code: str, place: tuple[int, int]) -> None:
        weight, why = _WHY[code]
        reasons.append(Reason(code, place[0], place[1], weight, why))

    who = named or heard.who
    if named:
        give("who", named)
    elif heard.who:
        give("inherited", heard.who)
    order = w.ORDER.search(plain(text[sentence[0] : sentence[1]]))
    if order:
        give("order", (sentence[0] + order.start(), sentence[0] + order.end()))
    elif heard.order:
        give("ordered_above", heard.order)
    if not who and not order and not heard.order:
        give("nobody", (a, b))
    if lead:
        give("lead", lead)
    verb, product = _verb_and_product(text, a, b, give)
    deadline = deadline_place(text, a, b)
    later = deadline_place(text, a, sentence[2]) if deadline is None else None
    if later:
        give("deadline_after", later)
    if deadline:
        give("deadline", deadline)
        product = (product[0], min(product[1], deadline[0])) if product[0] < deadline[0] else product
    product_words = " ".join(text[product[0] : product[1]].split()).strip(" ,;:.")
    head = plain(text[sentence[0] : sentence[2]])
    refused = w.NO_ORDER.match(head)
    if refused and not (order and named):
        give("no_order", (sentence[0], sentence[0] + refused.end()))
    told = w.NARRATIVE.search(small)
    if told:
        give("narrative", (a + told.start(), a + told.end()))
    due = deadline or later
    deadline_words = " ".join(text[due[0] : due[1]].split()) if due else ""
    return Proposal(
        start=span[0],
        end=_unstopped(text, span[0], span[1]),
        who=" ".join(text[who[0] : who[1]].split()) if who else "",
        verb=" ".join(text[verb[0] : verb[1]].split()) if verb else "",
        product=product_words[:300],
        deadline_words=deadline_words,
        kind=_kind(small, plain(text[verb[0] : verb[1]]) if verb else "", deadline_words),
        score=round(max(0.0, min(1.0, sum(one.weight for one in reasons))), 2),
        reasons=tuple(reasons),
        clause=clause.label,
        coordinators=" ".join(coordinators.split())[:300],
        who_start=who[0] if who else None,
    )


def _verb_and_product(
    text: str, a: int, b: int, give: Callable[[str, tuple[int, int]], None]
) -> tuple[tuple[int, int] | None, tuple[int, int]]:
    """The verb's place (None: the predicate has none at its head) and the product's."""
    small = plain(text[a:b])
    stress = w.STRESS.match(small)
    at = stress.end() if stress else 0
    run = re.compile(w.VERB_RUN.pattern).match(small, at)
    if run:
        give("verb", (a + run.start(), a + run.end()))
        verb: tuple[int, int] | None = (a + run.start(), a + run.end())
    else:
        verb = None
        amount, made = w.AMOUNT_HEAD.match(small, at), w.PRODUCT_HEAD.match(small, at)
        if amount:
            give("amount", (a + amount.start(), a + amount.end()))
        elif made:
            give("made", (a + made.start(), a + made.end()))
        else:
            give("bare", (a, b))
    begin = run.end() if run else at
    for kind, pattern in w.PRODUCTS:
        named = pattern.search(small, begin)
        if named and kind:
            give("product", (a + named.start(), a + named.end()))
            break
    target = w.TARGET.search(small)
    if target:
        give("target", (a + target.start(), a + target.end()))
    return verb, (a + begin, b)


def _kind(small: str, verb: str, deadline_words: str) -> str:
    """The kind of task, by the strongest sign: a target, a report, a regular duty, the product named first, else an action."""
    rhythm = w.REGULAR.search(plain(deadline_words)) or w.REGULAR.search(small)
    if w.TARGET.search(small) and not (_WRITES.match(verb) or _DOES.match(verb)):
        return "target"
    if re.search(r"báo cáo|^gửi|tổng hợp", verb) and not re.search(r"trình|xây dựng", verb):
        return "report"
    if rhythm:
        return "regular"
    if _DOES.match(verb):
        return (
            "report" if re.search(r"(?<!\w)báo cáo (?:thủ tướng|chính phủ|kết quả|bằng)", small) else "action"
        )
    named = [(found.start(), kind) for kind, pattern in w.PRODUCTS[1:] if (found := pattern.search(small))]
    if named:
        kind = min(named)[1]
        if kind == "system" or not verb or _MAKES.match(verb):
            return kind
    return "action"


_MAKES = re.compile(
    r"(?:trình|xây dựng|ban hành|ký|sửa|hoàn thiện|hoàn thành|đề nghị|bãi bỏ|hướng dẫn|soạn|báo cáo|đề xuất)(?!\w)"
)
_WRITES = re.compile(r"(?:trình|xây dựng|ban hành|báo cáo|sửa|đề xuất)(?!\w)")
_DOES = re.compile(r"(?:kiểm tra|thí điểm|đôn đốc|thực hiện|rà soát|chỉ đạo|theo dõi|thanh tra|không)(?!\w)")


def _unstopped(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1] in " ;.,\n":
        end -= 1
    return end
