"""How a made-up person fills in any form: question by question, from the definition alone."""

import random
import re

from feedback_service.demo.bank import Fit, Said, Use, Utterance, Voice, Wanted, pick
from feedback_service.demo.drawings import draw
from forms.catalogue import PublishedForm
from forms.journey import visible
from forms.model import (
    PILES,
    Answer,
    Answers,
    Asks,
    Band,
    Choices,
    Drawing,
    Keeps,
    LongText,
    Question,
    ShortText,
    SortCards,
    Statement,
    Text,
    VoiceNote,
)

_PIPED = re.compile(r"\{\{([a-z0-9-]+)")
_HELD_BACK = 0.1
_WORDS_HELD_BACK = 0.25
_DRAWS = 0.5
# How often of a hundred: yes, no, not sure, skipped.
_WISHES: dict[Keeps | None, tuple[int, int, int, int]] = {
    "share_words": (75, 18, 4, 3),
    "share_worker": (80, 12, 5, 3),
    "share_parent": (30, 45, 15, 10),
    "wants_to_talk": (8, 80, 6, 6),
}
_ALONE: dict[Band | None, float] = {"4-7": 0.1, "8-11": 0.45, "12-17": 0.7}
_MIDDLE = 0.5
_SPREAD = 0.3


def fill(
    published: PublishedForm, voice: Voice, bank: tuple[Utterance, ...], said: Said, rng: random.Random
) -> Answers:
    """One person's answers to every question that the form shows them; the words used are noted in `said`."""
    answers: Answers = {}
    for page in published.form.pages:
        for question in visible(page, answers):
            if isinstance(question, ShortText | LongText):
                wanted = _wanted(question, published, voice, answers)
                answers[question.id] = _written(voice, bank, wanted, said, rng)
            elif isinstance(question, Drawing | VoiceNote | SortCards):
                answers[question.id] = _made(question, voice, rng)
            elif not isinstance(question, Statement):
                values = list(published.values[question.id])
                answers[question.id] = _told(question, values, voice, rng) or _felt(
                    question, values, voice, rng
                )
    return answers


def _made(question: Drawing | VoiceNote | SortCards, voice: Voice, rng: random.Random) -> Answer:
    """A drawing now and then, cards by how things are; nobody's voice is made up."""
    if isinstance(question, Drawing) and rng.random() < _DRAWS:
        return Answer("given", draw(rng))
    if isinstance(question, SortCards):
        return Answer("given", tuple(f"{card.code}={_pile(voice, rng)}" for card in question.options))
    return Answer("skipped")


def _pile(voice: Voice, rng: random.Random) -> str:
    """The likelier a good one, the better things are."""
    worse = 1 - min(max(rng.gauss(voice.level, _SPREAD), 0), 1)
    return PILES[round(worse * (len(PILES) - 1))]


def _written(
    voice: Voice, bank: tuple[Utterance, ...], wanted: Wanted, said: Said, rng: random.Random
) -> Answer:
    held_back = rng.random() < _WORDS_HELD_BACK
    words = None if held_back else pick(bank, voice, wanted, said, rng)
    if words:
        return Answer("given", words)
    return Answer("not_sure" if rng.random() < _HELD_BACK else "skipped")


def _wanted(question: Text, published: PublishedForm, voice: Voice, answers: Answers) -> Wanted:
    if question.topic == "change":
        return Wanted(
            frozenset({question.asks}), question.topic, _reasons(_happier(published, answers)), "why"
        )
    use: Use = "goal" if question.id in _repeated(published) else "free"
    return Wanted(_sides(question, published), question.topic, voice.fits, use)


def _repeated(published: PublishedForm) -> set[str]:
    return {name for each in published.questions.values() for name in _PIPED.findall(each.prompt + each.hint)}


def _sides(question: Text, published: PublishedForm) -> frozenset[Asks]:
    """What is going well is told as what matters where the form has no other place for it."""
    elsewhere = any(each.asks == "good" for each in published.questions.values())
    return frozenset({"open", "good"} if question.asks == "open" and not elsewhere else {question.asks})


def _happier(published: PublishedForm, answers: Answers) -> float:
    """How much happier, from 0 to 1 on the form's scale; the middle when that was not said."""
    name = next((name for name, each in published.questions.items() if each.measure == "happier"), "")
    values: list[object] = [*published.values.get(name, ())]
    answer = answers[name].value if name in answers else None
    return values.index(answer) / (len(values) - 1) if answer in values else _MIDDLE


def _reasons(position: float) -> frozenset[Fit]:
    """Why it is better, worse, or neither."""
    if position > _MIDDLE:
        return frozenset({"late"})
    return frozenset({"any", "early"} if position < _MIDDLE else {"any"})


def _told(question: Question, values: list[str | int], voice: Voice, rng: random.Random) -> Answer | None:
    """A fact about the person or the occasion; the first option of helper and scribe is nobody else."""
    if question.keeps in _WISHES:
        return _yes_no(_WISHES[question.keeps], rng)
    match question.keeps:
        case "helper":
            alone = not voice.scribed and rng.random() < _ALONE[voice.band]
            return Answer("given", values[0] if alone else rng.choice(values[1:]))
        case "scribe":
            return Answer("given", values[1] if voice.scribed else values[0])
        case "person_role":
            return Answer("given", _role(values, voice, rng))
    return None


def _yes_no(weights: tuple[int, int, int, int], rng: random.Random) -> Answer:
    said = (Answer("given", "yes"), Answer("given", "no"), Answer("not_sure"), Answer("skipped"))
    return rng.choices(said, weights)[0]


def _role(values: list[str | int], voice: Voice, rng: random.Random) -> str | int:
    own = [value for value in values if voice.role in (value, *str(value).split("-"))]
    return rng.choice(own or values)


def _felt(question: Question, values: list[str | int], voice: Voice, rng: random.Random) -> Answer:
    """How it is for them: the values of a scale stand from worst to best, in every form."""
    if rng.random() < _HELD_BACK:
        return Answer(rng.choice(("not_sure", "skipped")))
    if isinstance(question, Choices):
        ticked = rng.sample([option.code for option in question.options], rng.randint(1, 2))
        return Answer("given", tuple(ticked))
    # What lies between two values goes to either, the nearer the likelier: so two pictures show change too.
    steps = _now(question, voice) * (len(values) - 1)
    return Answer("given", values[min(int(steps + rng.random()), len(values) - 1)])


def _now(question: Question, voice: Voice) -> float:
    if question.topic == "change":
        now = _MIDDLE + voice.gained
    else:
        now = voice.level + voice.tilts.get(question.topic or "", 0)
    return min(max(now, 0.0), 1.0)
