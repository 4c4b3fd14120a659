"""Words and letters as numbers: those of scikit-learn, which is too large to load where texts are read."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer

from analysis.bank import load_bank
from analysis.features import Wording
from analysis.folding import fold

_TEXTS = tuple(one.text for one in load_bank()[::40])
_LETTERS = 0.7


def _made_by_the_library(learnt: list[str], read: list[str], fewest: int) -> sparse.csr_array:
    learnt, read = ([fold(text).text for text in texts] for texts in (learnt, read))
    alike = {"lowercase": False, "sublinear_tf": True, "min_df": fewest}
    words = TfidfVectorizer(token_pattern=r"(?u)\b\w[\w']*\b", ngram_range=(1, 2), **alike).fit(learnt)
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), **alike).fit(learnt)
    return sparse.csr_array(sparse.hstack([words.transform(read), _LETTERS * letters.transform(read)]))


@given(st.lists(st.text(), max_size=5), st.lists(st.text(), max_size=5), st.sampled_from([1, 2]))
def test_any_text_comes_to_the_same_numbers_as_in_the_library(
    learnt: list[str], read: list[str], fewest: int
) -> None:
    learnt = [*_TEXTS, "I", "don't say 'no' no no", *learnt]
    read = [*_TEXTS[:5], "", "I like it", *read]
    wording = Wording(fewest)
    first, said, right = wording.learn(learnt), wording.of(read), _made_by_the_library(learnt, read, fewest)
    assert said.shape == right.shape
    assert np.array_equal(said.indptr, right.indptr)
    assert np.array_equal(said.indices, right.indices)
    assert np.allclose(said.data, right.data, rtol=1e-13, atol=0)
    assert np.array_equal(first.toarray(), wording.of(learnt).toarray())


def test_no_texts_and_no_vocabulary_are_numbers_too() -> None:
    wording = Wording()
    assert wording.learn(["alone", ""]).shape == (2, 0)
    assert wording.of(["alone"]).shape == (1, 0)
    assert wording.of([]).shape == (0, 0)
