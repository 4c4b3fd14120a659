"""What the model card says beside its figures."""

from typing import Final

HEAD: Final = """# What the machine reads, and how well

Made by `make evaluate`; every figure below is worked out when this page is, and comes out the same each
time. None says how well children's own words are read: no such set with labels could be had.

## What it is for

It puts themes of the codebook on own words so that people find what belongs together, suggests what it is
less sure of, and looks for names before words are quoted. A person reads every text, corrects themes, and
confirms every quote. It gives no child, parent or worker a score, closes no concern, and reads no
language but English.

## How it works

- **Themes** (`analysis/reader.py`): a ridge regression over a sentence vector (all-MiniLM-L6-v2, int8),
  words and pieces of words, beside the codebook's cues. Taught by {examples:,} written examples and the
  codebook's own.
- **Learning** (`analysis/learning.py`): the same kind of model over corrections, mixed with the codebook's
  reading theme by theme, only where corrections that it did not see are read better with it.
- **Tone** (`analysis/tone.py`): the same kind of model, with what the question wanted, negation, emoji
  and slang, and TextBlob's polarity as one input of many. Where positive and negative are close it says
  neither. Reports count it over 20 answers or more; it is never shown beside anybody's words.
- **Emergent themes** (`analysis/emergent.py`): spherical k-means over texts without a theme, starting from
  the last run's centres.
- **Quotes** (`analysis/quotes.py`): greedy facility location over sentence vectors, plus how sure the theme
  is.
- **Redaction** (`analysis/redaction.py`): the case record's names, patterns for details, lists of names
  and places, and what stands around them.

Every coding keeps method, version and the words it rests on. The same text always gives the same result.

"""
INVENTED_HEAD: Final = """## Figures on invented sentences

Odd rows of `benchmarks/corpus`, which is made up from beginning to end; even rows are for development. The
bars, here and below, were set before this analysis was written.
"""
REAL_HEAD: Final = """## Figures on real comments

Comments of NHS patients, labelled by analysts and published with the consent of two trusts: other
services and other questions. They are not in the project. Themes and tone were developed on even rows of
the file; where more than odd rows count, it is said.
"""
NOT_GIVEN: Final = """## Figures on real comments

Not worked out: the comments were not given. `make evaluate NHS=FILE FRAMEWORK=FILE` works them out.
"""
COST: Final = """## What it costs

Time and memory depend on the machine and are not on this page: `python -m benchmarks reading` measures what
a new submission of three texts costs with a small and a large archive, reading an archive again, and memory.
"""
WEAK: Final = """## Where it is weak

- The invented sets were written by few hands, and labelled once. Whoever wrote the examples did not see
  them, but the same kind of writer made both: expect less on real words.
- Redaction's figures of 1.000 rest on few cases; the table says how many of each kind. Where four of four are
  found, one in two may still be missed elsewhere.
- Themes that a codebook explains with few examples: on real comments, without cues, micro F1 stays just below
  its bar without labels, and macro F1 below it without labels, after corrections and, by little, with all.
  Without labels, themes with ten comments or fewer fare worse, but the others fall short too. Cues for each
  theme close that gap; to close the others, the rarer themes need more labelled texts.
- Corrections: "never worse than without, by more than a point" holds on average; the worst split is in each
  table, and other splits may be worse.
- Tone: "neutral" and "mixed" are found least often. Real comments labelled neutral are mostly taken for one
  side or the other, and often after learning, so that macro F1 with all labels misses its bar; there, the
  same words are labelled both ways.
- Emergent themes: one that the last run had no text of is found badly, with an F1 of about a third. Most
  clusters are a mixture, also of old themes. A person has to look.
- Quotes: about one in four or five is not about its theme by its labels, as themes are read wrongly. That a
  worker looks at each is no luxury.
- Irony, what is left unsaid, and answers of one or two words without their question.
- Names that are ordinary words in small letters ("they took summer") and schools without a word such as
  "school".
- What would help most: a few hundred sentences by children and families, labelled by two people who work
  apart.
"""
