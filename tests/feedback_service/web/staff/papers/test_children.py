"""The children's version: easy to read, with pictures, and nothing that the report hides."""

import asyncio
import io
from pathlib import Path

import msgspec
import pytest
from pypdf import PdfReader

from analysis.codebook import EVERYDAY, load_codebook
from feedback_service import children_words as words
from feedback_service.listening import Listening, key_of
from feedback_service.report_findings import Findings, Table, ThemeCount, Themes
from feedback_service.settings import HELPLINES
from feedback_service.web.render import has_picture
from feedback_service.web.staff.papers.children import ForChildren, children_pdf, for_children, with_sounds
from feedback_service.web.staff.papers.hearing import Heard, in_file
from feedback_service.you_said import YouSaid
from forms.reading_age import grade
from tests.feedback_service.web.staff.papers.views import findings

GRADE = 3  # of school: eight years of age
DID = (
    YouSaid("The bus is cold", "We put a heater in it", "done", "home"),
    YouSaid("Long", "no " * 200, "done"),
    YouSaid("A pool", "It costs a lot", "explained"),
    YouSaid("More sport", "We look for a hall " * 10, "open"),
)


def counted(theme: str, n: int | None, side: str, of: int = 40) -> ThemeCount:
    kind = EVERYDAY if side in {"good", "worry"} else "matters"
    cells = {"good": 0, "worry": 0, "mixed": 0} if kind == EVERYDAY else {}
    return ThemeCount(
        theme_id=theme, name=theme, kind=kind, table=Table(of, {**cells, side: n, "not-spoken": 1})
    )


def told(*counts: ThemeCount, n: int = 40) -> ForChildren:
    themes = (Themes(audience="child", n=n, counts=counts),)
    found: Findings = msgspec.structs.replace(findings(), themes=themes)
    return for_children(found, DID, HELPLINES, about="North team", period="May 2025", draft=True)


def nothing(about: str = "North team") -> ForChildren:
    """Of a report that may tell nothing of what children said."""
    hidden = (Themes(audience="child", n=None, counts=(counted("food", None, "good"),)),)
    found = msgspec.structs.replace(findings(), themes=hidden)
    return for_children(found, (), HELPLINES, about=about, period="May 2025", draft=False)


def test_every_sentence_is_easy_to_read() -> None:
    said = tuple(words.spoken_words())
    assert grade(said) <= GRADE
    assert max(len(text.split()) for text in said) <= 12
    assert len(said) == len(set(said))


def test_every_thing_has_a_picture_and_is_a_theme() -> None:
    themes = load_codebook().themes
    for things in (words.GOOD, words.HARD, words.MATTERS):
        assert things.keys() <= themes.keys()
        assert all(has_picture(one.picture) for one in things.values())
    everyday = {name for name, theme in themes.items() if theme.group == EVERYDAY}
    assert words.GOOD.keys() == words.HARD.keys() == everyday


def test_what_most_said_comes_first_in_words_for_numbers_and_what_is_hidden_not_at_all() -> None:
    good, hard, matters = told(
        counted("food", 12, "good"),
        counted("home", 25, "good"),
        counted("love", 7, "good"),
        counted("school", 6, "good"),
        counted("health", None, "worry"),
        counted("family", 9, "spoken"),
    ).parts
    assert [(one.amount, one.words) for one in good.cards] == [
        (words.LOTS, "Home is nice."),
        (words.MANY, "Our food is good."),
        (words.SOME, "We feel loved."),
    ]
    assert hard.cards == ()
    assert [one.words for one in matters.cards] == ["Our family matters."]


def test_no_share_is_told_of_few() -> None:
    (card,) = told(counted("home", 15, "good", 19), n=19).parts[0].cards
    assert card.amount == words.SOME


@pytest.mark.parametrize("heard", [None, 0])
def test_a_hidden_number_is_not_told(heard: int | None) -> None:
    groups = tuple(msgspec.structs.replace(one, n=heard) for one in findings().groups)
    found = msgspec.structs.replace(findings(), groups=groups, themes=())
    view = for_children(found, (), HELPLINES, about="North team", period="May 2025", draft=False)
    assert (view.times, view.parts) == ("", ())


def test_where_nothing_may_be_told_it_says_so_and_still_says_who_helps() -> None:
    view = nothing()
    assert (view.lines, view.times) == ((words.ASKED, words.NOTHING), "")
    text = on_paper(view)
    for said in (words.NOTHING, words.HELP, words.CALL, "Childline: ring 0800 1111", "Shout: text 85258"):
        assert said in text
    for not_said in (words.SAID, words.TOO_FEW, words.DID_TITLE, *words.SOME.split(":")[:1]):
        assert not_said not in text


def test_a_helpline_is_rung_or_texted_and_read_digit_by_digit() -> None:
    lines = {one.name: one for one in nothing().helplines}
    assert (lines["Childline"].href, lines["Shout"].href) == ("tel:08001111", "sms:85258")
    (said,) = lines["Childline"].heard.texts
    assert said == "Childline. Ring 0 8 0 0 1 1 1 1. Free, day and night, for anyone under 19."
    spaced = msgspec.structs.replace(HELPLINES[2], number="852 58")  # as some write it
    assert words.called(spaced) == words.called(HELPLINES[2])


def test_every_sentence_that_is_read_out_has_its_own_sound() -> None:
    for view in (told(counted("home", 15, "good")), nothing()):
        assert set(view.heard.texts) <= set(words.spoken_words(HELPLINES))
    few = told(counted("home", 15, "good")).heard.texts
    assert (words.TOO_FEW in few, words.NOTHING in few, words.READ_PART in few) == (True, False, True)


def test_a_file_holds_recordings_of_any_kind_and_nothing_of_which_a_part_is_silent(tmp_path: Path) -> None:
    listening, card = Listening(tmp_path), told(counted("home", 15, "good")).parts[0].cards[0].heard
    amount, thing = map(key_of, card.texts)

    def sounds(**found: str) -> list[str]:
        kinds = {key: (f"audio/{kind}", key.encode()) for key, kind in found.items()}
        return [one.partition(";")[0] for one in in_file(listening, kinds, card).sounds]

    assert sounds(**{amount: "mpeg", thing: "mpeg"}) == ["data:audio/mpeg"]
    assert sounds(**{amount: "webm", thing: "mpeg"}) == ["data:audio/webm", "data:audio/mpeg"]
    assert sounds(**{amount: "mpeg"}) == sounds(**{amount: "webm"}) == sounds() == []


def test_it_says_how_it_is_heard_only_where_it_is() -> None:
    view = told(counted("home", 15, "good"))
    assert with_sounds(view, lambda heard: heard, "Press").press == ""
    one = view.helplines[0].heard
    heard = with_sounds(
        view, lambda each: Heard(texts=each.texts, address="/a" if each == one else ""), "Press"
    )
    assert (heard.press, heard.helplines[0].heard.address, heard.heard.address) == ("Press", "/a", "")


def on_paper(view: ForChildren) -> str:
    """The words of the only page."""
    (page,) = PdfReader(io.BytesIO(asyncio.run(children_pdf(view, 0)))).pages
    return " ".join(page.extract_text().split())


def test_the_paper_is_one_page_with_everything_on_it() -> None:
    both: dict[str, int | None] = {"good": 9, "worry": 9, "mixed": 0, "not-spoken": 22}
    everyday = [counted(theme, 9, "good") for theme in words.GOOD]
    themes = [msgspec.structs.replace(one, table=Table(40, both)) for one in everyday]
    view = told(*themes, *(counted(theme, 9, "spoken") for theme in words.MATTERS))
    assert [len(part.cards) for part in view.parts] == [3, 3, 3]
    assert [one.said for one in view.did] == ["The bus is cold", "A pool", "More sport"]
    assert [bool(one.picture) for one in view.did] == [True, False, False]
    long = "The Team for Families and Young People of the Northern Towns and Villages " * 3
    text = on_paper(msgspec.structs.replace(view, about=long, draft=False))
    assert long.strip() in text
    assert "Draft" not in text
    text = on_paper(view)
    for words_shown in (
        view.title,
        words.GOOD_TITLE,
        "We put a heater in it",
        "We could not, because",
        words.HELP,
        "0808 800 5000",
        "Draft",
    ):
        assert words_shown in text
