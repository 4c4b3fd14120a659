"""What made-up workers ask each other about made-up submissions: one answered, one that waits."""

from feedback_service.colleagues import answer, ask
from feedback_service.service import Service
from feedback_service.storage.workers import Worker

_HOUR = 3_600_000
_ASKED = (
    "Made up: do you know who helps at home since the move? I read this twice and am not sure.",
    "Made up: is this about this school year or the last one?",
)
_ANSWERED = "Made up: the grandmother, every weekday. I have asked her to come to the next meeting."


async def ask_each_other(
    service: Service, people: tuple[Worker, Worker], ids: tuple[str, str], places: tuple[str, str], at: int
) -> None:
    """The first of these two asks the second about two submissions; the first ask is answered."""
    asker, colleague = people
    for number, (ask_id, submission_id) in enumerate(zip(ids, places, strict=True)):
        then = service._replace(now=lambda number=number: at + number * _HOUR)
        await ask(then, asker, submission_id, ask_id=ask_id, of=colleague.id, words=_ASKED[number])
    later = service._replace(now=lambda: at + 3 * _HOUR)
    await answer(later, colleague, places[0], ids[0], _ANSWERED)
