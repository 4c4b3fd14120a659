"""What people read aloud: the texts of a form in a language, or the sentences of reports for children."""

from typing import Final, NamedTuple

from feedback_service.children_words import LANGUAGE, spoken_words
from feedback_service.listening import form_texts, key_of
from feedback_service.web.http import Asked, missing, service_of
from feedback_service.web.staff.list_pages import Option
from feedback_service.web.staff.reading_list import form_options
from feedback_service.web.translating import translating_of

_REPORTS: Final = "_reports"  # no form is called so: ids of forms have letters, digits and hyphens


class ReadAloud(NamedTuple):
    """Texts that belong together, in the order in which they are met."""

    id: str
    language: str
    texts: tuple[str, ...]


def recorded_at() -> str:
    """Where the sentences of reports for children are recorded."""
    return f"/staff/recordings?form={_REPORTS}"


def all_read(request: Asked) -> tuple[Option, ...]:
    """What can be chosen."""
    forms = form_options(service_of(request).catalogue.with_adding())
    return (*forms, Option(_REPORTS, "Reports, the version for children"))


def read_aloud(request: Asked, wanted: str, language: str) -> ReadAloud:
    """What was chosen, in the language or else in its own; the first form when nothing has this id."""
    service, translating = service_of(request), translating_of(request)
    if wanted == _REPORTS:
        return ReadAloud(_REPORTS, LANGUAGE, tuple(spoken_words(service.settings.helplines)))
    forms = service.catalogue.with_adding()
    form = next((one for one in forms if one.form.id == wanted), forms[0])
    shown = translating.form(form, language)
    return ReadAloud(shown.form.id, shown.form.language, form_texts(shown.form, translating.words(shown)))


def with_text(request: Asked, wanted: str, language: str, key: str) -> ReadAloud:
    """What has a text of this key in this language; NotFoundException when nothing has."""
    read = read_aloud(request, wanted, language)
    if (read.id, read.language) != (wanted, language) or key not in map(key_of, read.texts):
        raise missing()
    return read
