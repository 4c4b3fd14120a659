"""Small made-up partnerships as raw rows, for the checker of reports: written straight into the tables."""

import json
from collections.abc import Iterator, Mapping
from random import Random
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, insert

from feedback_service.service import Service
from feedback_service.storage.schema import (
    action_events,
    actions,
    analysed_texts,
    answers,
    codings,
    concern_decisions,
    concerns,
    indicators,
    links,
    readings,
    report_edits,
    reports,
    routings,
    subjects,
    submission_keys,
    submissions,
    teams,
    unthemed,
    workers,
)
from forms.catalogue import Catalogue, PublishedForm
from forms.model import LongText, ShortText, WordsScale
from tests.feedback_service.report_people_beyond import counted_elsewhere, made_actions

DAY = 86_400_000
FROM = 1_767_225_600_000  # 1 January 2026
TO = FROM + 90 * DAY  # the end of March, an hour into summer time: 1 April begins at 23:00 UTC
END = TO - 3_600_000
FORMS = {
    "my-day": 0.2, "how-things-are": 0.25, "my-view": 0.3, "easy-view": 0.1, "family-experience": 0.35,
    "wider-family": 0.1, "working-together": 0.2, "a-day-in-my-life-child": 0.1, "no-view-this-time": 0.05,
}  # fmt: skip
LAST = FROM - 92 * DAY - 3_600_000  # 1 October 2025, in summer time
TABLES = (
    action_events, actions, report_edits, reports, indicators, concern_decisions, concerns, codings,
    analysed_texts, unthemed, readings, routings, answers, submission_keys, submissions, links,
    subjects, workers, teams,
)  # fmt: skip
Row = dict[str, Any]


class Long(NamedTuple):
    """When people answered, in days from FROM, how many did, about how many subjects, by which forms."""

    days: tuple[int, int]
    many: int
    subjects: int
    forms: Mapping[str, float]


class People:
    """One partnership: rows by table. What is spoken of changes at the moment `turn`."""

    def __init__(
        self, seed: int, service: Service, themes: list[str], turn: int = FROM, long: Long | None = None
    ) -> None:
        self.chance, self.aside = Random(seed), Random(-seed - 1)  # noqa: S311 (nothing secret)
        self.catalogue: Catalogue = service.catalogue
        self.themes, self.turn, self.at = themes, turn, turn
        self.days = long.days if long else (-60, 100)
        self.forms = long.forms if long else FORMS
        self.rows: dict[Any, list[Row]] = {table: [] for table in TABLES}
        agencies = self.chance.choice([["Council"], ["Council", "Health"]])
        for place in range(self.chance.randint(2, 4)):
            agency = agencies[place % len(agencies)]
            self.rows[teams].append({"id": f"t{place}", "name": f"Team {place}", "agency": agency})
        self.rows[workers].append(
            {
                "id": "w", "username": "w", "name": "W", "role": "manager", "all_teams": True,
                "password_hash": "", "active": True, "created_at": FROM,
            }
        )  # fmt: skip
        for number in range(long.subjects if long else self.chance.choice([4, 15, 40])):
            at = FROM - 100 * DAY + self.chance.randrange(220) * DAY
            area = self.aside.choice(["Dunes", "Dunes", "Fens", None]) if seed % 5 else None
            needs = self.aside.choice(["yes", "no", "no", None]) if seed % 7 else None
            row = {"id": f"s{number}", "team_id": self.team(), "created_at": at}
            self.rows[subjects].append({**row, "area": area, "needs": needs})
        for number in range(long.many if long else self.chance.choice([12, 60, 240])):
            self.link(number)
            self.submission(number)
        for made, happened in made_actions(service, self.chance, self.rows[teams], END):
            self.rows[actions].append(made)
            self.rows[action_events] += happened
        ends = [FROM, FROM + 31 * DAY, FROM + 59 * DAY, END]
        self.rows[indicators] += counted_elsewhere(self.chance, self.rows[teams], ends)

    def team(self) -> str:
        return str(self.chance.choice(self.rows[teams])["id"])

    def yes(self, often: float) -> bool:
        return self.chance.random() < often

    def form(self) -> PublishedForm:
        (name,) = self.chance.choices([*self.forms], [*self.forms.values()])
        return self.catalogue.current(name)

    def link(self, number: int) -> None:
        at = FROM + self.chance.randrange(-20 * DAY, 110 * DAY)
        form = self.form().form
        role = (
            self.chance.choice(["mother", "father", "grandparent", None])
            if form.audience == "family"
            else None
        )
        whom = self.aside.choice([None, *(one["id"] for one in self.rows[subjects])])
        self.rows[links].append(
            {
                "id": f"l{number}", "token_hash": f"h{number}".encode(), "form_id": form.id,
                "team_id": self.team(), "subject_id": whom, "moment": self.chance.choice(["start", "end"]),
                "reusable": False, "expires_at": at + DAY, "created_at": at, "created_by": None,
                "opened_at": at if self.yes(0.6) else None, "revoked_at": None, "role": role,
            }
        )  # fmt: skip

    def submission(self, number: int) -> None:
        owner, form = f"x{number}", self.form()
        # Edges of the period are met on purpose.
        first, last = (day * DAY for day in self.days)
        around = [FROM - 1, FROM, END - 1, END, FROM + self.chance.randrange(first, last)]
        (at,) = self.chance.choices(around, [1, 1, 1, 1, 40])
        self.at = at
        subject = self.chance.choice(self.rows[subjects]) if self.yes(0.6) else None
        chosen = dict(self.answers(owner, form))
        keeps = {q.keeps: chosen.get(q.id) for q in form.questions.values() if q.keeps}
        observed = "no_view" in keeps
        differs = f"x{number - 1}" if number and self.yes(0.03) else None
        self.rows[submissions].append(
            {
                "id": owner, "fingerprint": b"", "differs_from": differs, "form_id": form.form.id,
                "form_version": form.form.version, "audience": form.form.audience, "band": form.form.band,
                "team_id": subject["team_id"] if subject else self.team(),
                "subject_id": subject["id"] if subject else None,
                "moment": self.chance.choice(["start", "review", "end", "after", None]),
                "link_id": f"l{number}" if self.yes(0.4) else None, "tablet_id": None,
                "channel": self.chance.choice(["link", "tablet", "import"]), "finished": self.yes(0.85),
                "person_role": keeps.get("person_role"), "helper": keeps.get("helper"),
                "scribe": keeps.get("scribe"), "share_words": False, "answered_at": at, "received_at": at,
                "language": self.chance.choice(["en", "en", "pl", None]), "share_worker": None,
                "share_parent": None, "no_view": (keeps["no_view"] or "not-said") if observed else None,
                "follows": None, "read_at": None,
            }
        )  # fmt: skip
        if self.yes(0.95):
            self.rows[submission_keys].append({"submission_id": owner, "master": "m", "wrapped": b""})
        if self.yes(0.5):
            self.rows[readings].append(
                {"submission_id": owner, "worker_id": "w", "at": at + self.chance.choice([1, 3]) * DAY}
            )

    def answers(self, owner: str, form: PublishedForm) -> Iterator[tuple[str, Any]]:
        shown: set[str] = set()
        for question in form.questions.values():
            values = list(form.values[question.id])
            if not all(one.question in shown for one in question.show_if):
                continue
            if isinstance(question, LongText | ShortText):
                if self.yes(0.4):
                    self.words(owner, question.id)
            elif values and self.yes(0.9):
                # Crooked, so that some answers are few and some scales full.
                weights = [1 + (place * 7) % 5 for place in range(len(values))]
                (value,) = self.chance.choices(values, weights)
                self.answer(owner, question.id, value=json.dumps(value))
                shown |= {
                    one.question
                    for later in form.questions.values()
                    for one in later.show_if
                    if one.question == question.id and value in one.answers
                }
                yield question.id, value
            elif isinstance(question, WordsScale):
                self.answer(owner, question.id, state="not_sure")

    def answer(self, owner: str, name: str, **rest: Any) -> None:  # noqa: ANN401 (columns)
        row = {"state": "given", "value": None, "words": None, "word_count": 0, "shown": None, **rest}
        self.rows[answers].append({"submission_id": owner, "question_id": name, **row})

    def words(self, owner: str, name: str) -> None:
        self.answer(owner, name, words=b"sealed", word_count=self.chance.randint(1, 30))
        here = {"submission_id": owner, "question_id": name}
        read = self.chance.random()
        if read < 0.1:
            self.rows[unthemed].append(here)
        elif read < 0.95:
            tone = self.chance.choice(["positive", "mixed", "negative", "neutral", "unsure", None])
            self.rows[analysed_texts].append(
                {**here, "version": self.chance.choice(["v", "v", ""]), "tone": tone, "vectors": None,
                 "pointing": None}
            )  # fmt: skip
            for place in range(self.chance.choice([0, 1, 1, 2])):
                self.coding(f"{owner}-{name}-{place}", here)
        if self.yes(0.08):
            self.concern(f"{owner}-{name}", here)

    def coding(self, name: str, here: Row) -> None:
        withdrawn = self.yes(0.1)
        self.rows[codings].append(
            {
                "id": name, **here, "theme_id": self.theme(),
                "valence": self.chance.choice(["strength", "worry", "both", None]), "span_start": 0,
                "span_end": 1, "score": 0.5, "method": "lexicon", "version": self.chance.choice("ab"),
                "assigned_by": "w" if self.yes(0.2) else None,
                "assigned_at": FROM + self.chance.randrange(90) * DAY,
                "withdrawn_by": "w" if withdrawn else None, "withdrawn_at": TO if withdrawn else None,
                "suggested": self.chance.choice([True, False, None]),
            }
        )  # fmt: skip

    def theme(self) -> str:
        """The first are spoken of before the turn only, the last after it; others less or more."""
        weights = [(1, 0), (1, 0), (2, 1), (5, 1), (1, 5), *((1, 1) for _ in self.themes[7:]), (0, 1), (0, 1)]
        (one,) = self.chance.choices(self.themes, [each[self.at >= self.turn] for each in weights])
        return one

    def concern(self, name: str, here: Row) -> None:
        for level in self.chance.choice(
            [["urgent"], ["concern"], ["urgent", "concern"], ["concern", "concern"]]
        ):
            at, seen = FROM + self.chance.randrange(90 * DAY), self.yes(0.7)
            key = f"{name}-{len(self.rows[concerns])}"
            self.rows[concerns].append(
                {
                    "id": key, **here, "level": level, "category": "c", "rule": "r", "rules_version": "1",
                    "span_start": 0, "span_end": 1, "raised_at": at, "seen_by": "w" if seen else None,
                    "seen_at": at + self.chance.randrange(10**7) if seen else None, "raised_by": None,
                }
            )  # fmt: skip
            for turn in range(self.chance.choice([0, 1, 1, 2])):
                outcome = self.chance.choice(["no_concern", "early_help", "refer", "strategy", "emergency"])
                self.rows[concern_decisions].append(
                    {"id": f"{key}-{turn}", "concern_id": key, "outcome": outcome, "reason": None,
                     "referred_at": None, "decided_by": "w", "decided_at": at + turn * DAY}
                )  # fmt: skip
        if self.yes(0.2):
            about, barred = self.chance.choice([("staff", None), ("helper", None), ("named", "w")])
            self.rows[routings].append(
                {"id": name, "submission_id": here["submission_id"], "about": about, "worker_id": barred,
                 "made_at": FROM, "made_by": None, "released_by": None,
                 "released_at": TO if self.yes(0.3) else None}
            )  # fmt: skip


def put(connection: Connection, people: People, *, backwards: bool = False) -> None:
    """These rows in place of all others, the last ones first if so wished."""
    for table in TABLES:
        connection.execute(delete(table))
    for table in reversed(TABLES):
        if people.rows[table]:
            connection.execute(insert(table), people.rows[table][:: -1 if backwards else 1])
