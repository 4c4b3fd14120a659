"""A service that asks in every newer way: drawings, voice notes, cards, houses, pictures to tick."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from benchmarks.served import free_port, prepare, running, settings_in
from feedback_service.service import open_service
from forms.publish import publish
from tests.journeys.house import House, in_a_thread

FORM = "ways"
_SOURCE = Path(__file__).with_name("ways.v1.toml")


@contextmanager
def every_way(folder: Path, *, voice_notes: bool = True) -> Iterator[House]:
    """The service in `folder`, being served; its only form is `ways`."""
    forms = folder / "forms"
    forms.mkdir()
    publish(Path(shutil.copy(_SOURCE, forms)))
    settings = msgspec.structs.replace(
        settings_in(folder, free_port()), forms_folder=str(forms), voice_notes=voice_notes
    )
    in_a_thread(prepare(settings, FORM))
    service = open_service(settings)
    with running(settings):
        yield House(settings.public_url, service)
    in_a_thread(service.database.stop())
