"""The deadline rules by which the demonstration's regimes count, in the room's own list with their article of law."""

from dieuhanh.deadlines.actions import save_deadline_rule
from dieuhanh.demonstration.accounts import DEMONSTRATION
from dieuhanh.reporting.reference_regimes import reference_drafts


def make_deadline_rules() -> None:
    """Save each level's rule of every regime, from the day from which the regime holds."""
    for draft in reference_drafts():
        assert draft.valid_from is not None  # the reference table gives every regime its first day
        for chain in draft.chains.values():
            for level in chain.levels:
                for rule in level.rules:
                    save_deadline_rule(
                        rule.to_dict(),
                        by=DEMONSTRATION,
                        valid_from=draft.valid_from,
                        valid_to=draft.valid_to,
                        convention=draft.convention,
                    )
