"""Who did something, as the history keeps it: ``Nadia Peeters <nadia@stad.be>``, or a name alone.

A person may get another name; the address stays theirs.
"""

from __future__ import annotations


def same_person(one: str, other: str) -> bool:
    """Whether two actors are one person: by address where both have one, else by name."""
    first, second = email_of(one), email_of(other)
    if first and second:
        return first == second
    return name_of(one).casefold() == name_of(other).casefold()


def name_of(actor: str) -> str:
    """The name of an actor without the address behind it, which no visitor's page may show."""
    return actor.partition(" <")[0].strip()


def email_of(actor: str) -> str:
    """The address of an actor in lower case; empty when there is none."""
    name, found, rest = actor.partition(" <")
    return rest.rstrip(">").strip().casefold() if found and name else ""
