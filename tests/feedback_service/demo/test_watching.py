"""What made-up workers saw: valid for the forms, about children who are not heard otherwise."""

import tomllib
from collections import Counter
from datetime import date

from feedback_service.demo.story import story
from feedback_service.demo.watching import ACCOUNTS, observations
from forms.catalogue import load_catalogue
from forms.journey import final_answers, first_open
from forms.validate import check_answers

TODAY = date(2026, 6, 1)
CATALOGUE = load_catalogue()
TOLD = story(CATALOGUE, today=TODAY)
SEEN = observations(TOLD, CATALOGUE, TODAY)


def test_every_form_for_observers_is_filled_in_and_valid() -> None:
    forms = Counter(each.form_id for each in SEEN)
    observers = {each.form.id for each in CATALOGUE.all_current() if each.form.audience == "observation"}
    assert {*forms} == observers
    for each in SEEN:
        form = CATALOGUE.get(each.form_id, each.version)
        assert check_answers(form, each.answers) == ()
        assert final_answers(form, each.answers) == each.answers
        assert first_open(form, each.answers) is None


def test_every_answer_of_the_accounts_reaches_its_form() -> None:
    accounts = tomllib.loads(ACCOUNTS.read_text(encoding="utf-8"))["accounts"]
    given = sum(answer.state == "given" for each in SEEN for answer in each.answers.values())
    assert given == sum(len(account) - 2 for account in accounts)  # all but the form and the day


def test_only_children_who_do_not_answer_themselves_are_watched_or_missed() -> None:
    children = {each.subject for each in TOLD.submissions if _audience(each.form_id, each.version) == "child"}
    others = [each for each in SEEN if each.form_id != "a-day-in-my-life-baby"]
    assert len(others) >= 8
    assert {each.subject for each in others} & children == set()


def _audience(form_id: str, version: int) -> str:
    return CATALOGUE.get(form_id, version).form.audience
