"""How own words sounded to the machine, as SQL: counts by audience, of no one person."""

import msgspec
from sqlalchemy import and_, case, exists, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.conditions import same_answer
from feedback_service.storage.report_data import Extent, rows
from feedback_service.storage.schema import analysed_texts, answers, concerns, submission_keys, submissions


class ToneCount(msgspec.Struct, frozen=True, kw_only=True):
    """`n` own-words answers of an audience that sound like this.

    `sound` is its tone, "unread" where a machine reads nothing (another language, no words) and "waiting"
    where it has not read yet. No answer with a concern on it is "positive": it is "unsure".
    """

    audience: str
    sound: str
    n: int


async def tone_counts(connection: AsyncConnection, extent: Extent) -> list[ToneCount]:
    """Every own-words answer of the report that is not erased, by audience and tone."""
    concern = exists().where(same_answer(concerns))
    sound = case(
        (func.coalesce(analysed_texts.c.version, "") == "", "waiting"),
        (analysed_texts.c.tone.is_(None), "unread"),
        (and_(analysed_texts.c.tone == "positive", concern), "unsure"),
        else_=analysed_texts.c.tone,
    ).label("sound")
    joined = (
        answers.join(submissions, submissions.c.id == answers.c.submission_id)
        .join(submission_keys, submission_keys.c.submission_id == answers.c.submission_id)
        .outerjoin(analysed_texts, same_answer(analysed_texts))
    )
    query = select(submissions.c.audience, sound, func.count().label("n")).select_from(joined)
    query = query.where(extent.counted(), answers.c.word_count > 0)
    return await rows(connection, query.group_by(submissions.c.audience, "sound"), ToneCount)
