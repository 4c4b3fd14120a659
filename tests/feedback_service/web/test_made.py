"""Templates of what is drawn, spoken, sorted or written in houses."""

from pathlib import Path

import brotli  # type: ignore[import-untyped]
import httpx
import msgspec
import pytest

from feedback_service.listening import Listening, key_of
from feedback_service.web.bundles import script
from feedback_service.web.question_pages import QuestionPage
from feedback_service.web.render import environment, render, static_folder
from forms.model import Choices, Drawing, Option, ShortText, SortCards, VoiceNote
from tests.feedback_service.web.test_templates import ENV, LOOKS, TWO, Tags, question_page, shown, view

CARDS = SortCards(id="q", prompt="P?", options=TWO)
MADE = (Drawing(id="q", prompt="P?"), VoiceNote(id="q", prompt="P?", seconds=20))
WORDS = ShortText(id="w", prompt="W?")


@pytest.mark.parametrize("question", MADE, ids=["drawing", "voice note"])
def test_without_a_script_its_place_says_what_else_to_do(question: Drawing | VoiceNote) -> None:
    html, tags = shown(view(question), view(WORDS))
    assert "You can use words, or go on." in html
    [place] = tags.every("div", **{"class": "sheet" if isinstance(question, Drawing) else "recorder"})
    assert "hidden" in place
    own = (
        ["/static/draw.js"] if isinstance(question, Drawing) else []
    )  # speaking is in the script of all pages
    assert [one["src"] for one in tags.every("script")] == ["/static/child.js", *own]


def test_a_page_without_them_sends_no_script_for_them() -> None:
    _, tags = shown(view(WORDS))
    assert len(tags.every("script")) == 1


@pytest.mark.parametrize("question", MADE, ids=["drawing", "voice note"])
def test_alone_it_has_buttons_for_not_saying_anything_beside_words_it_leaves_them_to_those(
    question: Drawing | VoiceNote,
) -> None:
    _, alone = shown(view(question))
    assert [one["name"] for one in alone.every("button", value="skip")] == ["q--instead"]
    _, beside = shown(view(question), view(WORDS))
    assert [one["name"] for one in beside.every("button", value="skip")] == ["w--instead"]


def test_an_earlier_drawing_is_shown_even_without_a_script() -> None:
    again = msgspec.structs.replace(view(MADE[0], written="9,9;1,2"), drawn="M1 2h0")
    _, tags = shown(again)
    [sheet] = tags.every("div", **{"class": "sheet"})
    assert "hidden" not in sheet
    assert tags.every("path", d="M1 2h0")
    assert tags.every("input", type="hidden", name="q")[0]["value"] == "9,9;1,2"


def test_a_recording_kept_before_is_named_and_no_other() -> None:
    for chosen, value in ((("recording",), "recording"), (("skip",), ""), ((), "")):
        _, tags = shown(view(MADE[1], chosen=chosen))
        assert tags.every("input", type="hidden", name="q")[0]["value"] == value


@pytest.mark.parametrize("look", LOOKS)
def test_each_card_is_a_group_of_its_own_with_three_piles_and_not_sure(look: str) -> None:
    _, tags = shown(view(CARDS, chosen=("cold=not-good",)), look=look)  # type: ignore[arg-type]
    for card in ("warm", "cold"):
        radios = tags.every("input", type="radio", name=f"q--{card}")
        assert [one["value"] for one in radios] == ["good", "okay", "not-good", "not-sure"]
    assert [(one["name"], one["value"]) for one in tags.every("input") if "checked" in one] == [
        ("q--cold", "not-good")
    ]
    assert len(tags.every("fieldset")) == 3 == len(tags.every("legend"))
    ids = [one["id"] for one in tags.every("input")]
    assert len(set(ids)) == len(ids)
    assert [one["value"] for one in tags.every("button", name="q--instead")] == ["not-sure", "skip"]


@pytest.mark.parametrize("aloud", [True, False])
def test_a_card_and_each_pile_have_a_link_that_reads_them_where_options_have(
    tmp_path: Path, aloud: bool
) -> None:
    sounds = spoken(tmp_path, "P?", "Cold", "Good", "Not good")
    env = environment(asset=str, helplines=(), service_name="S", listening=sounds)
    cards = msgspec.structs.replace(view(CARDS), aloud=aloud)
    tags = Tags(render(env, question_page(cards)))
    links = [one["aria-label"] for one in tags.every("a", target="sound")]
    piles = ["Listen: Good", "Listen: Not good"]
    assert links == (["Listen: P?", *piles, "Listen: Cold", *piles] if aloud else ["Listen: P?"])
    assert len(tags.every("label", **{"data-say": key_of("Not good")})) == 2


def spoken(folder: Path, *texts: str) -> Listening:
    """Sounds of these English texts alone."""
    (folder / "en").mkdir()
    for text in texts:
        (folder / "en" / f"{key_of(text)}.mp3").touch()
    return Listening(folder)


@pytest.mark.parametrize("question", [*MADE, CARDS], ids=["drawing", "voice note", "cards"])
def test_an_error_leads_to_its_place(question: Drawing | VoiceNote | SortCards) -> None:
    html, tags = shown(view(question, error="Do this"), look="adult")
    assert "<title>Error: My day" in html
    assert [one["href"] for one in tags.every("a") if one["href"].startswith("#")] == ["#q-q"]
    assert [one["id"] for _, one in tags.tags if one.get("id") == "q-q"] == ["q-q"]


def test_ticks_with_a_picture_each_are_cards_and_others_are_rows() -> None:
    drawn = tuple(Option(code=one.code, label=one.label, picture="me") for one in TWO)
    for options, layout in ((drawn, "cards"), (TWO, "rows")):
        _, tags = shown(view(Choices(id="q", prompt="P?", options=options)))
        assert tags.every("div", **{"class": f"tiles {layout}"})


def test_houses_have_one_pair_of_buttons_for_all() -> None:
    page = msgspec.structs.replace(
        question_page(view(WORDS), view(ShortText(id="v", prompt="V?"))), layout="houses"
    )
    tags = Tags(render(ENV, page))
    assert tags.every("div", **{"class": "asked houses"})
    assert [one["name"] for one in tags.every("button") if one.get("value") == "skip"] == ["v--instead"]


def test_only_the_youngest_are_told_that_a_grown_up_can_write() -> None:
    told = [
        look for look in LOOKS if "A grown-up can write your words here" in shown(view(WORDS), look=look)[0]
    ]
    assert told == ["young"]


def test_easy_forms_have_larger_pictures() -> None:
    page: QuestionPage = msgspec.structs.replace(question_page(view(CARDS)), easy=True)
    assert Tags(render(ENV, page)).every("form", **{"class": "easy"})
    assert not Tags(render(ENV, question_page(view(CARDS)))).every("form", **{"class": "easy"})


async def test_what_only_some_pages_need_is_served_packed(client: httpx.AsyncClient) -> None:
    small = brotli.compress(script(static_folder(), "draw.js"))
    home = (await client.get("/")).text
    address = home.partition('src="')[2].partition("child.js")[0] + "draw.js"
    raw = await client.send(
        client.build_request("GET", address, headers={"accept-encoding": "br"}), stream=True
    )
    assert b"".join([part async for part in raw.aiter_raw()]) == small
