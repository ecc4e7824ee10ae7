"""Pure decisions about bodies, people, powers and what is offered to whom. No Django, no database."""
