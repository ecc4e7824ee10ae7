"""`{% load components %}`: every component of `components.md`, gathered from `interface.tags`."""

from django.template import Library

from dieuhanh.interface.tags import figures, forms, lists, pictures, records, words

register = Library()
for part in (words, figures, lists, records, forms, pictures):
    register.tags.update(part.register.tags)
    register.filters.update(part.register.filters)
