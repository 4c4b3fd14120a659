"""Which concerns somebody looks at who says so on a page: those that stood there, and none raised since."""

from collections.abc import Iterable

from feedback_service.storage.concerns import Concern


def beside(one: Concern, listed: Iterable[Concern]) -> tuple[str, ...]:
    """The ids of the others of the same submission among those listed, as far as nobody looks at them yet."""
    same = (each for each in listed if each.submission_id == one.submission_id)
    return tuple(each.id for each in same if each.id != one.id and each.seen_at is None)
