"""What is raised among invented words: every possible disclosure, and few of the others."""

from functools import cache
from typing import NamedTuple

from analysis.screening import load_rules
from feedback_service.demo.bank import read_bank
from feedback_service.machine_signs import find


class Read(NamedTuple):
    """Words of the bank: a possible disclosure, raised by anything, raised as urgent by likeness."""

    text: str
    harm: bool
    raised: bool
    presses: bool


@cache
def read() -> tuple[Read, ...]:
    rules, bank = load_rules(), [each for each in read_bank() if each.language == "en"]
    sure = [any(not hit.doubtful for hit in rules.screen(each.text)) for each in bank]
    signs = find([each.text for each in bank]).found
    return tuple(
        Read(each.text, each.harm, known or sign is not None, sign is not None and sign.level == "urgent")
        for each, known, sign in zip(bank, sure, signs, strict=True)
    )


def test_every_possible_disclosure_is_raised() -> None:
    assert [each.text for each in read() if each.harm and not each.raised] == []


def test_of_all_other_words_four_in_five_are_left_to_be_read_in_their_turn() -> None:
    """Many of the rest are worries that a lead should see: hunger, damp, pain, being alone."""
    others = [each.raised for each in read() if not each.harm]
    assert sum(others) / len(others) <= 0.2


def test_two_in_three_of_what_presses_at_any_hour_are_disclosures() -> None:
    pressing = [each.harm for each in read() if each.presses]
    assert sum(pressing) / len(pressing) >= 2 / 3
