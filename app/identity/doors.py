"""Every door of the application, and the check that each says whom it is for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.routing import BaseRoute, Mount

from app.identity.audiences import AudienceGate
from app.identity.matrix import MAY, Audience


class UnguardedDoorError(RuntimeError):
    """The portal does not start: a route does not say whom it is for."""


@dataclass(frozen=True)
class Door:
    """One route or mounted application: ``gates`` is None where it cannot name any."""

    name: str
    path: str
    methods: frozenset[str]
    gates: tuple[frozenset[Audience], ...] | None


def doors(routes: Sequence[BaseRoute], under: str = "") -> Iterator[Door]:
    """All doors behind these routes, included routers and mounts opened."""
    for context in iter_route_contexts(routes):
        route = context.original_route
        name, path = context.name or "", under + (context.path or "")
        methods = frozenset(context.methods or ())
        if isinstance(route, APIRoute):
            yield Door(name, path, methods, tuple(_gates(context.dependant)))
        elif isinstance(route, Mount) and route.routes:
            yield from doors(route.routes, path)
        else:
            yield Door(name, path, methods, None)


def faults(app: FastAPI, may: Mapping[str, frozenset[Audience]] = MAY) -> list[str]:
    """What is wrong between the routes and the matrix, a sentence each."""
    found: list[str] = []
    names: set[str] = set()
    for door in doors(app.routes):
        if door.name in names:
            found.append(f"{door.path}: another route is called {door.name!r} too")
        names.add(door.name)
        if fault := _fault(door, may):
            found.append(f"{door.path} ({door.name}): {fault}")
    return found


def check(app: FastAPI) -> None:
    """Refuse to start an application with an unguarded door."""
    if found := faults(app):
        raise UnguardedDoorError("; ".join(found))


def _fault(door: Door, may: Mapping[str, frozenset[Audience]]) -> str:
    if door.name not in may:
        return "is not in the matrix"
    if door.gates is None:
        return "" if may[door.name] == {Audience.ANYONE} else "cannot ask who is there"
    if len(door.gates) != 1:
        return f"names {len(door.gates)} audiences"
    if door.gates[0] != may[door.name]:
        return f"asks for {_words(door.gates[0])}, the matrix says {_words(may[door.name])}"
    return ""


def _gates(dependant: Dependant) -> Iterator[frozenset[Audience]]:
    """The audiences of the gates a route goes through, each gate once."""
    seen: set[AudienceGate] = set()
    waiting = [dependant]
    while waiting:
        inner = waiting.pop()
        waiting.extend(inner.dependencies)
        gate: object = inner.call
        if isinstance(gate, AudienceGate) and gate not in seen:
            seen.add(gate)
            yield gate.audiences


def _words(audiences: frozenset[Audience]) -> str:
    return ", ".join(sorted(audiences)) or "nobody"
