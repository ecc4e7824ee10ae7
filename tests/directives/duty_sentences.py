"""What the proposals are measured on, and the measuring: `python -m tests.directives.duty_sentences` prints the figures.

Orders: one sentence for each of the 154 real tasks, made of its lead, its content and its deadline exactly as the
file gives them; nothing is added but a comma, a full stop and a small first letter. Sentences that order nobody:
the 51,541 headings of articles in the Codified Law. Both are cut in a tune and a test half by the parity of the
first byte of SHA-256 over a key that no rule sees; rules and threshold were written on the tune half only.
"""

import csv
import hashlib
from dataclasses import dataclass, field
from datetime import date

from dieuhanh.directives.rules.deadline_words import resolve
from dieuhanh.directives.rules.duties import propose
from tests.shared import data

KINDS = {
    "van_ban": "document",
    "he_thong": "system",
    "chi_tieu": "target",
    "bao_cao": "report",
    "viec_cu_the": "action",
    "thuong_xuyen": "regular",
}


def half(key: str) -> str:
    return "tune" if hashlib.sha256(key.encode()).digest()[0] % 2 == 0 else "test"


def orders(which: str) -> list[tuple[str, dict[str, str]]]:
    """The sentences of the tasks in one half, each with its row."""
    with data("tasks/tasks.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    return [
        (sentence(row), row)
        for row in rows
        if half(" ".join(part for part in (row["lead"], row["content_short_vi"], row["deadline"]) if part))
        == which
    ]


def sentence(row: dict[str, str]) -> str:
    content = row["content_short_vi"]
    if row["lead"]:
        small = content[0].lower() + content[1:] if content[1:2].islower() else content
        content = f"{row['lead']} {small}"
    return f"{content}, {row['deadline']}." if row["deadline"] else f"{content}."


def headings(which: str) -> list[str]:
    """Article headings of one half: they order nobody."""
    with data("text/law-articles.csv").open(encoding="utf-8-sig", newline="") as file:
        return [row["heading"] for row in csv.DictReader(file) if half(row["article_code"]) == which]


@dataclass
class Figures:
    """Counts of one half."""

    orders: int = 0
    found: int = 0
    headings: int = 0
    wrong: int = 0
    who: int = 0
    deadline: int = 0
    kind: int = 0
    several: int = 0
    missed: list[str] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        return self.found / self.orders

    @property
    def precision(self) -> float:
        """Of what is proposed out of all orders and all headings of the half."""
        return self.found / (self.found + self.wrong)


def measure(which: str) -> Figures:
    figures = Figures()
    for text, row in orders(which):
        figures.orders += 1
        proposals = propose(text)
        if not proposals:
            figures.missed.append(text)
            continue
        figures.found += 1
        figures.several += len(proposals) > 1
        figures.who += proposals[0].who == row["lead"].split(" (")[0]
        year, month, day = (*map(int, row["date"].split("-")), 1, 1)[:3]
        given_on = date(year, month, day)
        wanted = [one.due for one in resolve(row["deadline"], given_on).readings]
        figures.deadline += any(
            [one.due for one in resolve(proposal.deadline_words, given_on).readings] == wanted
            for proposal in proposals
        )
        figures.kind += any(proposal.kind == KINDS[row["kind"]] for proposal in proposals)
    for heading in headings(which):
        figures.headings += 1
        if propose(heading):
            figures.wrong += 1
            figures.taken.append(heading)
    return figures


if __name__ == "__main__":
    for name in ("tune", "test"):
        f = measure(name)
        print(
            f"{name}: recall {f.found}/{f.orders} = {f.recall:.3f}; precision {f.found}/{f.found + f.wrong} = {f.precision:.3f} "
            f"({f.wrong} of {f.headings} headings taken for orders); of those found: who {f.who}/{f.found}, "
            f"deadline {f.deadline}/{f.found}, kind {f.kind}/{f.found}; cut in several {f.several}"
        )
        print(
            *(f"  missed: {text}" for text in f.missed), *(f"  taken: {text}" for text in f.taken), sep="\n"
        )
