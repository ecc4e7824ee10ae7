"""Template libraries; see `components.md`."""
