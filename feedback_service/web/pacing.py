"""How much may come at once by one link, in one draft, from one tablet, by one account.

No limit goes by the network address: a school, a family hub or an office has one for everybody in it.
"""

from typing import NamedTuple

from litestar.exceptions import TooManyRequestsException

from feedback_service.service import Service

MOST_KEYS = 20_000


class Pace(NamedTuple):
    """`burst` at once, then `a_minute`, for each that has a `name` of this kind."""

    name: str
    burst: int
    a_minute: int


BEGINNING = Pace("begin", 600, 300)  # by one link: twice a whole school at once
WHOLE_FORMS = Pace("whole", 20_000, 1_200)  # by one link, from a system that sends filled forms
PAGES = Pace("page", 60, 60)  # sent in one draft: nobody answers a page a second
SEALED = Pace("sealed", 2_000, 600)  # from one tablet, after weeks without a network
STAFF = Pace("staff", 300, 240)  # by one account, on all its devices
REFUSALS = Pace("refused", 60, 60)  # of one kind, that are told in the log


def keep_pace(service: Service, pace: Pace, who: str) -> None:
    """Count one more of `who`. TooManyRequestsException (429) when it is too many."""
    if not within_pace(service, pace, who):
        raise TooManyRequestsException


def within_pace(service: Service, pace: Pace, who: str) -> bool:
    """Count one more of `who`, unless that is too many.

    In memory: there is one process, and after a start everybody may go on. What is full again is forgotten.
    """
    key, now = f"{pace.name} {who}", service.now()
    left, at = service.paces.get(key, (float(pace.burst), now))
    left = min(pace.burst, left + max(0, now - at) * pace.a_minute / 60_000)
    if left < 1:
        return False
    if len(service.paces) >= MOST_KEYS:
        _forget_the_longest_quiet(service.paces)
    service.paces.pop(key, None)
    service.paces[key] = left - 1, now
    return True


def _forget_the_longest_quiet(paces: dict[str, tuple[float, int]]) -> None:
    for key in list(paces)[: MOST_KEYS // 10]:  # what was counted last stands last
        del paces[key]
