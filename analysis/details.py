"""Finding details with a shape of their own: addresses, numbers, dates, handles."""

import re
from collections.abc import Iterator
from typing import Final, Literal

import msgspec

Kind = Literal[
    "name", "place", "school", "address", "postcode", "phone", "email", "id", "date", "handle", "web"
]


class Redaction(msgspec.Struct, frozen=True, order=True):
    """One detail of a text: characters `start` to `end` of the original, what it is, and what found it.

    `method`: "record" (the case record's names), "shape" (a pattern), "list" (a name or place of the lists) or
    "context" (the words around it).
    """

    start: int
    end: int
    kind: Kind
    method: Literal["record", "shape", "list", "context"]


_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_DAY_WORD = (
    r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth"
    r"|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth|twenty[- ](?:first|second|third"
    r"|fourth|fifth|sixth|seventh|eighth|ninth)|thirty[- ]first)"
)
_DAY = rf"(?:[0-3]?\d ?(?:st|nd|rd|th)\b|[0-3]?\d\b|{_DAY_WORD}\b)"
_YEAR = r"(?:,? ?(?:of )?(?:(?:19|20)\d\d|['\u2019]?\d\d)\b)?"
_NOT_A_VERB = r"(?! (?:be|have|not|need|also|well|get|go|come|want|i|we|you|he|she|they|the)\b)"
_DIGIT_WORD = r"(?:zero|oh|o|nought|one|two|three|four|five|six|seven|eight|nine|double|triple)"
_NUMBER_IS = r"(?:\W{0,3}(?:is|was|its|it's|no|num|number|ref|reference|id|code|num|still|now)\b){0,4}\W{0,3}"

# Street words that are hardly anything else, and those that need a number and a name in front.
_STREET = r"(?:road|rd|street|st|avenue|ave|lane|ln|close|crescent|cres|drive|dr|terrace|gardens|gdns|mews|grove|court|ct)"
_STREET_TOO = (
    r"(?:way|place|row|square|sq|hill|walk|rise|green|park|view|house|block|towers?|heights|estate|villas|cottages?"
    r"|parade|wharf|quay|mount|bank|fold|croft|drove|end|broadway|circus|vale|meadows?|paths?|point|gate|buildings"
    r"|mansions|lodge|farm|cl|dene|garth|brow|edge|common|yard|bungalows?|flats|chase|hall|parc|heol|ffordd|stryd)"
)
_LITTLE = (
    r"(?:in|my|to|of|a|an|is|was|at|on|and|or|for|from|with|i|we|he|she|they|you|it|me|us|our|your|his|her|their|that"
    r"|this|bed|bedroom|bedrooms|beds|hours?|hrs?|min|mins|minutes?|miles?|days?|weeks?|months?|years?|yrs?|storey"
    r"|people|kids|children|big|small|new|other|different|good|bad|more|floors?|nice|times?|way|foster|per|pounds?|then"
    r"|up|down|by|the|points?|old|am|pm|whole|same|long|busy|main|goes|go|went|near|get|got|out|metres?|steps|houses"
    r"|out|off|into|can|will|when|because|cos|but|so|if|next|play|football|lads|girls|boys|am|quid|stone)"
)
_NAME_OF_STREET = rf"(?:(?!{_LITTLE}\b)[a-z'\u2019.\-]+ ){{1,3}}?"
_HOUSE = r"(?:\d{1,4} ?[a-f]?(?: ?[-/] ?\d{1,4}[a-z]?)?)"
_FLAT = r"(?:flat|apartment|apt|plot|unit|pitch|caravan|maisonette|bungalow)"

_ADDRESS = (
    # flat 12 mason house; Flat 3, 22 Marlpit Road; plot 6
    rf"\b{_FLAT} ?(?:no\.? ?|number )?\d{{1,4}}[a-z]?\b"
    rf"(?:,? ?(?:{_HOUSE},? )?{_NAME_OF_STREET}(?:{_STREET}|{_STREET_TOO})\b)?",
    # 14 Sycamore Close; 42, Quarry Bank Road; number 7 bramble court
    rf"\b(?:(?:no|number)\.? ?)?(?<![\d.,\u00a3])(?<!year )(?<!age )(?<!aged ){_HOUSE},? {_NAME_OF_STREET}{_STREET}\b",
    rf"\b(?<![\d.,\u00a3]){_HOUSE},? (?:the )?{_NAME_OF_STREET}{_STREET_TOO}\b",
    rf"\b{_HOUSE},? the (?:avenue|close|crescent|drive|green|grove|lane|terrace|square|mews|gardens|street|mount)\b",
    # i live at 26; lives at number 9; the house at 12b
    r"(?:(?<=live at )|(?<=lives at )|(?<=lived at )|(?<=living at )|(?<=staying at )|(?<=address is )"
    r"|(?<=stay at )|(?<=im at ))(?:no\.? ?|number )?\d{1,4}[a-z]?\b(?! ?(?:am|pm|o'clock|%|times))",
    r"(?<=from )(?:number|no) \d{1,4}[a-z]?\b|(?<=at )(?:number|no) \d{1,4}[a-z]?\b",
    # on hollow lane; live in bramble street: without an article it is a name
    rf"(?:(?<=\bon )|(?<=\bin )|(?<=\bat )|(?<=\bdown )|(?<=\boff )|(?<=\bup )|(?<=, ))"
    rf"(?!(?:\w+ly|very|fairly|quite|pretty|such|too|so|close|high|main|any|every|no|which|what|all|each|side|wide|front|back|some|another) )"
    rf"{_NAME_OF_STREET}(?:road|rd|street|avenue|lane|crescent|terrace|close|grove|gardens|mews|drive)\b(?! to\b)",
    rf"(?-i:\b[A-Z][a-z'\u2019]+(?: [A-Z][a-z'\u2019]+){{0,2}} "
    r"(?:Road|Rd|Street|St|Avenue|Ave|Lane|Close|Crescent|Drive|Terrace|Gardens|Mews|Grove|Court)\b)",
)

_PHONE_LABEL = r"(?:number|num|phone|mobile|mob|tel|call|ring|text|landline|whatsapp|fone|nmbr|no)"
_ID_LABEL = (
    r"(?:case|ref|reference|nhs|n\.h\.s|national insurance|nino|ni|upn|urn|passport|account|acc|sort code|policy|crime"
    r"|file|client|pupil|patient|hospital|student|claim|customer|licence|license|reg|registration|plate|visa|brp|card"
    r"|court|police|badge|ticket|job|incident|log|tenancy|rent|mosaic|id|i\.d|liquid ?logic|ehcp|unique|swift|care ?first)"
)
_APP = (
    r"(?:snapchat|snap|sc|insta(?:gram)?|ig|tik ?tok|discord|xbox(?: live)?|psn|gamer ?tag|roblox|username|user ?name|handle"
    r"|kik|twitter|steam|facebook|fb|youtube|telegram|twitch|fortnite(?: name)?|user)"
)
_MIX = r"(?=[\w.\-]*[\d_.])[a-z][\w.\-]{2,}(?<![.\-])"

_PATTERNS: Final[tuple[tuple[Kind, str], ...]] = (
    ("email", r"(?<![\w.+\-])[\w.+\-]{1,64}@[\w\-]{1,63}(?:\.[\w\-]{1,63}){1,4}"),
    ("email", r"(?<![\w.+\-])[\w.+\-]{2,64} ?(?:\(at\)|\[at\]| at ) ?[\w\-]{2,40} ?(?:\(dot\)| dot |\.) ?(?:com|co|org|net|uk)\b"
              r"(?: ?(?:dot|\.) ?uk\b)?"),
    ("web", r"\b(?:https?://|www\.)[^\s<>]{1,300}[\w/]"),
    ("web", r"(?<![\w.@\-])(?:[\w\-]{2,40}\.){1,3}(?:com|co\.uk|org\.uk|org|net|uk|io|tv|gg|me|ly|info)(?:/[^\s<>]{0,200}[\w/])?\b"),
    ("handle", r"(?<!\w)@[\w][\w.\-]{0,40}(?<![.\-])"),
    ("handle", rf"(?:(?<=\W)|^){_APP}(?: (?:name|tag|user|account|handle|id))?\W{{0,3}}"
               rf"(?:(?:is|its|it's|me|on|at|as|add|under|called|was|or|called|name|me) ?[:=]?\s?){{0,3}}"
               rf"(?P<at>{_MIX}|(?<=[:=] )[a-z][\w.\-]{{2,}})"),
    ("handle", r"(?<![\w@./\-])(?:[a-z]+_[\w.]+|_[\w.]{3,}|[a-z]{3,}[\w.]*\d[\w.]*[a-z][\w]*|[a-z]{2,}\.[a-z]+\d[\w]*|xx[a-z]+xx)(?<![.])\b"),
    ("postcode", r"\b(?=[a-z]{0,2}[o ]{0,4}\d|[a-z]{1,2}o[a-z]? ?\d)(?:g[i1]r ?0aa|[a-z]{1,2}[0-9o][0-9a-z]?[ \-]{0,3}[0-9o][abd-hjlnp-uw-z]{2})\b"),
    ("postcode", r"\bpost ?code\W{1,3}(?:is |starts |area |begins |with ){0,3}(?P<at>[a-z]{1,2}\d[\da-z]?)\b"),
    ("postcode", r"(?-i:\b(?:AB|AL|BA|BB|BD|BH|BL|BN|BR|BS|BT|CA|CB|CF|CH|CM|CO|CR|CT|CV|CW|DA|DD|DE|DG|DH|DL|DN|DT|DY|EC"
                 r"|EH|EN|EX|FK|FY|GL|GU|HA|HD|HG|HP|HR|HS|HU|HX|IG|IP|IV|KA|KT|KW|KY|LA|LD|LE|LL|LN|LS|LU|ME|MK|ML|NE|NG"
                 r"|NN|NP|NR|NW|OL|OX|PA|PE|PH|PL|PO|PR|RG|RH|RM|SA|SE|SG|SK|SL|SM|SN|SO|SP|SR|SS|ST|SW|SY|TA|TD|TF|TN|TQ"
                 r"|TR|TS|TW|UB|WA|WC|WD|WF|WN|WR|WS|WV|YO)\d{1,2}[A-Z]?\b)"),
    ("date", rf"\b{_DAY} ?(?:of )?(?<![\d] of ){_MONTH}(?:(?<=may){_NOT_A_VERB}|(?<!may)){_YEAR}"),
    ("date", rf"\b{_MONTH} ?(?:the )?(?:[0-3]?\d ?(?:st|nd|rd|th)|[0-3]?\d(?=,? (?:19|20)\d\d)|{_DAY_WORD})\b{_YEAR}"),
    ("date", r"(?<![\d/.\-])(?:[0-3]?\d ?[/.\-\\] ?[01]?\d ?[/.\-\\] ?(?:19|20)?\d\d|(?:19|20)\d\d ?[/.\-] ?[01]?\d ?[/.\-] ?[0-3]?\d)(?![\d/\-]|\.\d)"),
    ("date", r"\b(?:dob|d\.o\.b\.?|date of birth|birthday|bday|b-day|birth date|born)\W{1,3}(?:is |was |its |it's |on |the |in |: ?){0,3}"
             rf"(?P<at>[0-3]?\d ?[/.\- ] ?[01]?\d(?: ?[/.\- ] ?\d{{2,4}})?|\d{{6,8}}|(?:19|20)\d\d|{_MONTH} (?:19|20)\d\d)(?!\d)"),
    ("id", r"\b[a-z]{2} ?\d\d ?\d\d ?\d\d ?[a-d]\b"),
    ("phone", r"(?<![\w\u00a3.])(?:\(?\+ ?44\)? ?(?:\(0\) ?)?|0044 ?|\(?[0o])\d?(?:[ \-./()]{0,3}[\do]){7,10}(?!\w)"),
    ("phone", rf"\b(?:{_DIGIT_WORD}[ ,\-]{{1,2}}){{5,14}}{_DIGIT_WORD}\b"),
    ("phone", rf"\b{_PHONE_LABEL}{_NUMBER_IS}(?:(?:me|us|him|her|them|mum|dad|nan|on|back|at) ){{0,3}}(?P<at>\d(?:[ \-]?\d){{5,12}})(?!\w)"),
    ("id", rf"\b{_ID_LABEL}(?: (?:no|num|number|ref|reference|id|code|file|card|record|plan)\b\.?){{0,2}}{_NUMBER_IS}"
           r"(?P<at>(?=(?:[\w/\-]*?[ ]?\d){3})(?!(?:111|999|101)\b)[a-z0-9]{1,12}(?:[/\-][a-z0-9]{1,12}){0,4}(?: \d{2,6}){0,4})\b"),
    ("id", r"\b(?=[\w/\-]*\d{3})[a-z]{1,6}[/\-]?\d{2,10}(?:[/\-][a-z0-9]{1,10}){0,4}[a-z]{0,3}\b"),
    ("id", r"\b\d{2,8}(?:[/\-][a-z]{1,5}\d{0,8}){1,3}\b(?<!-old)(?<!-year)(?<!-bed)(?<!-day)|\b\d{2,6}[/\-]\d{3,8}\b"),
    ("id", r"(?-i:\b[A-Z]{2}\d{2} ?[A-Z]{3}\b|\b[A-Z]\d{2,3} ?[A-Z]{3}\b)"),
    ("id", r"(?<![\w\u00a3.,])(?=\d[\d \-]*\d\d)\d(?:[ \-]?\d){7,18}(?![\w]|,\d)"),
    ("id", r"(?<![\w\u00a3.,])\d{6,}(?![\w]|,\d)"),
    ("id", r"(?<!\w)#\d{3,}\b"),
    *((("address"), pattern) for pattern in _ADDRESS),
)  # fmt: skip
_COMPILED: Final = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _PATTERNS)
_SKIPPED_AS_HANDLE = re.compile(r"(?:year|yr|ks|covid|ps|key|level|grade|room|mp|xbox|age|part|group|tier|band)[\d.]+$")
_ANY_SIGN = re.compile(r"[\d@_]|://|www|\.\w|\b(?:road|rd|street|st|avenue|ave|lane|ln|close|crescent|cres|drive|terrace|gardens"
                       r"|gdns|mews|grove|court|oh|zero|nought|dot|xx\w+)\b", re.IGNORECASE)  # fmt: skip
_WORDS_OF_DATES = re.compile(rf"\b{_DAY_WORD} (?:of )?{_MONTH}|\b{_MONTH} (?:the )?{_DAY_WORD}", re.IGNORECASE)


def find_details(text: str) -> Iterator[Redaction]:
    """Yield what has the shape of a detail, in no order; spans may overlap.

    Patterns are written for this project after the published shapes of UK postcodes, telephone, National
    Insurance, NHS and vehicle numbers. Each repetition is bounded, so that time grows with the length alone.
    """
    if not _ANY_SIGN.search(text) and not _WORDS_OF_DATES.search(text):
        return
    for kind, pattern in _COMPILED:
        for match in pattern.finditer(text):
            start, end = match.span("at") if "at" in pattern.groupindex else match.span()
            if kind == "handle" and _SKIPPED_AS_HANDLE.match(text[start:end].lower()):
                continue
            yield Redaction(start, end, kind, "shape")
