"""Emergent themes are the same at every run, keep their identity, and are named without names of people."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.emergent import Centres, Found, Vectors, cluster, how_many
from analysis.evaluation_emergent import measure

ABOUT = (
    "the bus to school was late",
    "my dog sleeps on my bed",
    "we swim at the big pool",
    "rent went up and money ran out",
)


def said(times: int, kinds: int = 4, seed: int = 0) -> tuple[Vectors, list[str]]:
    """Texts of some kinds in turn, each a vector near its kind's."""
    chance = np.random.default_rng(seed)
    kind = np.arange(times * kinds) % kinds
    rows = np.eye(8)[kind] + 0.1 * chance.standard_normal((len(kind), 8))
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows.astype(np.float32), [ABOUT[one] for one in kind]


def same(one: Found, other: Found) -> bool:
    return (
        one.clusters == other.clusters
        and one.centres.ids == other.centres.ids
        and np.array_equal(one.centres.vectors, other.centres.vectors)
    )


def test_a_rerun_is_identical_in_every_bit() -> None:
    vectors, texts = said(60)
    first = cluster(vectors, texts, None)
    assert same(first, cluster(vectors, texts, None))
    assert same(cluster(vectors, texts, first.centres), cluster(vectors, texts, first.centres))


def test_themes_keep_their_id_when_more_is_said_and_new_ones_get_a_new_id() -> None:
    before = cluster(*said(10, kinds=3), None)
    assert len(before.clusters) <= 4
    vectors, texts = said(10, kinds=4, seed=1)
    after = cluster(vectors, texts, before.centres)
    for old in before.clusters:
        kinds = {ABOUT[place % 3] for place in old.members}
        kept = [one for one in after.clusters if one.id == old.id]
        assert all({texts[place] for place in one.members} == kinds for one in kept)
    rent = {one.id for one in after.clusters if texts[one.members[0]] == ABOUT[3]}
    assert rent
    assert all(one >= before.centres.next_id for one in rent)


def test_a_cluster_is_shown_from_25_mentions() -> None:
    vectors = np.eye(2, dtype=np.float32)[[0] * 25 + [1] * 24]
    found = cluster(vectors, [ABOUT[0]] * 25 + [ABOUT[1]] * 24, None)
    assert [(len(one.members), one.shown) for one in found.clusters] == [(25, True), (24, False)]


def test_names_come_from_words_that_tell_a_theme_from_the_others() -> None:
    found = cluster(np.eye(2, dtype=np.float32)[[0, 1] * 20], [ABOUT[0], ABOUT[1]] * 20, None)
    words = {frozenset(one.words) for one in found.clusters}
    assert words == {frozenset({"bus", "school", "late"}), frozenset({"dog", "sleeps", "bed"})}


def test_a_word_of_four_texts_is_never_proposed() -> None:
    texts = ["the bus with kezia"] * 4 + ["the bus was late"] * 20
    (one,) = cluster(np.eye(1, dtype=np.float32)[[0] * 24], texts, None).clusters
    assert "kezia" not in one.words
    assert "bus" in one.words


def test_a_word_of_many_texts_by_four_people_is_never_proposed() -> None:
    texts = ["the bus smells"] * 8 + ["the bus was late"] * 20
    vectors = np.eye(1, dtype=np.float32)[[0] * 28]
    people = [f"{place % 4}" for place in range(8)] + [f"{place}" for place in range(20)]
    assert "smells" in cluster(vectors, texts, None).clusters[0].words
    (one,) = cluster(vectors, texts, None, people).clusters
    assert "smells" not in one.words
    assert "late" in one.words


def test_a_name_that_many_people_say_is_never_proposed_in_any_case_of_letters() -> None:
    texts = ["my worker Kezia is late"] * 6 + ["kezia was late on the bus"] * 20
    (one,) = cluster(np.eye(1, dtype=np.float32)[[0] * 26], texts, None).clusters
    assert "kezia" not in one.words
    assert {"bus", "late"} <= set(one.words)


def test_a_theme_that_nobody_spoke_of_before_gets_a_cluster_of_its_own_when_it_is_small() -> None:
    vectors, texts = said(40, kinds=3)
    before = cluster(vectors, texts, None)
    later, _ = said(2, kinds=4, seed=5)
    both = np.vstack([vectors, later[3::4], later[3::4]])
    after = cluster(both, [*texts, *[ABOUT[3]] * 4], before.centres)
    new = [one for one in after.clusters if one.id >= before.centres.next_id]
    assert any(set(one.members) == set(range(120, 124)) for one in new)


def test_old_centres_hold_their_place_against_a_few_other_texts() -> None:
    vectors, texts = said(30, kinds=2)
    before = cluster(vectors, texts, None).centres
    others, words = said(30, kinds=2, seed=9)
    after = cluster(others, words, before)
    free = cluster(others, words, None)
    nearest = (after.centres.vectors @ before.vectors.T).max(axis=0)
    unheld = (free.centres.vectors @ before.vectors.T).max(axis=0)
    assert nearest.mean() > unheld.mean()


def test_the_text_nearest_the_middle_comes_first() -> None:
    rows = np.array([[1.0, 0.4], [1.0, 0.0], [1.0, -0.5]], dtype=np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    (one,) = cluster(rows, list(ABOUT[:3]), Centres((0,), rows[1:2], 1)).clusters[:1]
    assert one.members[0] == 1


def test_nothing_said_keeps_what_was_known() -> None:
    known = Centres((3,), np.eye(1, dtype=np.float32), 4)
    assert cluster(np.empty((0, 1), np.float32), [], known) == Found((), known)


@settings(max_examples=20)
@given(st.integers(1, 12), st.integers(1, 4), st.booleans())
def test_every_text_is_in_one_cluster(times: int, kinds: int, warm: bool) -> None:
    vectors, texts = said(times, kinds)
    found = cluster(vectors, texts, cluster(*said(5), None).centres if warm else None)
    places = sorted(place for one in found.clusters for place in one.members)
    assert places == list(range(len(texts)))
    assert len({one.id for one in found.clusters}) == len(found.clusters)
    assert max(found.centres.ids) < found.centres.next_id


def test_few_texts_make_few_clusters_and_many_no_more_than_forty() -> None:
    assert [how_many(n) for n in (1, 25, 100, 100_000)] == [1, 4, 8, 40]


def test_evaluation_tells_agreement_with_labels_and_steadiness() -> None:
    vectors, texts = said(8)
    figures = measure(vectors, texts, texts)
    assert figures["nmi"] > 0.8
    assert figures["rerun_identical"] is True
    assert 0 < figures["stability"] <= 1
    assert 0.5 < figures["stability_consecutive"] <= 1
    assert 0.5 < figures["stability_later"] <= 1
    assert figures["new_warm"] is None  # no label here has 25 texts
    mixed = measure(vectors, texts, [str(place) for place in np.random.default_rng(1).permutation(32) // 8])
    assert mixed["nmi"] < figures["nmi"]
    assert mixed["ari"] == pytest.approx(0, abs=0.2)


def test_evaluation_tells_how_well_what_is_new_is_found() -> None:
    vectors, texts = said(40)
    clear = measure(vectors, texts, texts)
    mixed = measure(vectors, texts, [str(place) for place in np.random.default_rng(1).permutation(160) // 40])
    assert 0.4 < clear["new_cold"] <= 1
    assert mixed["new_warm"] < clear["new_warm"] <= 1


def test_evaluation_of_nothing_has_no_figures() -> None:
    assert measure(np.empty((0, 8), np.float32), [], [])["nmi"] is None
