"""`dieuhanh user`: the first people of a node, and a way back in. Everything else is done on the pages."""

import typer

from dieuhanh.command.frame import answer, database, sentences

app = typer.Typer(add_completion=False, help=__doc__, no_args_is_help=True)
_JSON = typer.Option(False, "--json", help="Answer as JSON.")


@app.command()
def create(
    username: str = typer.Argument(..., help="The user name, unique."),
    full_name: str = typer.Option(..., "--full-name", help="The whole name."),
    organisation: str = typer.Option(
        ..., "--organisation", help="Code of the body where the appointment is held."
    ),
    role: str = typer.Option("administrator", "--role", help="Role whose powers the appointment carries."),
    scope: str = typer.Option("", "--scope", help="Code of the body whose whole subtree the powers reach."),
    document: str = typer.Option(..., "--document", help="Number of the decision of appointment."),
    as_json: bool = _JSON,
) -> None:
    """Make a person known, appoint him from today on, and print his first password once."""
    with database():
        from django.db import transaction  # after set-up

        from dieuhanh.config.actor import SYSTEM
        from dieuhanh.config.clock import today
        from dieuhanh.organisations.actions.appointments import appoint
        from dieuhanh.organisations.actions.people import create_person, reset_password
        from dieuhanh.organisations.queries.bodies import by_codes
        from dieuhanh.organisations.rules.powers import ROLES

        if role not in ROLES:
            raise SystemExit(f"There is no role {role!r}; there are {', '.join(ROLES)}.")
        bodies = by_codes({organisation, scope or organisation}, today())
        for code in (organisation, scope or organisation):
            if code not in bodies:
                raise SystemExit(f"There is no body with the code {code!r} today.")
        with sentences(), transaction.atomic():
            person_id = create_person(by=SYSTEM, username=username, full_name=full_name)
            appoint(
                by=SYSTEM,
                person_id=person_id,
                organisation_id=bodies[organisation].id,
                scope_id=bodies[scope or organisation].id,
                position_vi=ROLES[role].position_vi,
                position_en=ROLES[role].position_en,
                powers=ROLES[role].powers,
                valid_from=today(),
                legal_document=document,
            )
            password = reset_password(person_id, by=SYSTEM)
    answer({"username": username, "role": role, "password": password}, as_json=as_json)


@app.command()
def password(username: str, as_json: bool = _JSON) -> None:
    """Give a person a new password, printed once."""
    with database():
        from dieuhanh.config.actor import SYSTEM  # after set-up
        from dieuhanh.organisations.actions.people import reset_password
        from dieuhanh.organisations.models import Person

        found = Person.objects.filter(username=username.casefold()).first()
        if found is None:
            raise SystemExit(f"There is no person with the user name {username!r}.")
        with sentences():
            fresh = reset_password(found.pk, by=SYSTEM)
    answer({"username": username, "password": fresh}, as_json=as_json)


@app.command("list")
def list_people(as_json: bool = _JSON) -> None:
    """List the people of this node."""
    with database():
        from dieuhanh.organisations.models import Person  # after set-up

        rows = [
            {
                "username": p.username,
                "full_name": p.full_name,
                "active": p.is_active,
                "simulated": p.simulated,
            }
            for p in Person.objects.order_by("sort_key", "username")
        ]
    answer(rows, as_json=as_json)
