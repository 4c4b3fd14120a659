"""What a worker is asked to think of before deciding, by what was found now and before. Never a decision."""

from collections.abc import Collection

NEGLECT = frozenset(
    {
        "hunger",
        "home_conditions",
        "home_alone",
        "missed_health",
        "missed_school",
        "emotional_neglect",
    }
)
MEDICAL = (
    "Somebody may have been hurt, and there are signs of neglect too. "
    "Consider a strategy meeting and a child-protection medical."
)
_BY_CATEGORY = {
    "sexual": (
        "Do not ask the child for details: leave that to those trained to interview. Consider a strategy "
        "meeting with police and health the same day, and think who can reach the child tonight."
    ),
    "self_harm": (
        "Find out today whether the child is safe now and who is with them. Consider an urgent mental health "
        "assessment, and 999 or the emergency department if they have hurt themselves or mean to."
    ),
    "exploitation": (
        "Somebody may be using this child. Consider a strategy meeting with police, a referral to the "
        "National Referral Mechanism, and whether friends or siblings are drawn in."
    ),
    "domestic_abuse": (
        "Think how to reach the adult who is hurt, and the child, without the other adult hearing of it: "
        "safe times, safe numbers, nothing in writing to the home."
    ),
    "home_alone": "Find out whether the child is alone now, and who else lives there.",
    "unsafe_adult": "Find out who it is, and when that person can next be with the child.",
}


def prompts(here: Collection[str], before: Collection[str]) -> tuple[str, ...]:
    """What to think of: by the categories of this submission's concerns, and of the subject's earlier ones.

    Hurt and neglect need not stand in one submission: either may have been said before.
    """
    both = {*here, *before}
    hurt = "physical_harm" in both and bool(NEGLECT & both) and bool({"physical_harm", *NEGLECT} & {*here})
    found = [text for category, text in _BY_CATEGORY.items() if category in here]
    return (MEDICAL, *found) if hurt else tuple(found)
