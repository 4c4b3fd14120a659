"""`feedback-service speech`: the computer's voice for every form, made beforehand."""

from collections.abc import Iterator
from itertools import product
from pathlib import Path

import click

from feedback_service.children_words import LANGUAGE, spoken_words
from feedback_service.listening import form_texts, speech_folder
from feedback_service.running import settings
from feedback_service.settings import Settings
from feedback_service.speech import PROGRAMS, Text, build, programs_missing
from feedback_service.web.translating import Translating
from forms.catalogue import DEFINITIONS, load_catalogue


@click.command("speech")
@click.option("--language", help="Only this language; every language of the forms when left out.")
@click.option("--if-possible", is_flag=True, help="Say so and end well where the programs are missing.")
def speech(language: str | None, if_possible: bool) -> None:
    """Make the computer's voice for what has none yet. Needs the programs espeak-ng and lame."""
    if if_possible and programs_missing():
        click.echo(f"Listening is off: {' and '.join(PROGRAMS)} are not installed.")
        return
    chosen = settings()
    texts = [text for text in _texts(chosen) if language in {None, text.language}]
    built = build(speech_folder(chosen), texts)
    click.echo(f"Listening: {built.made} sounds made, {built.there} were there.")
    for one in built.voiceless:
        click.echo(f"There is no voice for {one}: people can record it, on the page Recordings.")


def _texts(chosen: Settings) -> Iterator[Text]:
    """What can be heard of every form, in each language as far as its pages show it, and of reports for
    children.
    """
    catalogue = load_catalogue(Path(chosen.forms_folder) if chosen.forms_folder else DEFINITIONS)
    translating = Translating(chosen, catalogue, {})
    for published, language in product(catalogue.with_adding(), translating.offered):
        shown = translating.form(published, language)
        for words in form_texts(shown.form, translating.words(shown)):
            yield Text(shown.form.language, words)
    for words in spoken_words(chosen.helplines):
        yield Text(LANGUAGE, words)
