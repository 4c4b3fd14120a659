"""Receipt words: a list that a child of eight can read, four of them a receipt, found only by a slow hash."""

import re
import time
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_service.receipts import BITS, LENGTH, WORDS, lookup_of, not_ours, read_receipt, receipt_for
from feedback_service.sealing import Keys

KEYS = Keys({"k": bytes(32)}, "k", b"s" * 32)
OTHERS = Keys({"k": bytes(32)}, "k", b"t" * 32)
ENDINGS = ("s", "es", "ed", "d", "er", "r", "ing", "y", "ly")
# Pairs that sound alike in British speech: at most one of each may be in the list.
ALIKE = """
    aunt aren't; bare bear; beach beech; bean been; berry bury; board bored; bread bred; brake
    break; buy by; cell sell; cellar seller; cent scent; cereal serial; chord cord; court caught;
    creak creek; dear deer; die dye; draw drawer; ewe you; fair fare; farther father; feat feet;
    find fined; fir fur; flea flee; flour flower; fort fought; grate great; groan grown; hair hare;
    hall haul; hear here; heal heel; hole whole; hour our; key quay; knight night; knot not; lava
    larva; leak leek; made maid; mail male; maize maze; meat meet; moor more; morning mourning; one
    won; pain pane; pair pear; panda pander; paw pour; peace piece; peak peek; plain plane; pole
    poll; rain reign; raw roar; read red; right write; ring wring; road rode; root route; sail sale;
    sauce source; saw sore; scene seen; sea see; seam seem; sew so; shore sure; sight site; soar
    sore; sole soul; some sum; son sun; stair stare; stake steak; stalk stork; steal steel; story
    storey; tail tale; tea tee; team teem; their there; throne thrown; thyme time; tide tied; toad
    towed; toe tow; tuba tuber; tuna tuner; waist waste; wait weight; way weigh; weak week; weather
    whether; which witch; wood would
"""


def test_the_list_has_as_many_words_as_its_bits_tell_and_each_once() -> None:
    assert len(set(WORDS)) == len(WORDS) == 1 << BITS
    assert list(WORDS) == sorted(WORDS)


def test_every_word_has_three_to_eight_plain_letters() -> None:
    assert [word for word in WORDS if not re.fullmatch("[a-z]{3,8}", word)] == []


def test_no_word_is_another_one_with_an_ending() -> None:
    every = set(WORDS)
    twins = [(word, word + end) for word in WORDS for end in ENDINGS if word + end in every]
    assert twins == []


def test_no_two_words_sound_alike() -> None:
    every = set(WORDS)
    pairs = [tuple(pair.split()) for pair in ALIKE.split(";")]
    assert [pair for pair in pairs if set(pair) <= every] == []


def test_no_word_is_harsh_bodily_or_frightening() -> None:
    unfit = "kill dead gun knife blood bomb hell god devil ghost witch bum poo wee fart slap hit hurt jail"
    assert set(unfit.split()) & set(WORDS) == set()


def test_a_receipt_is_the_same_each_time_and_another_under_another_key() -> None:
    first = receipt_for(KEYS, "0192")
    assert first == receipt_for(KEYS, "0192")
    assert first != receipt_for(OTHERS, "0192")
    assert len(first) == LENGTH


def test_receipts_of_many_submissions_differ_and_use_the_whole_list() -> None:
    many = [receipt_for(KEYS, str(number)) for number in range(20_000)]
    assert len(set(many)) == len(many)
    for place in range(LENGTH):
        assert len({words[place] for words in many}) > 0.99 * len(WORDS)


@given(st.text(), st.sampled_from([" ", ", ", "-", "\n", " / ", ". "]))
@settings(max_examples=50)
def test_however_a_receipt_is_typed_it_is_read_in_its_order(submission_id: str, between: str) -> None:
    words = receipt_for(KEYS, submission_id)
    assert read_receipt(f"  {between.join(words).title()}. ") == words


@pytest.mark.parametrize("text", ["", "apple", " ".join(WORDS[:3]), " ".join(WORDS[:5]), "a b c d"])
def test_what_cannot_be_a_receipt_is_not_read(text: str) -> None:
    assert read_receipt(text) is None


def test_misspelt_words_are_named() -> None:
    assert not_ours(f"{WORDS[0]} hous {WORDS[1]} Zzz") == ("hous", "zzz")


async def test_a_lookup_depends_on_words_order_and_key_and_takes_its_time() -> None:
    words = receipt_for(KEYS, "0192")
    began = time.process_time()
    made = await lookup_of(KEYS, words)
    spent = time.process_time() - began
    assert made == await lookup_of(KEYS, words)
    different = [made, await lookup_of(KEYS, words[::-1]), await lookup_of(OTHERS, words)]
    assert all(a != b for a, b in combinations(different, 2))
    assert spent > 0.005  # a fast hash would let a stolen table be tried out
