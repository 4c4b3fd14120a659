"""What stands beside answers in a made-up partnership: actions with sealed words, other systems' numbers."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from random import Random
from typing import Any

from feedback_service.service import Service

DAY = 86_400_000
PLAIN = "We mend what was said."
Row = dict[str, Any]


def made_actions(
    service: Service, chance: Random, teams: Sequence[Row], turn: int
) -> Iterator[tuple[Row, list[Row]]]:
    """Each action with what happened to it: around the moment `turn`, and also on it."""
    for number in range(chance.choice([0, 4, 12])):
        name = f"a{number}"
        key = service.keys.new_data_key(name)
        at = turn + chance.choice([-1, 0, *range(-60 * DAY, 60 * DAY, 7 * DAY)])
        state = chance.choice(["open", "done", "explained"])
        settled = None if state == "open" else at + chance.randrange(1, 100 * DAY)
        row = {
            "id": name, "team_id": chance.choice([None, *(one["id"] for one in teams)]), "report_id": None,
            "theme_id": chance.choice([None, "food"]), "master": key.stored.master,
            "wrapped": key.stored.wrapped, "said": key.seal(PLAIN, f"{name}/said"),
            "planned": key.seal(PLAIN, f"{name}/planned"),
            "outcome": None if settled is None else key.seal(PLAIN, f"{name}/outcome"),
            "owner_id": chance.choice(["w", None]), "due_at": at + 14 * DAY, "state": state,
            "shown": chance.random() < 0.5, "single": chance.random() < 0.3, "version": 1, "made_by": "w",
            "made_at": at, "settled_by": None if settled is None else "w", "settled_at": settled,
        }  # fmt: skip
        passed = {"action_id": name, "what": "carried", "worker_id": None, "words": None}
        past = range(at + 14 * DAY, settled or turn + 90 * DAY, 14 * DAY)
        yield row, [{"id": f"{name}-{day}", "at": day, **passed} for day in past]


def counted_elsewhere(chance: Random, teams: Sequence[Row], ends: Sequence[int]) -> Iterator[Row]:
    """Numbers of every place for months and the whole between these ends; some of them are few."""
    places = ["*", *{f"agency/{one['agency']}" for one in teams}, *(f"team/{one['id']}" for one in teams)]
    periods = [*pairwise(ends), (ends[0], ends[-1])]
    for place in sorted(places):
        for number, (start, end) in enumerate(periods):
            for name, unit in (("Repeat plans", "children"), ("Attendance", "% of days")):
                if chance.random() < 0.6:
                    yield {
                        "id": f"{place}-{name}-{number}", "place": place, "name": name, "unit": unit,
                        "period_from": start, "period_to": end, "source": "Made up", "imported_by": None,
                        "value": float(chance.choice([0, 3, 4, 12, 30, 31.5])), "imported_at": 1,
                    }  # fmt: skip
