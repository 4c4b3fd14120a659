"""Pages in the language that a person chose: words, states, notices, and where the language goes."""

import re
from io import BytesIO
from pathlib import Path

import httpx
import msgspec
import pytest
from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from litestar import Litestar
from markupsafe import escape

from feedback_service.app import create_app
from feedback_service.service import Service
from feedback_service.storage.drafts import find_draft
from feedback_service.web.catalogs import CATALOGS, CatalogError, interface, messages, read_catalog, state_of
from feedback_service.web.gathering import gathered, main
from feedback_service.web.languages import English, in_english, language_named, phrases, plain
from feedback_service.web.pseudo import longer, mirrored
from feedback_service.web.render import TEMPLATES
from feedback_service.web.translating import Translating
from feedback_service.web.visits import end_every
from forms.told import Told
from tests.feedback_service.answering import link_token, north

SHIPPED = ("cy", "pl", "ur", "ar")
_PLACEHOLDERS = re.compile(r"%\(\w+\)s|\{\w+\}")


def written(folder: Path, text: str, language: str = "pl") -> Path:
    header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
    (folder / f"{language}.po").write_text(header + text, encoding="utf-8")
    return folder


# --- catalogs


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
    translations = [
        each for each in messages(read_catalog(CATALOGS / f"{language}.po")) if any(each.string or ())
    ]
    assert len(translations) > 50
    for message in translations:
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


# --- words


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


# --- pages


@pytest.fixture
async def token(service: Service) -> str:
    await north(service)
    return await link_token(service)


async def test_the_menu_of_languages_is_on_the_first_pages_each_in_its_own_words(
    client: httpx.AsyncClient, token: str
) -> None:
    for address in ("/", f"/l/{token}"):
        page = (await client.get(address)).text
        assert 'lang="cy" dir="ltr" hreflang="cy">Cymraeg</a>' in page
        assert 'lang="ur" dir="rtl" hreflang="ur">اردو</a>' in page
        assert page.count('aria-current="true"') == 1


async def test_a_language_in_which_nothing_is_reviewed_gives_english_and_asks_for_an_interpreter(
    client: httpx.AsyncClient, token: str
) -> None:
    page = await client.get(f"/l/{token}?language=ur")
    assert '<html lang="en" dir="ltr">' in page.text
    assert "Ask for an interpreter." in page.text
    assert page.cookies["language"] == "ur"
    assert "Ask for an interpreter." not in (await client.get(f"/l/{token}?language=en")).text


async def test_the_language_chosen_goes_with_the_answers(
    client: httpx.AsyncClient, service: Service, token: str
) -> None:
    await client.get(f"/l/{token}?language=pl")
    begun = await client.post(f"/l/{token}", files={"submission": (None, "")})
    draft_id = begun.headers["location"].rpartition("/")[2]
    async with service.database.reading() as connection:
        draft = await find_draft(connection, draft_id)
    assert draft is not None
    assert draft.language == "pl"


async def test_an_unknown_language_is_not_remembered(client: httpx.AsyncClient) -> None:
    for tag in ("xx", "../en", ""):
        page = await client.get("/", params={"language": tag})
        assert page.status_code == 200
        assert "language" not in page.cookies


async def test_no_language_is_taken_from_the_browsers_settings(client: httpx.AsyncClient) -> None:
    page = await client.get("/", headers={"accept-language": "ar"})
    assert '<html lang="en" dir="ltr">' in page.text


@pytest.fixture
async def translated(
    app: Litestar, service: Service, tmp_path: Path, client: httpx.AsyncClient
) -> httpx.AsyncClient:
    """A browser on a service whose Polish is reviewed Back, draft Continue and a reviewed title of a form."""
    folder = tmp_path / "own"
    folder.mkdir()
    by = "reviewed by A. Reader on 2026-02-03"
    written(
        folder,
        f'# state: {by}\nmsgid "Back"\nmsgstr "Wstecz"\n\n'
        '# state: draft\nmsgid "Continue"\nmsgstr "Dalej"\n\n'
        f'# state: {by}\nmsgctxt "consent"\nmsgid "Ask for an interpreter."\nmsgstr "Poproś o tłumacza."\n',
    )
    (folder / "my-view.v1.pl.toml").write_text(
        '[[strings]]\nplace = "title"\nsource = "My view"\ntext = "Moje zdanie"\n'
        'state = "reviewed"\nby = "A. Reader"\non = 2026-02-03\n',
        encoding="utf-8",
    )
    settings = msgspec.structs.replace(
        service.settings, translations_folder=str(folder), pseudo_languages=True
    )
    again = create_app(service._replace(settings=settings))
    app.state.translating = again.state.translating
    return client


async def test_a_page_in_another_language_marks_what_is_still_english(
    translated: httpx.AsyncClient, service: Service
) -> None:
    await north(service)
    token = await link_token(service)
    await translated.get(f"/l/{token}?language=pl")
    begun = await translated.post(f"/l/{token}", files={"submission": (None, "")})
    page = (await translated.get(begun.headers["location"], follow_redirects=True)).text
    assert '<html lang="pl" dir="ltr">' in page
    assert '<span lang="en" dir="ltr">Stop</span>' in page
    assert ">Dalej</button>" in page
    assert '<span lang="en" dir="ltr">Ask for an interpreter.</span>' in page
    assert "Poproś o tłumacza." in page
    title = re.findall("<title>(.*?)</title>", page, re.DOTALL)[0]
    assert "<" not in title


async def test_translators_can_see_everything_and_what_state_it_is_in(
    app: Litestar, service: Service, client: httpx.AsyncClient
) -> None:
    await north(service)
    settings = msgspec.structs.replace(service.settings, show_unreviewed=True)
    app.state.translating = create_app(service._replace(settings=settings)).state.translating
    page = (await client.get(f"/l/{await link_token(service)}?language=pl")).text
    assert '<html lang="pl" dir="ltr">' in page
    assert "Zacznij [machine]" in page
    assert "To tłumaczenie jest robocze" in page


def test_the_next_person_on_a_tablet_chooses_a_language_of_their_own(blank: Service) -> None:
    ended = {cookie.key: cookie.max_age for cookie in end_every(blank, {"visit-a": "", "language": "pl"})}
    assert ended["language"] == 0
    assert end_every(blank, {"language": "pl"}) == []


def test_a_form_is_put_into_each_language_once_and_left_alone_where_there_is_nothing(blank: Service) -> None:
    settings = msgspec.structs.replace(blank.settings, pseudo_languages=True)
    translating = Translating(settings, blank.catalogue, {})
    form = blank.catalogue.current("family-experience")
    assert translating.form(form, "pl") is form
    assert translating.form(form, "xx") is form
    assert translating.form(form, "") is form
    assert translating.form(form, "en-XA") is translating.form(form, "en-XA")
    assert translating.form(form, "en-XA").form.language == "en-XA"
    preview = translating.preview(form, "pl")
    assert preview.form.title == "Doświadczenia Twojej rodziny [machine]"
