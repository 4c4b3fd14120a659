"""The made-up partnership: enough of it, plausible, valid for the forms, and always the same."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from statistics import mean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_service.demo.bank import Utterance, read_bank
from feedback_service.demo.story import SeedSubmission, Story, story
from forms.catalogue import Catalogue, PublishedForm, load_catalogue
from forms.journey import final_answers, first_open
from forms.model import Answer, Question
from forms.validate import check_answers, cleaned

TODAY = date(2026, 6, 1)
CATALOGUE = load_catalogue()
BANK = {each.text: each for each in read_bank()}


@pytest.fixture(scope="module")
def told() -> Story:
    return story(CATALOGUE, today=TODAY)


def form_of(each: SeedSubmission, catalogue: Catalogue = CATALOGUE) -> PublishedForm:
    return catalogue.get(each.form_id, each.version)


def replies(each: SeedSubmission) -> Iterator[tuple[Question, Answer]]:
    return ((form_of(each).questions[name], answer) for name, answer in each.answers.items())


def words_in(each: SeedSubmission) -> list[Utterance]:
    return [
        BANK[answer.value]
        for question, answer in replies(each)
        if type(question).__name__ in {"ShortText", "LongText"} and isinstance(answer.value, str)
    ]


def kept(each: SeedSubmission, fact: str) -> object:
    return next((answer.value for question, answer in replies(each) if question.keeps == fact), None)


def feeling(each: SeedSubmission) -> float:
    """The mean place of the measured answers on their scales, from 0 to 1."""
    places = []
    for question, answer in replies(each):
        values: list[object] = [*form_of(each).values[question.id]]
        if question.measure not in (None, "happier") and answer.state == "given":
            places.append(values.index(answer.value) / (len(values) - 1))
    return mean(places or [0.5])


def test_families_write_in_other_languages_too(told: Story) -> None:
    languages: dict[str | None, set[str]] = defaultdict(set)
    for each in told.submissions:
        languages[each.subject] |= {words.language for words in words_in(each)} - {"en"}
    assert sum(map(bool, languages.values())) >= 2
    assert max(map(len, languages.values())) == 1


def test_the_partnership_has_the_size_it_should_and_says_that_it_is_made_up(told: Story) -> None:
    assert (len(told.teams), len(told.workers), len(told.subjects)) == (3, 14, 60)
    assert len(told.submissions) >= 320
    assert len({each.id for each in told.subjects}) == 60
    assert len({each.username for each in told.workers}) == 14
    assert [each.username for each in told.workers if each.independent] == ["independent-lead"]
    assert {each.role for each in told.workers} == {
        "practitioner",
        "reviewer",
        "safeguarding",
        "manager",
        "administrator",
        "auditor",
    }
    assert all("made up" in name for team in told.teams for name in (team.name, team.agency))
    assert "made up" in told.partnership
    assert all(each.display_name.startswith("Demo ") for each in told.workers)


def test_each_form_is_filled_in_by_several(told: Story) -> None:
    times = Counter(each.form_id for each in told.submissions)
    asked = {each.form.id for each in CATALOGUE.all_current() if each.form.audience != "observation"}
    assert {*times} == asked
    assert min(times.values()) >= 4


def test_a_child_is_asked_in_the_form_made_for_the_time(told: Story) -> None:
    purposes = defaultdict(set)
    for each in told.submissions:
        form = form_of(each).form
        if form.audience == "child" and form.purpose != "after-visit":
            purposes[each.moment].add(form.purpose)
    assert purposes == {
        "start": {"first-visit"},
        "review": {"review"},
        "end": {"ending"},
        "after": {"review"},
    }


@settings(max_examples=8)
@given(st.integers(0, 10_000), st.dates(date(2025, 1, 1), date(2030, 1, 1)))
def test_every_submission_is_valid_and_follows_the_way_through_its_form(seed: int, today: date) -> None:
    for each in story(CATALOGUE, today=today, seed=seed).submissions:
        published = form_of(each)
        assert check_answers(published, each.answers) == ()
        assert cleaned(each.answers) == each.answers
        assert final_answers(published, each.answers) == each.answers
        assert first_open(published, each.answers) is None


def test_the_same_day_and_seed_tell_the_same_story(told: Story) -> None:
    assert story(CATALOGUE, today=TODAY) == told
    assert story(CATALOGUE, today=TODAY, seed=8) != told


def test_everything_happened_in_the_half_year_before_today(told: Story) -> None:
    times = [each.answered_at for each in told.submissions]
    assert times == sorted(times)
    assert {time.tzinfo for time in times} == {UTC}
    assert TODAY - timedelta(days=183) <= times[0].date() < TODAY - timedelta(days=150)
    assert TODAY - timedelta(days=30) < times[-1].date() < TODAY
    working = [time for time in times if time.weekday() < 5 and 9 <= time.hour < 17]
    assert 0.75 < len(working) / len(times) < 1


def test_nobody_answers_before_they_were_invited(told: Story) -> None:
    first: dict[tuple[str | None, str, str], datetime] = {}
    for invitation in told.invitations:
        first.setdefault((invitation.subject, invitation.form_id, invitation.moment), invitation.invited_at)
    answered = [each for each in told.submissions if each.subject]
    assert all(first[each.subject, each.form_id, each.moment] < each.answered_at for each in answered)


def test_some_children_are_not_heard_and_some_families_not_at_all(told: Story) -> None:
    heard = {each.subject for each in told.submissions}
    children = {each.subject for each in told.submissions if form_of(each).form.audience == "child"}
    everyone = {each.id for each in told.subjects}
    assert len(everyone - heard) == 3
    assert len((everyone & heard) - children) == 8
    assert everyone == {each.subject for each in told.invitations}


def test_a_child_is_asked_in_the_form_of_their_band_and_team(told: Story) -> None:
    subjects = {each.id: each for each in told.subjects}
    for each in told.submissions:
        form = form_of(each).form
        assert (each.subject is None) == (form.audience == "practitioner")
        if each.subject:
            assert each.team == subjects[each.subject].team
            assert form.easy_read or form.band in (None, subjects[each.subject].band)


def test_most_subjects_are_heard_at_several_moments(told: Story) -> None:
    moments = defaultdict(set)
    for each in told.submissions:
        moments[each.subject].add(each.moment)
    assert sum(len(heard) >= 3 for subject, heard in moments.items() if subject) >= 30


def test_where_things_change_they_get_better_for_most_children_and_not_for_all(told: Story) -> None:
    at: dict[str | None, dict[str, float]] = defaultdict(dict)
    for each in told.submissions:
        if form_of(each).form.audience == "child":
            at[each.subject][each.moment] = feeling(each)
    changes = [moments["end"] - moments["start"] for moments in at.values() if {"start", "end"} <= {*moments}]
    assert len(changes) >= 30
    assert 0 < mean(changes) < 0.4
    changed = [change for change in changes if change]  # two pictures can be the best ones both times
    assert len(changed) >= 20
    assert 0.5 < sum(change > 0 for change in changed) / len(changed) < 0.95


def test_words_are_said_twice_at_most_and_a_disclosure_once(told: Story) -> None:
    said = Counter(words.text for each in told.submissions for words in words_in(each))
    assert max(said.values()) <= 2
    assert len(said) >= 450
    assert sum(times == 1 for times in said.values()) > len(said) / 2
    harm = [times for text, times in said.items() if BANK[text].harm]
    assert set(harm) == {1}
    assert 12 <= len(harm) <= 30


def test_a_relative_speaks_for_their_own_part_and_fathers_are_heard_less(told: Story) -> None:
    roles: Counter[object] = Counter()
    for each in told.submissions:
        if form_of(each).form.audience == "family":
            role = kept(each, "person_role")
            roles[role] += 1
            assert all(
                words.role is None or words.role in str(role).split("-") or words.role == role
                for words in words_in(each)
            )
    assert 0 < roles["father"] < roles["mother"] / 2
    assert 0 < roles["grandparent"] < roles["mother"] / 2


def test_words_that_an_adult_wrote_down_have_a_scribe_and_company(told: Story) -> None:
    scribed = [each for each in told.submissions if any(words.scribed for words in words_in(each))]
    assert len(scribed) >= 15
    assert {kept(each, "scribe") for each in scribed} == {"helper"}
    assert "on-my-own" not in {kept(each, "helper") for each in scribed}


def test_a_reason_fits_the_answer_that_it_is_given_for(told: Story) -> None:
    reasons = Counter(
        (each.answers["happier"].value, words.fit)
        for each in told.submissions
        for words in words_in(each)
        if words.use == "why" and "happier" in each.answers
    )
    assert {fit for happier, fit in reasons if happier in (4, 5)} == {"late"}
    assert {fit for happier, fit in reasons if happier == 3} == {"any"}
    assert "late" not in {fit for happier, fit in reasons if happier in (1, 2)}


def test_a_wish_that_is_repeated_by_a_later_question_is_a_few_words(told: Story) -> None:
    wishes = [words for each in told.submissions for words in words_in(each) if words.use == "goal"]
    assert len(wishes) >= 15
    assert max(len(words.text.split()) for words in wishes) <= 8


def test_about_three_in_four_let_their_words_be_shared(told: Story) -> None:
    shared = [kept(each, "share_words") for each in told.submissions]
    assert 0.68 < shared.count("yes") / len(shared) < 0.82


def test_not_sure_and_skip_are_used_as_people_use_them(told: Story) -> None:
    states = Counter(answer.state for each in told.submissions for answer in each.answers.values())
    assert 0.02 < states["not_sure"] / states.total() < 0.15
    assert 0.02 < states["skipped"] / states.total() < 0.2


def test_children_answer_on_tablets_mostly_and_adults_by_link(told: Story) -> None:
    channels = Counter((form_of(each).form.audience, each.channel) for each in told.submissions)
    assert channels["child", "tablet"] > channels["child", "link"] > 0
    assert channels["family", "tablet"] == channels["practitioner", "tablet"] == 0
