"""What piles up while the service runs is taken away once it is of no more use (`storage.tidying.RULES`)."""

from feedback_service.service import Service
from feedback_service.storage.database import Transaction
from feedback_service.storage.tidying import AT_ONCE, RULES, Rule, tidy_some


async def tidy(service: Service) -> int:
    """Delete every row whose time is over, in small lots; gives how many."""
    return sum([await _tidy_table(service, rule) for rule in RULES])


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
