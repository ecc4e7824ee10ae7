"""Interface: page furniture, the same in every room.

Holds the base templates, the components (template tags), the tokens and styles,
the page scripts, the pure formatting of figures, dates and time left, and the
build of all page assets. It owns no table and knows no other room.

States: none of its own; it holds the alphabet (shape, word, colour) in which
all rooms show theirs (`rules/alphabet.py`).
Announces nothing; listens to nothing.
Read first: `components.md`, then `templatetags/components.py` (`number`).
"""
