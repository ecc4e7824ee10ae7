"""Pure decisions about inspections and meetings: no Django, no I/O. First to read: `workflow`."""
