"""Who was heard and who was not, whose voice weighs more, and how soon concerns were seen.

Children, families, practitioners and what workers observed are four populations that are never added
together: a total over them would give a small one away as soon as the others are shown. For the same reason
nothing that is told by age band is told for all children too. What a worker saw is never a child's answer.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from statistics import median_low
from typing import Final, Literal

import msgspec

from analysis.suppression import percentage, suppress
from analysis.voices import voice_share
from feedback_service.report_findings import (
    Audience,
    Concerns,
    Group,
    Invitations,
    Subjects,
    Table,
    Voices,
    safe_number,
    safe_table,
)
from feedback_service.storage.report_data import ConcernTime, Heard
from feedback_service.storage.report_outcomes import OUTCOMES, WAITING
from feedback_service.storage.report_reach import LinkCount
from forms.catalogue import Catalogue, PublishedForm
from forms.model import NO_REASON

AUDIENCES: Final[tuple[Audience, ...]] = ("child", "family", "practitioner", "observation")
BANDS: Final = {"4-7": "4 to 7", "8-11": "8 to 11", "12-17": "12 to 17"}
MOMENTS: Final = {
    "start": "At the start",
    "review": "At a review",
    "end": "At the end",
    "after": "Afterwards",
}
NOT_SAID: Final = "Not said"
MOTHERS: Final = "mothers"
FATHERS: Final = "fathers"
WIDER: Final = "wider"
BAND_HEADING: Final = "Age band"
VIEW_HEADING: Final = "Whether the child could give a view"
SEEN: Final = "A worker wrote what they saw"
_CHANNELS = {"link": "By a link", "tablet": "On a shared tablet", "import": "Brought in from elsewhere"}
_ROLES: Mapping[str, frozenset[str]] = {
    MOTHERS: frozenset({"mother"}),
    FATHERS: frozenset({"father"}),
    WIDER: frozenset({"grandparent", "aunt-or-uncle", "brother-or-sister"}),
}
LINK_STATES: Final = {
    "answered": "Answered",
    "opened": "Opened, not answered",
    "not opened": "Never opened",
}
_MINUTE = 60_000

Kind = Callable[[Heard], str]
Parts = tuple[str, Mapping[str, str]]


NO_PARTS: Final[Parts] = ("", {})


def groups(
    catalogue: Catalogue,
    heard: Sequence[Heard],
    words: Mapping[str, tuple[int, int]],
    threshold: int,
    parts: Parts = NO_PARTS,
) -> tuple[Group, ...]:
    """Each audience with its breakdowns; every breakdown adds up to the same number of submissions.

    `parts`: the heading of the places within the report's, and the name of each team's.
    """

    def group(audience: Audience) -> Group:
        rows = [row for row in heard if row.audience == audience]
        n, texts = sum(row.n for row in rows), words.get(audience, (0, 0))[0]
        counts = {
            heading: _counted(rows, kind) for heading, kind in _kinds(catalogue, audience, parts).items()
        }
        counts["Words of their own"] = {"Gave some": texts, "Gave none": n - texts}
        breakdowns = {heading: safe_table(each, threshold) for heading, each in counts.items() if n}
        return Group(audience=audience, n=safe_number(n, threshold), breakdowns=breakdowns)

    return tuple(group(audience) for audience in AUDIENCES)


def _kinds(catalogue: Catalogue, audience: Audience, parts: Parts) -> dict[str, Kind]:
    common: dict[str, Kind] = {
        "When in the help": lambda row: MOMENTS.get(row.moment or "", NOT_SAID),
        "How it came": lambda row: _CHANNELS[row.channel],
        "Finished": lambda row: "Finished" if row.finished else "Stopped before the end",
        "Read by a worker": lambda row: "Read" if row.read else "Not yet read",
        "Language": lambda row: "English" if (row.language or "en") == "en" else "Another language",
    }
    heading, names = parts
    if heading:
        common[heading] = lambda row: names.get(row.team_id, NOT_SAID)
    if audience == "child":
        return {
            BAND_HEADING: lambda row: BANDS.get(row.band or "", NOT_SAID),
            **common,
            "Company": lambda row: _company(row.helper),
            "Who tapped or wrote": lambda row: _scribe(row.scribe),
            "Kind of form": lambda row: kind_of_form(catalogue.get(row.form_id, row.form_version)),
        }
    answered: dict[str, Kind] = {
        "Who answered": lambda row: role_label(catalogue, row),
        **common,
    }
    if audience == "observation":
        # One table for both, so that the number of children without a view never gives a small one away.
        return {VIEW_HEADING: lambda row: _view(catalogue, row), **answered}
    return answered


def _view(catalogue: Catalogue, row: Heard) -> str:
    return _kept_label(catalogue, row, "no_view") if row.no_view else SEEN


def _company(helper: str | None) -> str:
    return (
        NOT_SAID if helper is None else "On their own" if helper == "on-my-own" else "Somebody was with them"
    )


def _scribe(scribe: str | None) -> str:
    return NOT_SAID if scribe is None else "The child" if scribe == "myself" else "Somebody else"


def kind_of_form(one: PublishedForm) -> str:
    """Easy-read forms are for children who need them; no form asks what a child's needs are."""
    return "Easy-read form" if one.form.easy_read else "Usual form"


def role_label(catalogue: Catalogue, row: Heard) -> str:
    """Who answered, as the breakdown by role names them."""
    return _kept_label(catalogue, row, "person_role")


def _kept_label(catalogue: Catalogue, row: Heard, keeps: Literal["person_role", "no_view"]) -> str:
    form, code = catalogue.get(row.form_id, row.form_version), getattr(row, keeps)
    labels = {
        str(value): label
        for question in form.questions.values()
        if question.keeps == keeps
        for value, label in form.values[question.id].items()
    }
    return labels.get(code, NOT_SAID if code in (None, NO_REASON) else code)


def _counted(rows: Iterable[Heard], kind: Kind) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for row in rows:
        counts[kind(row)] += row.n
    return {label: counts[label] for label in sorted(counts, key=_place)}


_ORDER = {
    label: place for place, label in enumerate((*BANDS.values(), *MOMENTS.values(), *_CHANNELS.values()))
}


def _place(label: str) -> tuple[bool, int, str]:
    return label == NOT_SAID, _ORDER.get(label, len(_ORDER)), label


def about_subjects(
    known: set[str], answered: Sequence[tuple[str, str, str | None]], threshold: int
) -> Subjects:
    """For how many known subjects the child answered, was only seen, only adults did, or nobody did.

    And which adults did. "Observed": a worker wrote what they saw of a child who did not answer.
    """
    children = {subject for subject, audience, _ in answered if audience == "child"}
    observed = {subject for subject, audience, _ in answered if audience == "observation"} - children
    anyone = {subject for subject, *_ in answered}
    everyone = known | anyone
    table = safe_table(
        {
            "child": len(children),
            "observed": len(observed),
            "adults": len(anyone - children - observed),
            "nobody": len(everyone - anyone),
        },
        threshold,
    )
    roles = {
        name: _yes_or_no(
            {subject for subject, _, role in answered if role in codes}, len(everyone), threshold
        )
        for name, codes in _ROLES.items()
    }
    return Subjects(heard=table, roles=roles)


def _yes_or_no(yes: set[str], everyone: int, threshold: int) -> Table:
    return safe_table({"answered": len(yes), "not": everyone - len(yes)}, threshold)


def invitations(catalogue: Catalogue, made: Sequence[LinkCount], threshold: int) -> tuple[Invitations, ...]:
    """Links made in the period for each audience, by what became of them (no sum: answers have theirs)."""
    audience_of = {one.form.id: one.form.audience for one in catalogue.all_current()}

    def group(audience: Audience) -> Invitations:
        counts = dict.fromkeys(LINK_STATES.values(), 0)
        for row in made:
            if audience_of.get(row.form_id) == audience:
                counts[LINK_STATES[row.state]] += row.n
        cells = suppress(counts, threshold=threshold, total_shown=False)
        return Invitations(audience=audience, cells=cells)

    return tuple(group(audience) for audience in AUDIENCES)


def voices(heard: Sequence[Heard], words: Mapping[str, tuple[int, int]], threshold: int) -> Voices:
    """Children beside families; what workers say or saw is nobody's own voice and is not weighed."""
    child, family = (sum(row.n for row in heard if row.audience == one) for one in ("child", "family"))
    (child_texts, child_words), (family_texts, family_words) = (
        words.get(one, (0, 0)) for one in ("child", "family")
    )
    sizes = (child, family, child_texts, family_texts)
    safe = None not in (safe_number(size, threshold) for size in sizes)
    share = voice_share(child_words, family_words, child, family)
    # Which of two small numbers is larger is not told either.
    either_large = max(sizes) > threshold
    return Voices(
        submissions_percent=percentage(child, child + family, threshold=threshold),
        words_percent=percentage(child_words, child_words + family_words, threshold=threshold)
        if safe
        else None,
        child_words=None if safe_number(child_texts, threshold) is None else child_words,
        family_words=None if safe_number(family_texts, threshold) is None else family_words,
        adults_outweigh=share.adults_outweigh if either_large else None,
    )


def concerns(
    times: Sequence[ConcernTime], threshold: int, decided: Sequence[tuple[str, str]]
) -> tuple[Concerns, ...]:
    """Submissions with concerns of each level: all seen or not, the median minutes until they were, and
    what was decided.
    """

    def of(level: str) -> Concerns:
        counts = Counter(outcome for at, outcome in decided if at == level)
        outcomes = safe_table({name: counts[name] for name in (*OUTCOMES, WAITING)}, threshold)
        found = _concerns(level, [one for one in times if one.level == level], threshold)
        return msgspec.structs.replace(found, outcomes=outcomes)

    return tuple(of(level) for level in _LEVELS)


_LEVELS = ("urgent", "concern")


def _concerns(level: str, times: Sequence[ConcernTime], threshold: int) -> Concerns:
    minutes = [(one.seen_at - one.raised_at) // _MINUTE for one in times if one.seen_at is not None]
    seen = safe_table({"seen": len(minutes), "waiting": len(times) - len(minutes)}, threshold)
    known = bool(seen.cells["seen"])
    return Concerns(level=level, seen=seen, median_minutes=median_low(minutes) if known else None)
