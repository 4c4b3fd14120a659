"""What piles up while the service runs is taken away once it is of no more use (`storage.tidying.RULES`)."""

from functools import partial

from feedback_service.service import Service
from feedback_service.storage.database import Transaction
from feedback_service.storage.theme_marks import keep_marks, marked_by_utc
from feedback_service.storage.tidying import AT_ONCE, RULES, Rule, tidy_some


async def tidy(service: Service) -> int:
    """Delete every row whose time is over, in small lots; gives how many.

    Themes that the explorer counts in another month than reports do are put into the right one.
    """
    await _put_months_right(service)
    return sum([await _tidy_table(service, rule) for rule in RULES])


async def _put_months_right(service: Service) -> None:
    while True:
        async with service.database.reading() as db:
            ids = await marked_by_utc(db, AT_ONCE)
        if not ids:
            return
        await service.database.transaction(partial(keep_marks, submission_ids=ids))


async def _tidy_table(service: Service, rule: Rule) -> int:
    done = 0
    while True:
        now = service.now()

        async def work(tx: Transaction, now: int = now) -> int:
            return await tidy_some(tx, rule, now, service.settings)

        gone = await service.database.transaction(work)
        done += gone
        if gone < AT_ONCE:
            return done
