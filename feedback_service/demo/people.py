"""Who there is in the made-up partnership: teams, workers, children and the family around each child."""

import random
from typing import Literal

import msgspec

from forms.model import TOPICS, Band

Role = Literal["practitioner", "reviewer", "safeguarding", "manager", "administrator", "auditor"]
Heard = Literal["everyone", "adults", "nobody"]

PARTNERSHIP = "Saltmarsh (made up)"
SUBJECTS = 60
ADULTS_ONLY = 8
NOBODY = 3


class Team(msgspec.Struct, frozen=True):
    """A team and the agency that it belongs to; both made up."""

    id: str
    name: str
    agency: str


class Worker(msgspec.Struct, frozen=True):
    """Someone who signs in; named after what they do, as no person is meant. `teams` are those they see.

    `independent`: words about staff come to them first.
    """

    username: str
    display_name: str
    role: Role
    teams: tuple[str, ...]
    independent: bool = False


class Subject(msgspec.Struct, frozen=True):
    """A child under their local reference, never a name; `area` and `needs` are empty where nobody said."""

    id: str
    team: str
    band: Band
    area: str
    needs: str


class Life(msgspec.Struct, frozen=True):
    """What the story knows about a subject and the service does not.

    `level` is how things are at the start (0 to 1), `gain` what each further moment adds, `tilts` how much
    better or worse each topic is; `relatives` are the roles of the adults who could answer, `language` what
    they like to write in.
    """

    subject: Subject
    heard: Heard
    relatives: tuple[str, ...]
    language: str
    easy: bool
    level: float
    gain: float
    tilts: dict[str, float]


TEAMS = (
    Team("harbour", "Harbour team (made up)", "Saltmarsh Early Help (made up)"),
    Team("meadow", "Meadow team (made up)", "Saltmarsh Children's Services (made up)"),
    Team("hillside", "Hillside team (made up)", "Saltmarsh Family Hubs (made up)"),
)
AREAS = ("Saltmarsh town (made up)", "Coast villages (made up)", "Inland villages (made up)")
_EVERY = tuple(team.id for team in TEAMS)


def _worker(team: str, part: str, role: Role) -> Worker:
    return Worker(f"{team}-{part}", f"Demo {team.title()} {part.replace('-', ' ').title()}", role, (team,))


WORKERS = (
    *(_worker(team, "practitioner-one", "practitioner") for team in _EVERY),
    *(_worker(team, "practitioner-two", "practitioner") for team in _EVERY),
    *(_worker(team, "reviewer", "reviewer") for team in _EVERY),
    Worker("safeguarding-lead", "Demo Safeguarding Lead", "safeguarding", _EVERY),
    Worker("independent-lead", "Demo Independent Lead", "safeguarding", _EVERY, independent=True),
    Worker("manager", "Demo Manager", "manager", _EVERY),
    # Neither of these two reads anybody's words.
    Worker("administrator", "Demo Administrator", "administrator", ()),
    Worker("auditor", "Demo Auditor", "auditor", ()),
)

_BANDS: tuple[Band, ...] = ("4-7", "8-11", "12-17")
# How often a relative is asked. Fathers and wider family are asked less, as in life.
_RELATIVES = {
    "mother": 0.85,
    "father": 0.35,
    "step-parent": 0.12,
    "grandparent": 0.2,
    "aunt": 0.08,
    "uncle": 0.05,
    "sister": 0.03,
    "brother": 0.03,
    "other-carer": 0.04,
}
# Who mostly lives elsewhere, and has a form of their own.
WIDER = frozenset(("grandparent", "aunt", "uncle", "sister", "brother"))
# The forms in easy words are made for the look and length of this band, whatever the age.
EASY_BAND: Band = "8-11"
_ONE_READS_EASILY_IN = 9
_FOSTERED = 0.12
# Of so many subjects one has additional needs besides those who like easy words; of so many nobody said.
_ONE_HAS_NEEDS_IN = 5
_ONE_IS_NOT_KNOWN_IN = 8
_NO_BETTER = 0.25


def lives(rng: random.Random) -> tuple[Life, ...]:
    """The subjects of the story, in order of their reference, with teams and bands evenly spread."""
    numbers = sorted(rng.sample(range(100, 1000), SUBJECTS))
    quiet = rng.sample(range(SUBJECTS), NOBODY + ADULTS_ONLY)
    nobody, adults = set(quiet[:NOBODY]), set(quiet[NOBODY:])

    def heard(i: int) -> Heard:
        return "nobody" if i in nobody else "adults" if i in adults else "everyone"

    return tuple(_life(i, number, heard(i), rng) for i, number in enumerate(numbers))


def _life(i: int, number: int, heard: Heard, rng: random.Random) -> Life:
    band = _BANDS[i // len(TEAMS) % len(_BANDS)]
    easy = i % _ONE_READS_EASILY_IN == 0
    known = i % _ONE_IS_NOT_KNOWN_IN != 0
    area = AREAS[i // 2 % len(AREAS)] if known else ""
    needs = "yes" if easy or i % _ONE_HAS_NEEDS_IN == 1 else "no" if known else ""
    return Life(
        subject=Subject(f"SM-{number:04}", TEAMS[i % len(TEAMS)].id, band, area, needs),
        heard=heard,
        relatives=_relatives(rng),
        language=rng.choices(("en", "pl", "ur", "ro"), (85, 5, 5, 5))[0],
        easy=easy,
        level=rng.uniform(0.35, 0.65),
        gain=rng.uniform(-0.08, 0.03) if rng.random() < _NO_BETTER else rng.uniform(0.05, 0.15),
        tilts=tilts(rng),
    )


def _relatives(rng: random.Random) -> tuple[str, ...]:
    if rng.random() < _FOSTERED:
        return ("foster-carer",)
    return tuple(role for role, often in _RELATIVES.items() if rng.random() < often) or ("grandparent",)


def tilts(rng: random.Random) -> dict[str, float]:
    """How far each topic lies above or below the level of somebody's life."""
    return {topic: rng.gauss(0, 0.12) for topic in sorted(TOPICS)}
