"""The sentences of a report, apart from its figures: `report_sections` fills in the names in braces."""

HEARD = (
    "Children gave {child} sets of answers, families {family} and practitioners {practitioner}. One "
    "person may have answered more than once."
)
NOBODY_HEARD = "Nobody answered in this period."
SUBJECTS = (
    "{everyone} children and families were known to the service by the end of the period. The child "
    "answered for {child} of them, only adults for {adults}, and nobody for {nobody}."
)
OBSERVED = (
    " For {observed} more, a worker wrote what they saw of the child; that is not the child\u2019s own voice."
)
WATCHED = (
    "Workers wrote {n} times what they saw of a child who does not speak, or why a child could give no "
    "view. That is counted by itself and is never among the answers of children."
)
NO_VIEW = "Children could not give a view {n} times: {reasons}."
RELATIVES = (
    "Fathers answered for {fathers} of the {everyone}, mothers for {mothers}, and wider family "
    "(grandparents, aunts, uncles, grown-up brothers and sisters) for {wider}."
)
VOICES = "How much of what was said came from children, beside parents, carers and wider family."
ADULTS_OUTWEIGH = "Adults outweigh children here. Read on with that in mind, and ask more children."
FEELINGS = (
    "How each group answered, from worst to best in the words of its own form. Age bands have "
    "different forms and are never added together. \u201cScribed\u201d: somebody else tapped or wrote."
)
LEFT_OUT = "Not shown, because too few answered: {groups}."
NO_GROUP = "No group is large enough to be shown."
TOO_FEW = "Nobody was heard, or too few to show."
MAP = (
    "In how many sets of answers people spoke, in their own words, of each of the six types of "
    "everyday life that neglect touches: what is good, and what worries them."
)
NOT_PREVALENCE = (
    "A high number says that many spoke of it. It does not say how common something is among all children."
)
THEMES = "In how many sets of answers people spoke of each of these, in their own words."
TONES = (
    "Whether what people wrote themselves sounded good, bad or both to a machine that reads it beside the "
    "question. It is an impression over many answers and never a fact about one person, least of all about "
    "one child. About one answer in five is taken for something else than people take it for, on sentences "
    "written to test this (docs/model-card.md); on what children really write it may be more. Use it to see "
    "where to read, not in place of reading. An answer with a concern on it is never counted as positive. "
    "What workers saw of a child is not among these: it sounds like the worker."
)
NO_TONES = (
    "Of no audience were {base} answers in own words read by the machine. What fewer sound like is not told."
)
QUOTES = (
    "In each person\u2019s own words and spelling; [name], [place] and the like stand where a worker took "
    "out what may tell who it is. They said that their words may be shared without their name. Nobody is "
    "quoted for a theme that fewer than {base} sets of answers speak of, or where a worry about harm was "
    "raised."
)
ALONE = "Of those who may be quoted, one person said this."
NO_QUOTES = "There is nothing that may be quoted."
CHANGES = (
    "The same child or relative, at their earliest and latest moment of the help. This is not proof "
    "of what caused it: other things changed as well, and those who did not answer twice are not "
    "here."
)
RANGE = (
    "The range says which share of those who changed at all got better, as far as numbers this small "
    "can tell (95% interval). Being happier is not compared: the forms ask it as a change already."
)
AVERAGE = (
    "On average: how many places of the scale they moved, with its 95% interval, from 20 people and where no "
    "number is hidden. It takes all steps of a scale to be alike, which the counts do not."
)
GAPS = (
    "Where two groups were asked the same on a scale of as many places, how far their averages lie apart, in "
    "places. They are different people, asked in different words: a difference is a reason to talk, and "
    "proof of nothing."
)
MONTHS = (
    "When sets of answers came in, by calendar month, and in how many of them people spoke of the themes "
    "that most spoke of. More answers in a month may only mean that more were asked."
)
MONTHS_COVERED = "{who}: in {enough} of {all} months 20 sets of answers or more came in, as far as is shown."
MONTHS_HIDDEN = "{who}: in most months too few answered for a number to be shown."
MONTHS_ALL_HIDDEN = "In most months too few answered for a number to be shown, so there is no table."
MONTHS_TOO_LONG = "The period is longer than five years: make a shorter report to see its months."
MOVES = "{who}, {theme}: {way} over {months} months (Kendall\u2019s tau {tau:+.2f}, p = {p:.3f})."
MOVES_UNKNOWN = (
    "Whether something rises or falls is told from eight months on in which 20 sets of answers or more came "
    "in and no number is hidden. Until then a difference between months may be chance."
)
MOVES_CHANCE = (
    "Of twenty themes that do not move at all, one looks as if it did. Where the same people answer month "
    "after month, p is too small."
)
SEASONS = {
    "too few": "Over fewer than 24 months, a rise or fall may be the school year coming round.",
    "seen": "It goes up and down with the time of year: compare a month with the same one a year before.",
    "not seen": "No yearly coming and going was found beside it.",
}
NO_CHANGES = "Nobody who answered in this period was heard at an earlier moment too."
CONCERNS = (
    "Sets of answers in which the service saw possible signs of harm, or somebody asked to talk. A "
    "sign is no finding: a person looks at each."
)
LIMITS = (
    "Counts of {few} are not shown, nor those that would let one be worked out from the same table. "
    "Where an approved report lies within this one in team and period, or this one within it, a number "
    "that moved by {few} between them is hidden too. Different tables, shares in per cent, links, and "
    "reports that overlap only in part are not compared: before two of those leave the service, hold them "
    "side by side.\n"
    "Themes are put on words by phrases that can be read (the codebook), as proposals for workers. "
    "They miss things and get some wrong. They are in English only: words in other languages get at "
    "most the theme of the question, and wait for a person.\n"
    "Those who answered were asked, and chose to answer. They do not stand for all children and "
    "families.\n"
    "Nothing tells the service when help for a child has ended, so that everyone registered counts as"
    " known. Days are counted in Coordinated Universal Time.\n"
    "Codebook {codebook}; themes made by {coded_by}; signs of harm {rules}; software {software}."
)
LEGEND = "\u201chidden\u201d is a number of {few}, or one that would let such a number be worked out."
MADE = "Made on {day} by {maker}."
DRAFT = "This is a draft. Nobody has approved it: do not pass it on."
APPROVED = "Approved by {approver} on {day} at {time} UTC."
SAME_PERSON = "The same person made and approved it."
