"""The way through a form: which pages are shown, in what order, with which earlier words in them."""

import re
from collections.abc import Iterator

from forms.catalogue import PublishedForm
from forms.model import (
    Answers,
    Condition,
    Drawing,
    LongText,
    Page,
    Question,
    ShortText,
    Statement,
    VoiceNote,
)
from forms.told import like
from forms.wording import PLACEHOLDER, in_words

_WITHOUT_ANSWER = "what you told us"


def _holds(condition: Condition, answers: Answers) -> bool:
    answer = answers.get(condition.question)
    if answer is None:
        return False
    values = answer.value if isinstance(answer.value, tuple) else (answer.value,)
    return any(said in condition.answers for said in (answer.state, *values))


def _shown(question: Question, answers: Answers) -> bool:
    return all(_holds(condition, answers) for condition in question.show_if)


def visible(page: Page, answers: Answers) -> tuple[Question, ...]:
    """The questions of the page that are to be shown, statements included."""
    return tuple(question for question in page.questions if _shown(question, answers))


def path(published: PublishedForm, answers: Answers) -> tuple[Page, ...]:
    """The pages that show something, in order."""
    return tuple(page for page in published.form.pages if visible(page, answers))


def first_open(published: PublishedForm, answers: Answers) -> Page | None:
    """Where to go on: the first page with a question still to answer, None when all are answered.

    A page that only tells something was seen once a later page has an answer.
    """
    unseen: Page | None = None
    for page in path(published, answers):
        asked = [question.id for question in visible(page, answers) if not isinstance(question, Statement)]
        missing = [question for question in asked if question not in answers]
        if not asked:
            unseen = unseen or page
        elif len(missing) < len(asked):
            unseen = None
        if missing:
            return unseen or page
    return None


def following(published: PublishedForm, answers: Answers, page: Page) -> Page | None:
    """The next page on the path; `page` itself need not be on it any more."""
    return next(_after(published.form.pages, answers, page), None)


def previous(published: PublishedForm, answers: Answers, page: Page) -> Page | None:
    """The page before on the path; `page` itself need not be on it any more."""
    return next(_after(published.form.pages[::-1], answers, page), None)


def _after(pages: tuple[Page, ...], answers: Answers, page: Page) -> Iterator[Page]:
    start = [each.id for each in pages].index(page.id) + 1
    return (each for each in pages[start:] if visible(each, answers))


def piped(text: str, published: PublishedForm, answers: Answers) -> str:
    """The text with `{{question-id|neutral wording}}` replaced by the earlier answer in words.

    The neutral wording stands in when there was no answer, "not sure" or "skip". What a person wrote is put
    in as it is, never read for placeholders, and not escaped: the page does that. Own words stand between the
    isolates of Unicode (UAX 9), so that words of another direction do not shuffle the sentence around them.
    """

    def fill(found: re.Match[str]) -> str:
        question = published.questions.get(found[1])
        answer = answers.get(found[1])
        if question is None or answer is None or answer.state != "given" or not _shown(question, answers):
            return found[2] or _WITHOUT_ANSWER
        words = in_words(question, answer)
        return f"\u2068{words}\u2069" if isinstance(question, ShortText) else words

    return like(text, PLACEHOLDER.sub(fill, text))


def neutral(text: str) -> str:
    """The text as it is before anything is answered: each placeholder gives way to its neutral wording."""
    return like(text, PLACEHOLDER.sub(lambda found: found[2] or _WITHOUT_ANSWER, text))


def final_answers(published: PublishedForm, answers: Answers) -> Answers:
    """What is sent: the answers on the path, and what was written, drawn or spoken off it: never dropped."""
    return {
        question.id: answers[question.id]
        for question in published.questions.values()
        if question.id in answers and (_shown(question, answers) or _is_own(question, answers))
    }


def _is_own(question: Question, answers: Answers) -> bool:
    kinds = ShortText | LongText | Drawing | VoiceNote
    return isinstance(question, kinds) and answers[question.id].state == "given"
