"""The children's version of a report: pictures, short sentences and their sounds, words for numbers."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import ClassVar, Final

import msgspec
from markupsafe import Markup

from analysis.codebook import EVERYDAY
from analysis.suppression import MINIMUM_BASE
from feedback_service import children_words as words
from feedback_service.report_findings import Findings, ThemeCount
from feedback_service.report_themes import GOOD, MENTIONED, WORRY
from feedback_service.settings import Helpline
from feedback_service.web.pages import PageStruct
from feedback_service.web.render import picture
from feedback_service.web.staff.papers.hearing import Heard
from feedback_service.web.staff.papers.typesetting import set_pdf
from feedback_service.you_said import YouSaid

MOST_CARDS: Final = 3
MOST_DONE: Final = 3
_SHORT: Final = 240  # characters of an action: what is longer, children do not read
_STATES: Final = {"done": "We did:", "explained": "We could not, because:", "open": "We will"}


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that children said."""

    picture: str
    amount: str
    words: str
    heard: Heard


class Cards(msgspec.Struct, frozen=True, kw_only=True):
    """The cards under one heading; without any, `empty` says that too few spoke of it."""

    title: str
    cards: tuple[Card, ...]
    empty: str = words.TOO_FEW


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """An action in words that workers wrote; `how` begins what came of it, `picture` may be empty."""

    picture: str
    said: str
    how: str
    then: str


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody to ring or text; `href` does it on a telephone."""

    name: str
    how: str
    number: str
    href: str
    note: str
    heard: Heard


class ForChildren(msgspec.Struct, frozen=True, kw_only=True):
    """The whole of it; `times` is empty where the number of children's answers is not shown.

    Without `parts` nothing of it may be told. `heard` is all of it in one go; `press` says how it is heard,
    and is empty where nothing can be.
    """

    about: str
    period: str
    draft: bool
    times: str
    lines: tuple[str, ...]
    parts: tuple[Cards, ...]
    did: tuple[Done, ...]
    helplines: tuple[Line, ...]
    heard: Heard = Heard(texts=())
    title: str = words.TITLE
    press: str = ""
    read_to_me: str = words.READ_TO_ME
    did_title: str = words.DID_TITLE
    read_part: str = words.READ_PART
    thanks: str = words.THANKS
    help_title: str = words.HELP_TITLE
    help: str = words.HELP
    help_picture: str = words.HELP_PICTURE
    call: str = words.CALL


class ChildrenPage(PageStruct, frozen=True, kw_only=True):
    """Shown to children by a worker; `report` is its address, where the same is had as files.

    Of its different `sentences` so many are `silent`. `record` is where they are recorded; empty for who
    may not.
    """

    template: ClassVar[str] = "staff/for_children.html"
    view: ForChildren
    report: str
    sentences: int
    silent: int
    record: str


class ChildrenFile(PageStruct, frozen=True, kw_only=True):
    """One file that needs nothing else: pictures, look and sounds are in it."""

    template: ClassVar[str] = "staff/for_children_file.html"
    view: ForChildren
    css: Markup


def for_children(
    findings: Findings,
    did: tuple[YouSaid, ...],
    helplines: Iterable[Helpline],
    *,
    about: str,
    period: str,
    draft: bool,
) -> ForChildren:
    """What children said most, as far as its number is shown; of actions, those told in few words."""
    heard = next((one.n for one in findings.groups if one.audience == "child"), None)
    parts = _parts(findings)
    view = ForChildren(
        about=about,
        period=period,
        draft=draft,
        times=f"Children talked to us {heard:,} times." if heard and parts else "",
        lines=(words.ASKED, words.SAID if parts else words.NOTHING),
        parts=parts,
        did=tuple(_done(one) for one in did if len(one.said) + len(one.then) <= _SHORT)[:MOST_DONE],
        helplines=tuple(map(_line, helplines)),
    )
    return msgspec.structs.replace(view, heard=Heard(texts=tuple(_read_out(view))))


def _parts(findings: Findings) -> tuple[Cards, ...]:
    children = next((one for one in findings.themes if one.audience == "child"), None)
    counts = children.counts if children else ()
    n = children.n if children else None
    everyday = [one for one in counts if one.kind == EVERYDAY]
    parts = (
        Cards(title=words.GOOD_TITLE, cards=_cards(everyday, GOOD, words.GOOD, n)),
        Cards(title=words.HARD_TITLE, cards=_cards(everyday, WORRY, words.HARD, n)),
        Cards(title=words.MATTERS_TITLE, cards=_cards(counts, MENTIONED, words.MATTERS, n)),
    )
    return parts if any(part.cards for part in parts) else ()


def _done(one: YouSaid) -> Done:
    return Done(picture=words.picture_of(one.theme_id), said=one.said, how=_STATES[one.state], then=one.then)


def _line(line: Helpline) -> Line:
    how, bare = words.how_to_call(line), line.number.replace(" ", "")
    return Line(
        name=line.name,
        how=how,
        number=line.number,
        href=f"{'sms' if how == 'Text' else 'tel'}:{bare}",
        note=line.note,
        heard=Heard(texts=(words.called(line),)),
    )


def _cards(
    counts: Iterable[ThemeCount], side: str, known: Mapping[str, words.Thing], n: int | None
) -> tuple[Card, ...]:
    told = [(_shown(one, side), one.theme_id) for one in counts if one.theme_id in known]
    most = sorted(((count, theme) for count, theme in told if count), key=lambda one: (-one[0], one[1]))
    return tuple(_card(_amount(count, n), known[theme]) for count, theme in most[:MOST_CARDS])


def _card(amount: str, thing: words.Thing) -> Card:
    heard = Heard(texts=(amount, thing.words))
    return Card(picture=thing.picture, amount=amount, words=thing.words, heard=heard)


def _shown(one: ThemeCount, side: str) -> int:
    return one.table.cells.get(side) or 0


def _amount(count: int, n: int | None) -> str:
    """How many, in words; no share is told of few."""
    if n is None or n < MINIMUM_BASE:
        return words.SOME
    return words.LOTS if 2 * count >= n else words.MANY if 4 * count >= n else words.SOME


def _read_out(view: ForChildren) -> Iterator[str]:
    """Every fixed sentence of it in the order in which it stands."""
    yield from (view.title, *view.lines)
    for part in view.parts:
        yield part.title
        yield from (text for one in part.cards for text in one.heard.texts)
        yield from () if part.cards else (part.empty,)
    yield from (view.did_title, view.read_part) if view.did else ()
    yield from (view.thanks, view.help_title, view.help)
    yield from (
        (view.call, *(text for one in view.helplines for text in one.heard.texts)) if view.helplines else ()
    )


def with_sounds(view: ForChildren, fill: Callable[[Heard], Heard], press: str) -> ForChildren:
    """The same with its sounds; `press` says how they are heard."""
    replace = msgspec.structs.replace
    parts = tuple(
        replace(part, cards=tuple(replace(one, heard=fill(one.heard)) for one in part.cards))
        for part in view.parts
    )
    lines = tuple(replace(one, heard=fill(one.heard)) for one in view.helplines)
    heard = fill(view.heard)
    every = (heard, *(one.heard for part in parts for one in part.cards), *(one.heard for one in lines))
    sounds = any(one.address or one.sounds for one in every)
    told = {"parts": parts, "helplines": lines, "heard": heard, "press": press if sounds else ""}
    return replace(view, **told)


async def children_pdf(view: ForChildren, made_at: int) -> bytes:
    """The same on one page of A4 with its pictures."""
    parts = [
        {"title": part.title, "empty": part.empty, "cards": [_drawn(one) for one in part.cards]}
        for part in view.parts
    ]
    drawn = {
        "parts": parts,
        "did": [_drawn(one) for one in view.did],
        "help_svg": str(picture(view.help_picture)),
    }
    return await set_pdf("children", msgspec.to_builtins(view) | drawn, made_at)


def _drawn(one: Card | Done) -> dict[str, object]:
    svg = str(picture(one.picture)) if one.picture else ""
    return {**msgspec.structs.asdict(one), "svg": svg}
