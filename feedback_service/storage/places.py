"""How a team, an agency or the whole partnership stands in one column: "team/ID", "agency/NAME" or "*"."""

from typing import Final

PARTNERSHIP: Final = "*"


def place_of(team_id: str | None = None, agency: str | None = None) -> str:
    """As it is stored; with neither it is the whole partnership."""
    if team_id is not None:
        return f"team/{team_id}"
    return PARTNERSHIP if agency is None else f"agency/{agency}"


def whose_is(place: str) -> tuple[str | None, str | None]:
    """The team's id and the agency that `place_of` was given."""
    kind, _, name = place.partition("/")
    if place == PARTNERSHIP:
        return None, None
    return (name, None) if kind == "team" else (None, name)
