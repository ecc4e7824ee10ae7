"""What the first page of a process would have to read first: done before the processes are forked, so that all share it.

No statement is sent here: a connection must not be shared.
"""

from django.conf import settings
from django.template.loader import get_template
from django.urls import URLResolver, get_resolver
from django.utils.translation import gettext, override


def warm_pages() -> None:
    """Addresses and catalogue of each language, every template of the rooms and what they extend, compiled."""
    for language, _name in settings.LANGUAGES:
        with override(language):
            gettext("Search")
            _populate()
    for room in settings.ROOMS:
        folder = settings.ROOT / room / "templates"
        for file in sorted(folder.rglob("*.html")):
            get_template(str(file.relative_to(folder)))


def _populate() -> None:
    """Every namespace's addresses, in the language in force."""
    waiting = [get_resolver()]
    while waiting:
        one = waiting.pop()
        waiting += [inner for _prefix, inner in one.namespace_dict.values()]
        waiting += [resolver for resolver in one.url_patterns if isinstance(resolver, URLResolver)]
        _ = one.reverse_dict
