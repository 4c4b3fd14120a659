"""The pictures that somebody saw and chose, as they stood, for the page on which their answers are read."""

import msgspec

from forms.catalogue import PublishedForm
from forms.model import Answer, Choice, Choices, Faces, Option, Pictures, Question, SortCards, YesNo
from forms.wording import PILE_WORDS, possible

_DRAWN = {"4-7", "8-11"}  # the bands whose pages draw "yes" and "no"
_FIVE = 5


class PictureView(msgspec.Struct, frozen=True):
    """A picture with its words; `pile` is a card's own, `chosen` False for what stood beside it."""

    picture: str
    words: str
    chosen: bool = True
    pile: str = ""


def pictures_of(
    form: PublishedForm, question: Question, answer: Answer | None, shown: tuple[str, ...]
) -> tuple[PictureView, ...]:
    """What was chosen, with its picture; of a few pictures to choose from also the others, as they stood.

    Empty where there was no picture to see. `shown` is the order in which a pair stood.
    """
    if answer is None or answer.state != "given":
        return ()
    match question:
        case Pictures():
            return tuple(_option(one, answer) for one in _in_order(question.options, shown))
        case Choice() | Choices():
            return _chosen(question.options, answer)
        case Faces():
            look = "face" if question.points == _FIVE else "face3"
            return (PictureView(f"{look}-{answer.value}", possible(question)[int(str(answer.value))]),)
        case YesNo() if form.form.band in _DRAWN or form.form.easy_read:
            return (PictureView(str(answer.value), possible(question)[str(answer.value)]),)
    return _cards(question, answer) if isinstance(question, SortCards) else ()


def _chosen(options: tuple[Option, ...], answer: Answer) -> tuple[PictureView, ...]:
    chosen = tuple(one for one in (_option(each, answer) for each in options) if one.chosen)
    return chosen if any(one.picture for one in chosen) else ()


def _option(option: Option, answer: Answer) -> PictureView:
    codes = answer.value if isinstance(answer.value, tuple) else (answer.value,)
    return PictureView(option.picture or "", option.label, option.code in codes)


def _in_order(options: tuple[Option, ...], shown: tuple[str, ...]) -> tuple[Option, ...]:
    place = {code: number for number, code in enumerate(shown)}
    return tuple(sorted(options, key=lambda one: place.get(one.code, len(place))))


def _cards(question: SortCards, answer: Answer) -> tuple[PictureView, ...]:
    if not isinstance(answer.value, tuple):
        return ()
    piles = dict(one.split("=", 1) for one in answer.value if "=" in one)
    sorted_cards = (one for one in question.options if one.code in piles)
    return tuple(
        PictureView(one.picture or "", one.label, pile=PILE_WORDS.get(piles[one.code], piles[one.code]))
        for one in sorted_cards
    )
