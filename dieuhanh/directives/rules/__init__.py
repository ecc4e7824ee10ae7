"""Pure decisions about directives and tasks. No Django, no database."""
