"""The components by kind; `templatetags/components.py` gathers them into one library."""
