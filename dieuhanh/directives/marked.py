"""Nothing that bears a classification marking comes in with a task either: notes, reasons, contributions, evidence and its files.

State secrets stay outside networked systems (Law 29/2018/QH14, Art. 5.1). What is refused is neither stored, nor logged, nor
repeated in the answer. Only what is text can be seen: a stamp that is a picture cannot.
"""

from django.utils.translation import gettext as _

from dieuhanh.config.errors import Fault, Invalid
from dieuhanh.directives.rules.markings import marking
from dieuhanh.directives.texts import NotReadable, pages_of

CODE = "secret-document"


def refuse_marked(field: str, *texts: str) -> None:
    """Raise `Invalid` at the field where one of its texts bears a marking."""
    found = marking(texts)
    if found is None:
        return
    message = _(
        "This bears the marking “%(marking)s”. Secret matters do not belong in this system; no copy was kept."
    ) % {"marking": found}
    raise Invalid(message, faults=[Fault(message, field=field)], code=CODE)


def refuse_marked_file(field: str, content: bytes) -> None:
    """The same for a file's text; one behind a password is refused as well, as nobody could say what is in it."""
    try:
        pages = pages_of(content)
    except NotReadable as error:
        if error.code != "encrypted":
            return  # a scan, a file too large to be read: kept as evidence, judged by whoever verifies it
        message = _("The file is behind a password; hand it in without one.")
        raise Invalid(message, faults=[Fault(message, field=field)]) from error
    refuse_marked(field, *pages)
