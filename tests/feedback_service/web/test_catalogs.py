"""Our own words in other languages: catalogs with a state for each string, and the words they give."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from markupsafe import escape

from feedback_service.web.catalogs import CATALOGS, CatalogError, interface, messages, read_catalog, state_of
from feedback_service.web.gathering import gathered, main
from feedback_service.web.languages import English, in_english, language_named, phrases, plain
from feedback_service.web.pseudo import longer, mirrored
from feedback_service.web.render import TEMPLATES, environment, render
from feedback_service.web.return_pages import DoneView, ReturnedPage, ToldView
from forms.told import Told
from tests.feedback_service.web.catalog_files import written

SHIPPED = ("cy", "pl", "ur", "ar")
_PLACEHOLDERS = re.compile(r"%\(\w+\)s|\{\w+\}")


@pytest.mark.parametrize(
    ("comment", "context", "is_shown"),
    [
        ("# state: machine", "", False),
        ("", "", False),
        ("# state: draft", "", True),
        ("# state: reviewed by A. Reader on 2026-02-03", "", True),
        ("# state: reviewed", "", False),
        ("# state: draft", "safeguarding", False),
        ("# state: draft", "consent", False),
        ("# state: reviewed by A. Reader on 2026-02-03", "safeguarding", True),
        ("# state: draft\n#, fuzzy", "", False),
    ],
)
def test_words_are_shown_as_far_as_somebody_stands_behind_them(
    tmp_path: Path, comment: str, context: str, *, is_shown: bool
) -> None:
    about = f'msgctxt "{context}"\n' if context else ""
    written(tmp_path, f'{comment}\n{about}msgid "Back"\nmsgstr "Wstecz"\n')
    own = interface(tmp_path, "pl")
    say = phrases(own.translations)
    told = say["pgettext"](context, "Back") if context else say["_"]("Back")
    assert told == ("Wstecz" if is_shown else "Back")
    assert isinstance(told, Told) != is_shown
    assert (own.shown, own.missing) == ((1, 0) if is_shown else (0, 1))


def test_a_preview_shows_every_translation_with_its_state(tmp_path: Path) -> None:
    written(tmp_path, '# state: machine\nmsgid "Back"\nmsgstr "Wstecz"\n')
    assert phrases(interface(tmp_path, "pl", everything=True).translations)["_"]("Back") == "Wstecz [machine]"


def test_a_plural_with_a_form_missing_is_missing_as_a_whole(tmp_path: Path) -> None:
    text = '# state: draft\nmsgid "1 day"\nmsgid_plural "%(num)s days"\nmsgstr[0] "dzień"\nmsgstr[1] ""\n'
    assert interface(written(tmp_path, text), "pl").shown == 0


@pytest.mark.parametrize(
    "text",
    [
        "no catalog at all\n",
        'msgid "%(step)s of %(steps)s"\nmsgstr "%(krok)s z %(steps)s"\n',
        'msgid "%(step)s of %(steps)s"\nmsgstr "100 % z %(steps)s"\n',
        'msgid "{limit} letters"\nmsgstr "{litery}"\n',
    ],
)
def test_a_broken_catalog_is_refused_by_name_before_anybody_meets_it(tmp_path: Path, text: str) -> None:
    with pytest.raises(CatalogError, match=r"pl\.po"):
        read_catalog(written(tmp_path, text) / "pl.po")


@pytest.mark.parametrize("language", SHIPPED)
def test_every_shipped_catalog_has_exactly_the_words_in_use(language: str) -> None:
    def ids(catalog: Catalog) -> set[tuple[object, object]]:
        return {(message.id, message.context) for message in messages(catalog)}

    shipped, used = ids(read_catalog(CATALOGS / f"{language}.po")), ids(gathered())
    assert (used - shipped, shipped - used) == (set(), set()), "run `make words`"


@pytest.mark.parametrize("language", SHIPPED)
def test_shipped_translations_are_machine_drafts_and_keep_every_placeholder(language: str) -> None:
    assert interface(CATALOGS, language, everything=True).missing == 0, "translate what is empty or fuzzy"
    for message in messages(read_catalog(CATALOGS / f"{language}.po")):
        assert state_of(message) == "machine"
        if isinstance(message.id, str):
            assert isinstance(message.string, str)
            kept = [sorted(_PLACEHOLDERS.findall(text)) for text in (message.id, message.string)]
            assert kept[0] == kept[1]
    assert interface(CATALOGS, language).shown == 0


@pytest.mark.parametrize("language", SHIPPED)
def test_every_number_has_a_plural_form(language: str) -> None:
    say = phrases(interface(CATALOGS, language, everything=True).translations)["ngettext"]
    single, several = "You have answered 1 question.", "You have answered %(num)s questions."
    for number in range(1, 120):
        told = say(single, several, number)
        assert not isinstance(told, Told)
        assert str(number) in told or (language == "ar" and number in {1, 2})


def test_welsh_has_five_plural_forms_in_catalogs_and_six_in_the_rules_of_unicode() -> None:
    catalog = read_catalog(CATALOGS / "cy.po")
    assert catalog.num_plurals == 5
    assert len({"other", *Locale("cy").plural_form.tags}) == 6
    say = phrases(interface(CATALOGS, "cy", everything=True).translations)["ngettext"]
    told = [
        say("You have answered 1 question.", "You have answered %(num)s questions.", n) for n in (0, 2, 3, 6)
    ]
    assert ["0 " in told[0], "2 gwestiwn" in told[1], "3 chwestiwn" in told[2], "6 chwestiwn" in told[3]] == [
        True,
        True,
        True,
        True,
    ]


def test_gathering_adds_what_is_new_and_puts_changed_words_back_to_be_checked(tmp_path: Path) -> None:
    text = (
        '# state: reviewed by A. Reader on 2026-02-03\nmsgid "Back"\nmsgstr "Wstecz"\n\n'
        '# state: draft\nmsgid "Chek what you have said"\nmsgstr "Sprawdź"\n\n'
        '# state: draft\nmsgid "Words of long ago"\nmsgstr "Dawne"\n'
    )
    assert main(written(tmp_path, text)) == 0
    catalog = read_po(BytesIO((tmp_path / "pl.po").read_bytes()))
    assert catalog["Back"].string == "Wstecz"
    assert state_of(catalog["Back"]) == "reviewed"
    assert catalog["Check what you have said"].fuzzy
    assert "Words of long ago" not in catalog
    own = interface(tmp_path, "pl")
    assert phrases(own.translations)["_"]("Check what you have said") == "Check what you have said"
    assert own.shown == 1


def test_a_number_in_a_message_finds_its_general_translation(tmp_path: Path) -> None:
    text = (
        '# state: draft\nmsgid "Please use {limit} characters or fewer."\nmsgstr "Najwyżej {limit} znaków."\n'
    )
    say = phrases(interface(written(tmp_path, text), "pl").translations)["_"]
    assert say("Please use 500 characters or fewer.") == "Najwyżej 500 znaków."
    missing = say("Please use 500 crayons or fewer.")
    assert missing == "Please use 500 crayons or fewer."
    assert isinstance(missing, Told)


def test_words_of_a_form_are_not_translated_again_and_titles_hold_no_elements() -> None:
    say = phrases(English())["_"]
    told = Told("Back", "pl", "draft")
    assert say(told) is told
    assert say("") == ""
    assert plain(say("Back")) == "Back"
    assert not hasattr(plain(say("Back")), "__html__")
    assert escape(in_english("pl", "Childline")) == '<span lang="en" dir="ltr">Childline</span>'
    assert in_english("en", "Childline") == "Childline"


def test_every_language_of_the_menu_names_itself() -> None:
    assert [language_named(tag)[1:] for tag in ("cy", "pl", "ur")] == [
        ("Cymraeg", "ltr"),
        ("Polski", "ltr"),
        ("اردو", "rtl"),
    ]


@pytest.mark.parametrize(
    "text", ["Back", "%(step)s of %(steps)s", "You said {{pet|that}}. Why?", "{limit} letters"]
)
def test_made_up_languages_keep_placeholders(text: str) -> None:
    for change in (longer, mirrored):
        kept = re.findall(r"%\(\w+\)s|\{\{.*?\}\}|\{\w+\}", text)
        assert [one for one in kept if one not in change(text)] == []
    assert len(longer(text)) >= len(text) * 1.3


_ATTRIBUTE = re.compile(r'[a-z-]+="[^"\n]*?(\{\{[^}]*?\b(?:_|ngettext|pgettext)\([^}]*\}\})')
_TITLE = re.compile(r"\{% block title %\}(.*?)\{% endblock %\}", re.DOTALL)
_SPEAKS = re.compile(r"\b(_|ngettext|pgettext)\(|form_title|service_name")


def test_translated_words_in_attributes_and_titles_are_made_plain() -> None:
    """No element can tell their language there: a span would break the attribute."""
    wrong = []
    for path in sorted(TEMPLATES.glob("*.html")):
        text = path.read_text(encoding="utf-8")
        inside = [*_ATTRIBUTE.findall(text), *_TITLE.findall(text)]
        calls = [call for part in inside for call in re.findall(r"\{\{.*?\}\}", part)]
        wrong += [f"{path.name}: {call}" for call in calls if _SPEAKS.search(call) and "|plain" not in call]
    assert wrong == []


@pytest.mark.parametrize(
    ("language", "direction"), [("cy", "ltr"), ("pl", "ltr"), ("ur", "rtl"), ("ar", "rtl")]
)
def test_what_came_of_it_is_told_in_every_language_and_words_stand_in_their_own_direction(
    language: str, direction: str
) -> None:
    own = interface(CATALOGS, language, everything=True).translations
    env = environment(language, own, asset=str, helplines=(), service_name="")
    states = {"done": "We did:", "explained": "We could not. This is why:", "open": "We will"}
    page = ReturnedPage(
        look="teen", form_title="", leave=False, day=0, finished=False, read=True, can_add=True,
        told=(ToldView(day=0, words=""),), added=(), removal="kept", reason="A court asked.",
        actions=tuple(DoneView(day=0, said="it is loud", state=one, then="a quiet room") for one in states),
    )  # fmt: skip
    html = render(env, page)
    assert f'<html lang="{language}" dir="{direction}">' in html
    assert 'lang="en"' not in html  # nothing stands in for a missing translation
    assert [own.gettext(text) in html for text in states.values()] == [True] * 3
    assert '<button class="key listen" type="button" hidden>' in html  # for a device with a voice of its own
    assert html.count(" data-say>") == 9  # title, two facts, heading, three actions, a reply, the reason
    for words in ("it is loud", "a quiet room", "A court asked."):
        assert f'dir="auto" class="words">{words}</' in html
