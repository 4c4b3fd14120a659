"""Which of a pair of pictures stands first: by chance, so that no side gains by where it stands.

The chance is in the submission's id, whose last 48 bits are random (UUID version 4 and 7, RFC 9562): bit `k`,
from the right, turns the form's pair number `k`. The same id gives the same order on the server, on a tablet
with no network, and when somebody goes back.
"""

from functools import cache

from forms.catalogue import PublishedForm
from forms.model import Option, Pictures, Question

_PAIR = 2
_BITS = 48


@cache
def _pairs(form: PublishedForm) -> dict[str, int]:
    pairs = (each for each in form.questions.values() if _is_pair(each))
    return {question.id: place % _BITS for place, question in enumerate(pairs)}


def _is_pair(question: Question) -> bool:
    return isinstance(question, Pictures) and len(question.options) == _PAIR


def turned(form: PublishedForm, question_id: str, submission_id: str) -> bool:
    """Whether the pair's second option stands first; never for a question that is no pair, or an odd id."""
    place = _pairs(form).get(question_id)
    if place is None:
        return False
    try:
        return bool(int(submission_id[-12:], 16) >> place & 1)
    except ValueError:
        return False


def options_shown(
    form: PublishedForm, question_id: str, options: tuple[Option, ...], submission_id: str
) -> tuple[Option, ...]:
    """The options in the order in which they stand on the screen."""
    return options[::-1] if turned(form, question_id, submission_id) else options


def order_shown(form: PublishedForm, question_id: str, submission_id: str) -> str | None:
    """The codes of a pair in the order shown, by a comma; None for a question that is no pair."""
    question = form.questions.get(question_id)
    if not isinstance(question, Pictures) or question_id not in _pairs(form):
        return None
    return ",".join(each.code for each in options_shown(form, question_id, question.options, submission_id))
