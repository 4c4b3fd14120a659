"""Since when something has been lying that should be on its way by now."""

import msgspec
from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.deliveries import MUST_REACH
from feedback_service.storage.schema import deliveries, drafts, notices, submissions, unscreened


class Lying(msgspec.Struct, frozen=True, kw_only=True):
    """The oldest of each kind, in Unix milliseconds; None where there is none.

    `words`: received, not imported, and not yet held against the examples; `notice`: made and not yet
    addressed; `delivery`: of an urgent item, addressed and not yet sent; `link_draft` and `tablet_draft`:
    begun there, by when they were saved last.
    """

    words: int | None
    notice: int | None
    delivery: int | None
    link_draft: int | None
    tablet_draft: int | None


async def lying(connection: AsyncConnection) -> Lying:
    """What lies, and since when."""
    words = select(func.min(submissions.c.received_at)).join(
        unscreened, unscreened.c.submission_id == submissions.c.id
    )
    words = words.where(submissions.c.channel != "import")  # nobody waits for an answer to past feedback
    notice = select(func.min(notices.c.made_at)).where(notices.c.addressed_at.is_(None))
    # The kind is no condition: else SQLite goes through all urgent notices there ever were, not the few due.
    pressing = case((notices.c.kind.in_(MUST_REACH), notices.c.addressed_at))
    delivery = select(func.min(pressing)).join(deliveries, deliveries.c.notice_id == notices.c.id)
    delivery = delivery.where(deliveries.c.due_at > 0)
    saved = select(func.min(drafts.c.saved_at))
    queries = {
        "words": words,
        "notice": notice,
        "delivery": delivery,
        "link_draft": saved.where(drafts.c.tablet_id.is_(None)),
        "tablet_draft": saved.where(drafts.c.tablet_id.is_not(None)),
    }
    columns = (query.scalar_subquery().label(name) for name, query in queries.items())
    oldest = (await connection.execute(select(*columns))).mappings().one()
    return Lying(**oldest)
