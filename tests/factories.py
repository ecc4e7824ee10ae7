"""Small worlds for tests: bodies, people and appointments, made as the actions would leave them."""

from datetime import date
from typing import Any

from dieuhanh.config.actor import Actor
from dieuhanh.config.text import sort_key
from dieuhanh.organisations.actions.life import name_folded
from dieuhanh.organisations.identification import actor_of_appointment
from dieuhanh.organisations.models import Appointment, Organisation, OrganisationVersion, Person

EARLY = date(2010, 1, 1)


def organisation(
    code: str, kind: str = "ministry", parent: Organisation | None = None, **fields: Any
) -> Organisation:
    """A body with one version, from 2010 on unless told otherwise."""
    body = Organisation.objects.create(key=fields.pop("key", code))
    name, english = fields.pop("name_vi", f"Cơ quan {code}"), fields.pop("name_en", f"Body {code}")
    OrganisationVersion.objects.create(
        organisation=body,
        code=code,
        kind=kind,
        name_vi=name,
        name_en=english,
        name_folded=name_folded(name, english),
        sort_key=sort_key(name),
        parent=parent,
        valid_from=fields.pop("valid_from", EARLY),
        legal_document=fields.pop("legal_document", "01/2010/NĐ-CP"),
        **fields,
    )
    return body


def government() -> Organisation:
    """The root of the tree."""
    return organisation("CP", kind="government", name_vi="Chính phủ", name_en="The Government")


def appointment(
    body: Organisation, *powers: str, scope: Organisation | None = None, username: str = "", **fields: Any
) -> Appointment:
    """A person with one appointment that carries these powers."""
    count = Person.objects.count()
    person = fields.pop("person", None) or Person.objects.create(
        username=username or f"person{count}", full_name=fields.pop("full_name", f"Nguyễn Văn {count}")
    )
    return Appointment.objects.create(
        person=person,
        organisation=body,
        scope=scope or body,
        position_vi=fields.pop("position_vi", "Chuyên viên"),
        position_en=fields.pop("position_en", "Officer"),
        powers=list(powers),
        valid_from=fields.pop("valid_from", EARLY),
        legal_document="02/2010/QĐ",
        **fields,
    )


def actor(body: Organisation, *powers: str, **fields: Any) -> Actor:
    """An actor in a new appointment."""
    return actor_of_appointment(appointment(body, *powers, **fields))
