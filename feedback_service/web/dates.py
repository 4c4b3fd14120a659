"""Days and hours in the words of a page's language."""

from babel import Locale, UnknownLocaleError
from babel.dates import format_skeleton

from feedback_service.uk_time import moment_of
from feedback_service.web.languages import SOURCE

ENGLISH = Locale("en", "GB")


def day(language: str, time: int) -> str:
    """The day of a time in Unix milliseconds, as "3 November"."""
    return format_skeleton("MMMMd", moment_of(time), locale=_locale(language))


def day_and_hour(language: str, time: int) -> str:
    """As "Tuesday 3 November" with the time of day after it."""
    locale, moment = _locale(language), moment_of(time)
    return f"{format_skeleton('MMMMEEEEd', moment, locale=locale)}, {moment:%H:%M}"


def _locale(language: str) -> Locale:
    """English as it is written here; also for what is no language (the made-up ones of tests)."""
    try:
        return ENGLISH if language == SOURCE else Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return ENGLISH
