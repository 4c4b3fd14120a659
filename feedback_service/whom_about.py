"""Whom a submission with a sign of harm is kept from, given its words and who works here."""

from collections.abc import Iterable, Sequence

import uuid_utils

from analysis.about import about, named
from feedback_service.storage.routings import RoutingRow
from feedback_service.storage.unrouted import Family, Person

WORKER_THERE = "worker"  # what forms call a helper who works with the family


def routings(
    family: Family, texts: Sequence[str], people: Iterable[Person], root: str, at: int
) -> list[RoutingRow]:
    """Whom a submission with a sign of harm is to be kept from, given its words and who works or worked here.

    Whoever is named is kept out, whatever they see now: they may be given the team, or come back. Only where
    one of them sees the team today does it go to an independent lead for that.
    """
    try:
        found = _found(family, texts, people)
    except Exception:  # noqa: BLE001 (whatever fails, an independent lead decides)
        found = [("unchecked", None)]
    if WORKER_THERE in family.helpers:
        found.append(("helper", None))
    return [RoutingRow(str(uuid_utils.uuid7()), root, why, worker_id, at) for why, worker_id in found]


def _found(family: Family, texts: Sequence[str], people: Iterable[Person]) -> list[tuple[str, str | None]]:
    kinds = {kind for text in texts for writer in family.audiences for kind in about(text, writer)}
    known = {one.id: one for one in people}
    names = {one.id: one.name for one in known.values()}
    meant = sorted({worker_id for text in texts for worker_id in named(text, names)})
    here = any(known[worker_id].sees(family.team_id) for worker_id in meant)
    general = sorted(kinds | ({"named"} if here else set()))
    return [*((kind, None) for kind in general), *(("named", worker_id) for worker_id in meant)]
