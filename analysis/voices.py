"""Whose voice a report rests on: children's share of the words and of the submissions."""

import msgspec


class VoiceShare(msgspec.Struct, frozen=True):
    """Children's shares from 0 to 1 (None where nobody spoke), and whether adults outweigh them."""

    words: float | None
    submissions: float | None
    adults_outweigh: bool


def voice_share(
    child_words: int, adult_words: int, child_submissions: int = 0, adult_submissions: int = 0
) -> VoiceShare:
    """Weigh children against adults; adults outweigh with more words or more submissions."""
    words = _share(child_words, adult_words)
    submissions = _share(child_submissions, adult_submissions)
    return VoiceShare(
        words=words,
        submissions=submissions,
        adults_outweigh=child_words < adult_words or child_submissions < adult_submissions,
    )


def _share(child: int, adult: int) -> float | None:
    return child / (child + adult) if child + adult else None
