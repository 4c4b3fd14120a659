"""What a new reading changes about the codings of an answer. What workers decided stands."""

from collections.abc import Sequence
from typing import Final, NamedTuple

import msgspec

from feedback_service.storage.codings import StoredCoding

GROUPED: Final = "group"
"""The method of what stands because a worker put a whole group of answers with a theme."""


class Recoded(NamedTuple):
    """Codings to withdraw, by id, and codings to add."""

    withdrawn: tuple[str, ...]
    added: tuple[StoredCoding, ...]


def recoded(before: Sequence[StoredCoding], found: Sequence[StoredCoding]) -> Recoded:
    """Bring the machine's codings of one answer to what it found now; `before` is all that ever stood there.

    What it finds again stays as it is, with its version. On an answer that a worker has corrected, what they
    left standing stays, what they put on or took off is never proposed again, and the rest is only suggested.
    What a worker had suggested for a whole group stays until the machine finds that theme itself.
    """
    themes = {one.theme_id for one in found}
    before = [one for one in before if one.method != GROUPED or one.withdrawn_by or one.theme_id in themes]
    decided = {one.theme_id for one in before if one.assigned_by or one.withdrawn_by}
    standing = [one for one in before if one.withdrawn_at is None and one.assigned_by is None]
    if decided:
        left = {one.theme_id for one in standing if not one.suggested}
        found = [_suggested(one) for one in found if one.theme_id not in decided | left]
        standing = [one for one in standing if one.suggested]
    seen, wanted = {_look(one) for one in standing}, {_look(one) for one in found}
    return Recoded(
        tuple(one.id for one in standing if _look(one) not in wanted),
        tuple(one for one in found if _look(one) not in seen),
    )


def _suggested(one: StoredCoding) -> StoredCoding:
    return msgspec.structs.replace(one, suggested=True)


def _look(one: StoredCoding) -> tuple[str, str | None, int, int, bool]:
    return one.theme_id, one.valence, one.span_start, one.span_end, bool(one.suggested)
