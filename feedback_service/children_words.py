"""What the children's version of a report can say: fixed short sentences, so that each has a sound.

Nothing else is said in it but names of teams, dates, helplines, and words that a manager shows: a machine
that made up sentences would need somebody to listen to each.
"""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from feedback_service.settings import Helpline

LANGUAGE: Final = "en"
_TO_TEXT: Final = 5  # so many digits are a number to text, all others a number to ring


class Thing(NamedTuple):
    """A theme as a child reads it: a picture and a sentence."""

    picture: str
    words: str


TITLE: Final = "What children told us"
ASKED: Final = "We asked children about their lives."
SAID: Final = "Here is what they said."
NOTHING: Final = "There is not enough to show yet. We will ask again."
PRESS: Final = "Press Listen to hear it."
PRESS_ARROW: Final = "Press the arrow to hear it."
READ_TO_ME: Final = "Ask a grown-up to read this to you."
GOOD_TITLE, HARD_TITLE = "What is good", "What is hard"
MATTERS_TITLE, DID_TITLE = "What matters to us", "What grown-ups did"
READ_PART: Final = "Ask a grown-up to read this part to you."
TOO_FEW: Final = "Not many children talked about this yet."
THANKS: Final = "Thank you for telling us."
HELP_TITLE: Final = "If something worries you"
HELP_PICTURE: Final = "someone-there"
HELP: Final = "Do you feel sad or scared? Tell a grown-up you trust."
CALL: Final = "You can also ring or text these people."
LOTS, MANY, SOME = "Lots of children said:", "Many children said:", "Some children said:"

GOOD: Final = {
    "food": Thing("meal", "Our food is good."),
    "home": Thing("home-warm", "Home is nice."),
    "health": Thing("doctor", "We get help when we are ill."),
    "school": Thing("school-fun", "School is good."),
    "love": Thing("love", "We feel loved."),
    "looked_after": Thing("someone-there", "Someone is there for us."),
}
HARD: Final = {
    "food": Thing("hungry", "Food is a worry."),
    "home": Thing("home-cold", "Home is a worry."),
    "health": Thing("tooth", "Being ill is a worry."),
    "school": Thing("school-hard", "School is a worry."),
    "love": Thing("sad", "Feeling loved is a worry."),
    "looked_after": Thing("alone", "Feeling safe is a worry."),
}
MATTERS: Final = {
    "family": Thing("family", "Our family matters."),
    "friends_fun": Thing("friends", "Friends and fun matter."),
    "feelings": Thing("feel", "How we feel matters."),
    "hopes": Thing("star", "Our hopes and dreams matter."),
    "identity": Thing("me", "Being me matters."),
    "listened": Thing("hear", "Being heard matters."),
    "explained": Thing("told", "Being told things matters."),
    "timely": Thing("wait", "Help that comes soon matters."),
    "respect": Thing("like", "Kind grown-ups matter."),
    "same_person": Thing("same", "Seeing the same helper matters."),
    "involved": Thing("my-say", "Having a say matters."),
    "change": Thing("better", "It matters that things get better."),
    "practical_help": Thing("house", "Help at home matters."),
}


def picture_of(theme_id: str) -> str:
    """The picture that stands for a theme; empty when it has none."""
    known = {**GOOD, **MATTERS}.get(theme_id)
    return known.picture if known else ""


def how_to_call(line: Helpline) -> str:
    """What is done with the number of a helpline."""
    return "Text" if len(line.number.replace(" ", "")) == _TO_TEXT else "Ring"


def called(line: Helpline) -> str:
    """A helpline as it is read aloud: its number digit by digit, or the computer would read thousands."""
    digits = " ".join(line.number.replace(" ", ""))
    return f"{line.name}. {how_to_call(line)} {digits}. {line.note}."


def spoken_words(helplines: Iterable[Helpline] = ()) -> Iterator[str]:
    """Every sentence that is read aloud, in about the order in which a page has them."""
    yield from (TITLE, ASKED, SAID, NOTHING, PRESS, PRESS_ARROW, READ_TO_ME, LOTS, MANY, SOME)
    for title, things in ((GOOD_TITLE, GOOD), (HARD_TITLE, HARD), (MATTERS_TITLE, MATTERS)):
        yield from (title, *(one.words for one in things.values()))
    yield from (TOO_FEW, DID_TITLE, READ_PART, THANKS, HELP_TITLE, HELP, CALL)
    yield from map(called, helplines)
