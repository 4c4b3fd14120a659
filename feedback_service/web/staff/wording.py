"""Plain words for staff pages: times, ages, and the codes that rows hold."""

from feedback_service.cumulative import PREFIX
from feedback_service.service import Service
from feedback_service.uk_time import IS_UTC, moment_of

REPEATED = (
    "At least three times now, this child or family has told of a worry about the same thing. "
    "Small things that repeat can be neglect."
)
_MINUTE, _HOUR, _DAY = 60_000, 3_600_000, 86_400_000

MOMENTS = {"start": "Start", "review": "Review", "end": "End", "after": "After"}
CHANNELS = {"link": "by link", "tablet": "on a shared tablet", "import": "imported"}
LEVELS = {"urgent": "Urgent", "concern": "Concern"}
CATEGORIES = {
    "self_harm": "Harm to oneself",
    "physical_harm": "Being hit or hurt",
    "sexual": "Sexual harm",
    "hunger": "Going hungry",
    "home_alone": "Left alone",
    "home_conditions": "Cold, dirty or unsafe home",
    "missed_school": "Missing school",
    "missed_health": "Health care missed",
    "domestic_abuse": "Abuse between adults",
    "carer_substance": "A carer's drink or drugs",
    "exploitation": "Exploitation",
    "bullying": "Bullying",
    "unsafe_adult": "Not safe with someone",
    "emotional_neglect": "Unloved or ignored",
    "asked_to_talk": "Asked to talk to someone",
    "unread": "Not in English: nobody has read it",
    "unscreened": "Could not be screened: nobody has read it",
    "unheard": "Spoken: no machine can check it",
}
RUNG_NAMES = {
    "duty": "Duty",
    "deputy": "Deputy",
    "manager": "Manager on call",
    "out_of_hours": "Out of hours",
}
OUTCOMES = {
    "no_concern": "No concern (a false alarm; it stays on record)",
    "early_help": "Early Help",
    "refer": "Referred to children's social care",
    "strategy": "Strategy discussion asked for",
    "emergency": "999 called",
}
# Why a concern was raised, for rules that are not in the rule files.
_OTHER_WHYS = {
    "raised-by-hand": "A worker who read it raised this.",
    "wants-to-talk": "The person chose that they want to talk to someone.",
    "feels-unsafe": "The person chose the lowest answer to a question about feeling safe.",
    "not-english": "The rules read English only. Find someone who reads this language.",
    "likeness": "It is like sentences that were written as examples of this.",
    "likeness-missed": "It is like words that a worker marked as a sign of harm before.",
    "not-read-in-time": "Nothing but the rules could read this within a minute. Read all of it.",
    "scanner-failed": "Screening failed on this text. Read all of it.",
    "spoken": "Nothing but a person can check a recording. Listen to all of it; until a lead shows it to the "
    "team, only leads can.",
}
_AUDIENCES = {"family": "Family", "practitioner": "Practitioner", "observation": "Observation by a worker"}
_BANDS = {"4-7": "Child 4 to 7", "8-11": "Child 8 to 11", "12-17": "Young person 12 to 17"}


def when(time: int) -> str:
    """A time as "3 Nov 2025, 14:05" in UK time."""
    moment = moment_of(time)
    shown = f"{moment.day} {moment:%b %Y, %H:%M}"
    return f"{shown} UTC" if IS_UTC else shown


def age(time: int, now: int) -> str:
    """How long ago, in the largest whole unit: "5 minutes", "3 hours", "2 days"."""
    passed = max(0, now - time)
    for size, unit in ((_DAY, "day"), (_HOUR, "hour"), (_MINUTE, "minute")):
        if passed >= size:
            return plural(passed // size, unit)
    return "less than a minute"


def role_name(code: str | None) -> str:
    """Who in the family: "aunt-or-uncle" as "Aunt or uncle"; empty for nobody in particular."""
    return (code or "").replace("-", " ").capitalize()


def plural(count: int, thing: str) -> str:
    """The count with its thing: "1 word", "2 words"."""
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"


def who(audience: str, band: str | None) -> str:
    """Who a form is for."""
    return _BANDS[band] if band else _AUDIENCES.get(audience, audience.capitalize())


def category(code: str) -> str:
    """A concern's category."""
    return CATEGORIES.get(code, code.replace("_", " ").capitalize())


def reach(agencies: tuple[str, ...], teams: tuple[str, ...]) -> str:
    """Whose rows a worker sees: "every team of Early Help, and Meadow team"; empty for none."""
    if not agencies:
        return ", ".join(teams)
    parts = [*(f"every team of {agency}" for agency in agencies), *teams]
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])}, and {parts[-1]}"


def why(service: Service, rule: str) -> str:
    """Why a rule raises a concern; a rule that is gone from the files is named by its id."""
    if rule.startswith(PREFIX):
        return REPEATED
    whys = {one.id: one.why for one in service.rules.rules}
    return _OTHER_WHYS.get(rule) or whys.get(rule) or f"Rule {rule}, which is not in use any more."


def form_title(service: Service, form_id: str, version: int) -> str:
    """What a form version is called."""
    return service.catalogue.get(form_id, version).form.title
