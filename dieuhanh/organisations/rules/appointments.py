"""Who may be given which powers, for how long, and under which user name."""

import re
from collections.abc import Collection, Iterable
from datetime import date, timedelta

from dieuhanh.organisations.rules.powers import LOCAL_POWERS, PERSONAL_POWERS, POWERS
from dieuhanh.organisations.rules.wrong import Wrong

LONGEST_TOKEN_DAYS = 366
_USERNAME = re.compile(r"[a-z0-9](?:[a-z0-9._\-@]{0,148}[a-z0-9])?")


def check_period(starts: date, ends: date | None) -> Wrong | None:
    """A period ends after it begins."""
    if ends is not None and ends <= starts:
        return Wrong("period_backwards", {}, "valid_to")
    return None


def check_powers(powers: Iterable[str]) -> Wrong | None:
    """Every power is one of `POWERS`, and there is at least one."""
    named = list(powers)
    unknown = sorted(set(named) - POWERS.keys())
    if unknown:
        return Wrong("power_unknown", {"powers": tuple(unknown)}, "powers")
    return None if named else Wrong("power_none", {}, "powers")


def check_grant(powers: Collection[str], own: Collection[str], *, whole: bool) -> Wrong | None:
    """Nobody gives more than he reaches: the powers of an ordinary office, his own, or anything when he serves the whole."""
    beyond = sorted(set(powers) - LOCAL_POWERS - set(own))
    if whole or not beyond:
        return None
    return Wrong("power_beyond", {"powers": tuple(beyond)}, "powers")


def check_lent(powers: Collection[str], own: Collection[str]) -> Wrong | None:
    """Only what the giver's own appointment carries can be delegated; what was lent to him cannot."""
    beyond = sorted(set(powers) - set(own))
    return Wrong("power_not_own", {"powers": tuple(beyond)}, "powers") if beyond else None


def check_within(
    starts: date, ends: date | None, outer_starts: date, outer_ends: date | None
) -> Wrong | None:
    """One period lies inside another."""
    if starts < outer_starts or (outer_ends is not None and (ends is None or ends > outer_ends)):
        return Wrong("period_outside", {"starts": outer_starts, "ends": outer_ends or "…"}, "valid_from")
    return None


def check_token(powers: Collection[str], today: date, expires: date) -> Wrong | None:
    """A token lives at most a year and never carries what needs a human hand."""
    personal = sorted(set(powers) & PERSONAL_POWERS)
    if personal:
        return Wrong("token_personal", {"powers": tuple(personal)}, "powers")
    if not today < expires <= today + timedelta(days=LONGEST_TOKEN_DAYS):
        return Wrong("token_expiry", {"days": LONGEST_TOKEN_DAYS}, "expires_on")
    return None


def check_username(username: str) -> Wrong | None:
    """A user name is 2–150 small letters, digits and . _ - @, beginning and ending with a letter or digit."""
    if len(username) >= 2 and _USERNAME.fullmatch(username):
        return None
    return Wrong("username_shape", {}, "username")
