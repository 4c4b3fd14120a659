"""Whom a submission with a sign of harm is kept from, given its words and who works here."""

from collections.abc import Iterable, Sequence

import uuid_utils

from analysis.about import about, named
from feedback_service.storage.submission_rows import RoutingRow
from feedback_service.storage.unrouted import Company, Family, Person
from forms.catalogue import Catalogue

AMONG_THEMSELVES = ("on-my-own", "family")  # what forms call company in which nobody is from outside


def routings(
    family: Family,
    texts: Sequence[str],
    people: Iterable[Person],
    root: str,
    at: int,
    *,
    catalogue: Catalogue,
) -> list[RoutingRow]:
    """Whom a submission with a sign of harm is to be kept from, given its words and who works or worked here.

    Whoever is named is kept out, whatever they see now: they may be given the team, or come back. Only where
    one of them sees the team today does it go to an independent lead for that.
    """
    try:
        found = _found(family, texts, people)
    except Exception:  # noqa: BLE001 (whatever fails, an independent lead decides)
        found = [("unchecked", None)]
    if any(somebody_there(catalogue, one) for one in family.company):
        found.append(("helper", None))
    return [RoutingRow(str(uuid_utils.uuid7()), root, why, worker_id, at) for why, worker_id in found]


def somebody_there(catalogue: Catalogue, one: Company) -> bool:
    """Whether somebody from outside the family was there while it was answered, or may have been.

    Who says that they put the answers in does not say who they are. Nor does it say that nobody was there
    where the question was left out, or never reached, on a tablet: workers bring these along.
    """
    if one.helper is not None:
        return one.helper not in AMONG_THEMSELVES
    return one.scribe == "helper" or (one.tablet and _asks_who(catalogue, one))


def _asks_who(catalogue: Catalogue, one: Company) -> bool:
    questions = catalogue.get(one.form_id, one.form_version).questions.values()
    return any(question.keeps == "helper" for question in questions)


def _found(family: Family, texts: Sequence[str], people: Iterable[Person]) -> list[tuple[str, str | None]]:
    kinds = {kind for text in texts for writer in family.audiences for kind in about(text, writer)}
    known = {one.id: one for one in people}
    names = {one.id: one.name for one in known.values()}
    meant = sorted({worker_id for text in texts for worker_id in named(text, names)})
    here = any(known[worker_id].sees(family.team_id) for worker_id in meant)
    general = sorted(kinds | ({"named"} if here else set()))
    return [*((kind, None) for kind in general), *(("named", worker_id) for worker_id in meant)]
