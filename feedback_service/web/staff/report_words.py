"""The sentences of a report, apart from its figures: `report_sections` fills in the names in braces."""

HEARD = (
    "Children gave {child} sets of answers, families {family} and practitioners {practitioner}. One "
    "person may have answered more than once."
)
NOBODY_HEARD = "Nobody answered in this period."
SUBJECTS = (
    "{everyone} were known to the service by the end of the period. The child "
    "answered for {child} of them, only adults for {adults}, and nobody for {nobody}."
)
OBSERVED = (
    " For {observed} more, a worker wrote what they saw of the child; that is not the child\u2019s own voice."
)
WATCHED = (
    "Workers wrote {n} times what they saw of a child who does not speak, or why a child could give no "
    "view. That is counted by itself and is never among the answers of children."
)
NO_VIEW = "Children could not give a view {times}: {reasons}."
RELATIVES = (
    "Fathers answered for {fathers}{whole}, mothers for {mothers}, and wider family "
    "(grandparents, aunts, uncles, grown-up brothers and sisters) for {wider}."
)
VOICES = "How much of what was said came from children, beside parents, carers and wider family."
ADULTS_OUTWEIGH = "Adults outweigh children here. Read on with that in mind, and ask more children."
FEELINGS = (
    "How each group answered, from worst to best in the words of its own form. Age bands have "
    "different forms and are never added together. \u201cScribed\u201d: somebody else tapped or wrote."
)
LEFT_OUT = "Not shown, because too few answered or another report would give them away: {groups}."
NO_GROUP = "No group is large enough to be shown."
TOO_FEW = "Nobody was heard, or too few to show."
MAP = (
    "In how many sets of answers people spoke, in their own words, of each of the six types of "
    "everyday life that neglect touches: what is good, and what worries them."
)
TYPES_HIDDEN = "{who}: no number of the six types is large enough to be shown."
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
MATTERS = (
    "What children said matters to them, in their own words, and how many sets of answers spoke of it. "
    "Everyday life stands in the next section."
)
FAMILIES = (
    "What mothers, fathers and wider family (grandparents, aunts, uncles, grown-up brothers and sisters) "
    "each spoke of. Nothing is told of a group under ten, nor of a theme that fewer than ten of it spoke of. "
    "\u201cOthers\u201d are step-parents, other carers and whoever did not say."
)
NO_FAMILIES = (
    "Of no group (mothers, fathers, wider family) did enough answer for what each spoke of to be told apart."
)
SINCE = (
    "Compared with the report of the same kind about {first} to {last}{edition}: the share of sets of "
    "answers that spoke of a theme, from 20 in both, where the difference is larger than chance alone makes "
    "likely (95% interval). They are not all the same people. Of twenty themes that do not move, one may "
    "look as if it did."
)
OTHER_CODEBOOK = "The codebook was changed between the two: a difference may come from that."
NOTHING_MOVED = "No theme is new, gone, or clearly more or less spoken of."
NO_LAST = "There is no approved report of the same place and kind about a time before this one."
NOT_LOOKED = "When this report was made, the service did not look at this."
CONFIDENCE = (
    "How practitioners answered what their form asks about their own confidence, from the least to the most. "
    "It says how sure they feel, not how well they do."
)
NO_CONFIDENCE = "No practitioner was asked about their confidence, or too few were."
INDICATORS = (
    "These numbers were brought in from other systems. They are not comparable with what children and "
    "families said: other people, other periods, other ways to count. They stand here so that both are read "
    "together."
)
NO_INDICATORS = "No numbers from other systems were brought in for this period."
ACTIONS = (
    "What is done about what was said, as it stood when this report was made. What is past the day it was "
    "due is carried over until it is done or explained."
)
NO_ACTIONS = "No action was open or settled in this period."
NOT_KEPT = "[not kept any more]"
OUTCOMES = (
    "Each set of answers counts once a level, by the gravest decision on it; while a sign in it has no "
    "decision it is not all decided."
)
NO_EDITS = "Nobody wrote anything of their own in this report: every sentence is the service\u2019s."
WRITTEN_BY = "Written by {name}, {at}"
LOOKED = "{name} looked at {n} of {all} quotes as a second person, last on {at}."
NOT_LOOKED_AT = "{n} quotes have not been looked at by a second person."
NO_CHANGES = "Nobody who answered in this period was heard at an earlier moment too."
CONCERNS = (
    "Sets of answers in which the service saw possible signs of harm, or somebody asked to talk. A "
    "sign is no finding: a person looks at each."
)
LIMITS = (
    "Counts of {few} are not shown, nor those that would let one be worked out from the same table. "
    "Where an approved report lies within this one in team and period, or this one within it, a number "
    "that moved by {few} between them is hidden too, and so is one from which adding and subtracting any "
    "approved reports about some of the same people would tell of {few}. Not compared are different tables, "
    "shares in per cent, and what follows only because no count is below nothing: before two such "
    "papers leave the service, hold them side by side.\n"
    "Themes of the codebook are put on words by likeness to written examples and by cues, as proposals for "
    "workers. They miss things and get some wrong. They are in English only: words in other languages get at "
    "most the theme of the question, and wait for a person.\n"
    "Those who answered were asked, and chose to answer. They do not stand for all children and "
    "families.\n"
    "Nothing tells the service when help for a child has ended, so that everyone registered counts as"
    " known. Days begin and end at midnight by the clock in the UK. Places are teams and their "
    "agencies. The area where a child lives and whether they have additional needs are told as workers keep "
    "them now, where somebody does; no form asks. Who answered an easy-read form is told apart.\n"
    "Codebook {codebook}; themes made by {coded_by}; signs of harm {rules}; software {software}."
)
LEGEND = "\u201chidden\u201d is a number of {few}, or one that would let such a number be worked out."
MADE = "Made on {day} by {maker}."
DRAFT = "This is a draft. Nobody has approved it: do not pass it on."
APPROVED = "Approved by {approver} on {day} at {time}."
PUBLISHED = "Published by {publisher} on {day} at {time}. Nothing in it changes any more."
NOT_PUBLISHED = "Approved, and not published yet."
EDITION = "Edition {edition}."
SUPERSEDED = "A newer edition of this report stands in its place."
SAME_PERSON = "The same person made and approved it."
