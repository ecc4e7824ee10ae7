"""`dieuhanh token`: keys for machines, for who runs the node. Shown once, stored hashed."""

from datetime import timedelta
from uuid import UUID

import typer

from dieuhanh.command.frame import answer, database, sentences

app = typer.Typer(add_completion=False, help=__doc__, no_args_is_help=True)
_JSON = typer.Option(False, "--json", help="Answer as JSON.")


@app.command()
def create(
    name: str = typer.Argument(..., help="What the machine is called."),
    username: str = typer.Option(..., "--for", help="The person whose appointment the machine acts for."),
    powers: str = typer.Option(
        ..., "--powers", help="Powers, separated by commas; no more than the appointment's."
    ),
    days: int = typer.Option(90, "--days", min=1, max=366, help="How long it lasts."),
    as_json: bool = _JSON,
) -> None:
    """Make a token for the first appointment that the person holds today."""
    with database():
        from django.utils import timezone  # after set-up

        from dieuhanh.config.actor import SYSTEM
        from dieuhanh.organisations.actions.tokens import create_token
        from dieuhanh.organisations.identification import actor_of_person
        from dieuhanh.organisations.models import Person

        person = Person.objects.filter(username=username.casefold()).first()
        actor = actor_of_person(person.pk) if person else None
        if actor is None or actor.appointment_id is None:
            raise SystemExit(f"Nobody with the user name {username!r} holds an appointment today.")
        with sentences():
            token_id, secret = create_token(
                by=SYSTEM,
                name=name,
                powers=[power.strip() for power in powers.split(",") if power.strip()],
                expires_on=timezone.localdate() + timedelta(days=days),
                owner_id=actor.appointment_id,
            )
    answer({"id": str(token_id), "token": secret}, as_json=as_json)


@app.command()
def revoke(token_id: UUID, as_json: bool = _JSON) -> None:
    """Take a token back at once."""
    with database():
        from dieuhanh.config.actor import SYSTEM  # after set-up
        from dieuhanh.organisations.actions.tokens import revoke_token

        with sentences():
            revoke_token(token_id, by=SYSTEM)
    answer({"id": str(token_id), "revoked": True}, as_json=as_json)


@app.command("list")
def list_tokens(as_json: bool = _JSON) -> None:
    """List the tokens: never the secret, only how it begins."""
    with database():
        from dieuhanh.organisations.models import MachineToken  # after set-up

        rows = [
            {
                "id": str(t.pk),
                "name": t.name,
                "begins_with": t.hint,
                "powers": t.powers,
                "expires_at": t.expires_at.isoformat(),
                "revoked": t.revoked_at is not None,
            }
            for t in MachineToken.objects.order_by("name")
        ]
    answer(rows, as_json=as_json)
