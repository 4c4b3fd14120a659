"""What is kept about a subject besides their reference, so that reports tell whom we do not hear.

An area of the partnership's own list, and whether the child has additional needs: yes, no, or not known.
Which need it is would say more than that question asks, so there is nowhere to write it.
"""

from typing import Final

import msgspec

from feedback_service.service import Service
from feedback_service.storage.audit import note
from feedback_service.storage.database import Transaction
from feedback_service.storage.scope import Scope
from feedback_service.storage.subjects import About, about_subject, keep_about

NOTHING: Final = About()
NEEDS: Final = {"yes": "Yes", "no": "No"}


def about_problems(service: Service, about: About, kept: About = NOTHING) -> dict[str, str]:
    """What is wrong, by field; `kept` may name an area that is not in the list any more."""
    areas = {"", *service.settings.areas, kept.area}
    found = {
        "area": "" if about.area in areas else "Choose one of the areas.",
        "needs": "" if about.needs in {"", *NEEDS} else "Choose yes, no or not known.",
    }
    return {field: message for field, message in found.items() if message}


async def describe(
    tx: Transaction, scope: Scope, subject_id: str, about: About, *, thing: str, by: str | None, at: int
) -> bool:
    """Keep exactly this, and note it under the id `thing`, which leads to the subject; whether it is new.

    Of a subject whose own team is not in this scope nothing is changed.
    """
    changed = await keep_about(tx, scope, subject_id, about)
    if changed:
        await note(tx, "subject-described", thing, by, at)
    return changed


async def add_to(
    tx: Transaction, scope: Scope, subject_id: str, about: About, *, thing: str, by: str | None, at: int
) -> bool:
    """The same, but what is empty in `about` stays as it is kept; False when the subject is not theirs."""
    kept = await about_subject(tx, scope, subject_id)
    if kept is None:
        return False
    whole = msgspec.structs.replace(kept, area=about.area or kept.area, needs=about.needs or kept.needs)
    await describe(tx, scope, subject_id, whole, thing=thing, by=by, at=at)
    return True
