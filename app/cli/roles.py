"""``daylight roles``: set the portal up with its first officers and administrator."""

import json
from typing import Annotated

import typer
from sqlmodel import Session

from app.cli import told
from app.core.db.session import reading, writing
from app.core.errors import NotFoundError
from app.identity.people import queries as people
from app.identity.people.models import Person
from app.identity.roles import queries, service
from app.identity.roles.models import Role
from app.role_requests import service as role_requests

cli = typer.Typer(name="roles", no_args_is_help=True, help="Who may do what in the portal.")

_EmployeeId = Annotated[str, typer.Argument(metavar="EMPLOYEE_ID", help="As in the people file.")]
_Role = Annotated[Role, typer.Argument(metavar="ROLE", help=", ".join(Role))]


@cli.command()
def grant(employee_id: _EmployeeId, role: _Role) -> None:
    """Give somebody a role while the portal is being set up.

    This works until two officers and one administrator exist, and again if they fall below.
    """
    with writing() as session:
        person = _person(session, employee_id)
        granted = service.set_up(session, person, role)
        told.tell(session, "roles grant", role=role.value, grant=str(granted.id))
        role_requests.tell(session, granted)
    typer.echo(f"{person.name} ({employee_id}) holds the role {role.value} now.", err=True)


@cli.command()
def revoke(employee_id: _EmployeeId, role: _Role) -> None:
    """Take a role away. It is gone with the person's next request."""
    with writing() as session:
        person = _person(session, employee_id)
        revoked = service.revoke(session, person, role)
        told.tell(session, "roles revoke", role=role.value, grant=str(revoked.id))
        role_requests.tell(session, revoked)
    typer.echo(f"{person.name} ({employee_id}) no longer holds the role {role.value}.", err=True)


@cli.command("list")
def list_(as_json: Annotated[bool, typer.Option("--json", help="One JSON array.")] = False) -> None:
    """Who holds which role, and since when."""
    with reading() as session:
        held = [
            {
                "role": grant.role.value,
                "employee_id": person.employee_id,
                "name": person.name,
                "granted_at": grant.granted_at.isoformat(),
                "by_command_line": grant.granted_by is None,
                "active": person.active,
            }
            for grant, person in queries.held_grants(session)
        ]
    if as_json:
        typer.echo(json.dumps(held, ensure_ascii=False))
        return
    for each in held:
        cells = (each["role"], each["employee_id"], each["name"], each["granted_at"])
        typer.echo("\t".join(str(cell) for cell in cells))


def _person(session: Session, employee_id: str) -> Person:
    person = people.by_employee_id(session, employee_id)
    if person is None:
        raise NotFoundError(f"Nobody has the employee id {employee_id}. See daylight people list.")
    return person
