"""One entry verified now, step by step, for its page."""

from dataclasses import dataclass, field

from dieuhanh.ledger.queries import Head, Record, inclusion, last_head
from dieuhanh.ledger.rules.canonical import commitment
from dieuhanh.ledger.rules.notes import BadNote, open_checkpoint, read_verifier_key
from dieuhanh.ledger.rules.tree import inclusion_ranges, leaf_hash, node_hash


@dataclass(frozen=True, slots=True)
class ProofStep:
    """One step up: the sibling's hash, the side it stands on, the entries it covers, and what they make."""

    side: str
    sibling: str
    first: int
    last: int
    made: str


@dataclass(frozen=True, slots=True)
class Proof:
    """What verifying gave. Each answer is true, false, or None where it could not be asked."""

    leaf: str
    head: Head | None = None
    steps: list[ProofStep] = field(default_factory=list)
    body_fits: bool | None = None
    leaf_fits: bool = False
    root_reached: bool | None = None
    signature_holds: bool | None = None

    @property
    def holds(self) -> bool:
        """Whether everything that could be asked was answered well, up to a signed head."""
        return (
            bool(self.leaf_fits and self.root_reached and self.signature_holds)
            and self.body_fits is not False
        )


def prove(found: Record) -> Proof:
    """Verify an entry against the last signed head. Two statements."""
    body_fits = None
    if found.salt is not None and found.text is not None:
        body_fits = commitment(found.salt, found.text.encode()) == found.commitment
    leaf = leaf_hash(found.commitment)
    head, index = last_head(), found.entry.index
    if head is None or index >= head.size:
        return Proof(leaf.hex(), body_fits=body_fits, leaf_fits=leaf == found.leaf_hash)
    steps, made = _climb(leaf, index, head.size)
    return Proof(
        leaf=leaf.hex(),
        head=head,
        steps=steps,
        body_fits=body_fits,
        leaf_fits=leaf == found.leaf_hash,
        root_reached=made == head.root,
        signature_holds=_is_signed(head),
    )


def _climb(leaf: bytes, index: int, size: int) -> tuple[list[ProofStep], bytes]:
    steps, made = [], leaf
    for (start, end), sibling in zip(inclusion_ranges(index, size), inclusion(index, size), strict=True):
        left = start < index
        made = node_hash(sibling, made) if left else node_hash(made, sibling)
        steps.append(ProofStep("left" if left else "right", sibling.hex(), start, end - 1, made.hex()))
    return steps, made


def _is_signed(head: Head) -> bool:
    try:
        opened = open_checkpoint(head.note, [read_verifier_key(key) for key in head.keys])
    except BadNote:
        return False
    return (opened.size, opened.root) == (head.size, head.root)
