"""What can be wrong, as RFC 9457 problem details and as sentences for pages."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with given data: where it is and what to write instead."""

    message: str
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    field: str | None = None
    value: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """The fault as the public contract names it: sheet, row, column, field, value, message."""
        return asdict(self)


class Problem(Exception):
    """A refusal with its reason. Subclasses fix the status and the type."""

    status = 400
    code = "problem"
    title = "Problem"

    def __init__(self, detail: str, *, faults: Sequence[Fault] = (), code: str | None = None) -> None:
        super().__init__(str(detail))
        self.detail = detail
        self.faults = list(faults)
        if code:
            self.code = code

    @property
    def reason(self) -> str:
        """The plain sentence that says what is wrong and what to do."""
        return str(self.detail)

    def as_dict(self) -> dict[str, Any]:
        """The RFC 9457 body."""
        body: dict[str, Any] = {
            "type": f"urn:dieuhanh:problem:{self.code}",
            "title": self.title,
            "status": self.status,
            "detail": self.reason,
        }
        if self.faults:
            body["faults"] = [fault.as_dict() for fault in self.faults]
        return body


class Invalid(Problem):
    """What was sent is not fit to be taken; `faults` says where."""

    status = 422
    code = "invalid"
    title = "Invalid data"


class Unauthenticated(Problem):
    """Nobody is signed in."""

    status = 401
    code = "unauthenticated"
    title = "Sign in first"


class Refused(Problem):
    """The one who asks has not the power."""

    status = 403
    code = "refused"
    title = "Not permitted"


class Missing(Problem):
    """There is no such record, or not for the one who asks."""

    status = 404
    code = "missing"
    title = "Not found"


class Conflict(Problem):
    """The record is not in the state that the action needs (any more)."""

    status = 409
    code = "conflict"
    title = "Conflict"


class TooLarge(Problem):
    """More was sent than is taken at once."""

    status = 413
    code = "too-large"
    title = "Too large"


class Unavailable(Problem):
    """What is needed is away just now; nothing was done, and the same request may be sent again."""

    status = 503
    code = "unavailable"
    title = "Not available just now"


class Unsupported(Problem):
    """What was sent is of a kind that is not taken."""

    status = 415
    code = "unsupported"
    title = "Unsupported media type"


class TooMany(Problem):
    """Asked too often."""

    status = 429
    code = "too-many"
    title = "Too many requests"
