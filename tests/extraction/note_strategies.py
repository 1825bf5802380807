"""Hypothesis strategies: any text at all, scraps of notes thrown together, and whole reports that can be told in several ways."""

from dataclasses import dataclass, replace

from hypothesis import strategies as st

SCRAPS = """Three liver metastases|segment VI|segments V-VII|S4a/b|2.3 x 1.9 cm|previously 4.1 cm|from 38 mm to|no|No evidence of|lung nodules
. |, |; |: |- |1. |a) |(|)|[|]|[x]|[ ]|?|??|...|/|%|+/-|->|<|=|IMPRESSION|FINDINGS:|ADDENDUM|Comparison:|CEA 12.4|CEA <|KRAS G12D|BRAF|MSS
pT3 pN1b|yp|FOLFOX x 6|6/12|cycle|cannot be excluded|R0|R1|margin 3 mm|margin|ECOG 1|PS|KPS 80|5-8|IVa/b|ß|İ|ŉ|\u2028|𝛽|\x00|\t|\r\n
mother had|if|unless|10/12/2023|March 2024|12.|FLR 28 %|FLR|bilobar|cyst|Liver|Liver:|0.5|too many to count|innumerable|other than|not only|but
right hepatic vein|abuts|porta hepatis|0/14|2 of 3|PVE|hepatectomy|done|planned|s/p|RFA|CT|PET-CT|MRI of|steatosis|F2|NASH|rectum|sigmoid
moderately differentiated|grade 3|synchronous|18 months|DFI|interval|resolved|new|stable|PR|response|regimen|ascites|adrenal|#8|No.16|(-)|*
99999999999999999999|1e9 cm|0 mm|-3 mm|1/2|mm|cm|x|×|Seg|seg.|II|I|IV|é|\ufeff|\u200b|'|"|`|\\\\""".replace(
    "\n", "|"
).split("|")
ANY_CHARACTER = st.characters(exclude_categories=())  # surrogates too: a file may have been read with surrogateescape
SEPARATORS = st.sampled_from([" ", "\n", "", "\n\n", ". ", "\r\n", "   "])
ANY_TEXT = st.one_of(
    st.text(ANY_CHARACTER, max_size=300),
    st.text("()[]{}.,;:?!-/\\*#%<>=|'\"\n\t ", max_size=300),
    st.builds(lambda between, parts: between.join(parts), SEPARATORS, st.lists(st.sampled_from(SCRAPS), max_size=60)),
    st.lists(st.one_of(st.sampled_from(SCRAPS), st.text(ANY_CHARACTER, max_size=3)), max_size=40).map(" ".join),
)
ODD_TEXTS = {
    "empty": "",
    "blank": " \n\t\r\n ",
    "surrogates": "Liver: \ud800 two metastases\udfff in segment 6, \udc80 3 cm.",
    "crlf": "FINDINGS:\r\nLiver: two metastases, 3 cm.\r\n\r\nIMPRESSION:\r\nNo lung nodule.\r\n",
    "lone_cr": "FINDINGS:\rLiver: two metastases, 3 cm.\rIMPRESSION:\rNo lung nodule.",
    "zero_width": "L\u200biver\ufeff: two\u200d metas\u00adtases,\u2060 3\u200b cm.",
    "right_to_left": "\u202eLiver: metastasis 3 cm\u202c in segment 6",
    "growing_lower_case": "İİİİ liver metastasis 3 cm İ in segment 6 İ",
    "combining": "Live\u0301r: m\u0308etastasis\u0301 3\u20e3 cm",
    "punctuation": ".,;:!?()[]{}-/\\" * 300,
    "question_marks": "?" * 4000,
    "one_word": "a" * 10_000,
    "one_sentence": "liver metastasis 3 cm, " * 450,
    "digits": "1" * 10_000,
    "sizes": "3 x 2 x 1 cm " * 700,
    "brackets": "(" * 3000 + "liver metastasis 3 cm" + ")" * 3000,
    "box_brackets": "[" * 3000 + "x" + "]" * 3000,
    "empty_boxes": "0[] []\n[ ] []\nliver [] [x] []",
    "blanks": "Liver:" + " " * 8000 + "no" + " " * 2000 + "metastases",
    "line_ends": "\n" * 10_000,
    "bullets": "- \n* \n1. \n" * 800,
    "negations": "no " * 3000 + "liver metastases",
    "slashes": "1/2/3/4/5/" * 800,
    "headings": "FINDINGS:\nIMPRESSION:\n" * 400,
    "foreign_digits": "Liver: metastasis ３ cm, ٣ mm, ² cm, ½ cm, segment Ⅵ, n = ๓",
    "huge_numbers": "Liver: 99999999999999999999 metastases, "
    + "9" * 400
    + " mm. CEA 1"
    + "0" * 400
    + " ng/mL. FLR "
    + "8" * 400
    + " %.",
    "impossible_dates": "CT on 31.02.2024, 00/00/0000, 2024-13-45, 99/99/99: two liver metastases, 0000.",
}


@dataclass(frozen=True)
class LesionLine:
    """One liver metastasis: its segment, its size in mm, and its earlier size where there was one."""

    segment: str
    size: int
    prior: int | None

    def tell(self, *, unit: str, form: str) -> str:
        """The line, with lengths in `unit`; `form` has places for segment and size."""
        before = f", previously {length(self.prior, unit)}" if self.prior else ""
        return form.format(segment=self.segment, size=length(self.size, unit) + before)


@dataclass(frozen=True)
class Report:
    """A radiology report that can be written in several ways without saying anything else."""

    history: tuple[str, ...]
    lesions: tuple[LesionLine, ...]
    form: str
    organs: tuple[str, ...]
    impression: tuple[str, ...]
    headings: tuple[str, str, str] = ("CLINICAL HISTORY", "FINDINGS", "IMPRESSION")
    unit: str = "cm"
    bullets: str = ""

    def sentences(self) -> list[list[str]]:
        """The sentences of the three sections."""
        lesions = [one.tell(unit=self.unit, form=self.form) for one in self.lesions]
        return [list(self.history), ["Liver: Metastases as follows.", *lesions, *self.organs], list(self.impression)]

    def text(self) -> str:
        """The report as running text, or with each statement of the findings on a line of its own behind a bullet."""
        parts = []
        for heading, told in zip(self.headings, self.sentences(), strict=True):
            lines = "".join(f"{self.bullets}{one}\n" for one in told) if self.bullets else " ".join(told) + "\n"
            parts.append(f"{heading}:\n{lines}")
        return "\n".join(parts)

    def with_sentence(self, section: int, at: int, sentence: str) -> "Report":
        """The report with one more sentence in the history (0) or the impression (2), or behind the lesions (1)."""
        name = ("history", "organs", "impression")[section]
        told: tuple[str, ...] = getattr(self, name)
        at %= len(told) + 1
        return replace(self, **{name: (*told[:at], sentence, *told[at:])})


def length(mm: int, unit: str) -> str:
    """A length of whole millimetres in cm or mm."""
    return f"{mm / 10:.1f} cm" if unit == "cm" else f"{mm} mm"


HISTORY = (
    "Rectal cancer, pT3 pN1b, low anterior resection in 2021.",
    "Status post 6 cycles of FOLFOX.",
    "KRAS G12D mutation, microsatellite stable.",
    "CEA 12.4 ng/mL.",
    "ECOG 1.",
    "Her mother had breast cancer.",
)
ORGANS = (
    "Mild hepatic steatosis.",
    "Lungs: No pulmonary nodule.",
    "Adrenals are normal.",
    "No para-aortic adenopathy.",
    "Spleen: Unremarkable.",
    "Peritoneum: No implants.",
    "Bones: No lytic or sclerotic lesion.",
    "The right hepatic vein is encased by the tumour.",
    "The future liver remnant is 34 %.",
    "There are simple cysts in both kidneys.",
)
IMPRESSION = (
    "Partial response of the hepatic metastases.",
    "No extrahepatic disease.",
    "Cholelithiasis without cholecystitis.",
    "Biopsy of the largest liver lesion was done in January.",
)
NEUTRAL = (
    "The examination was well tolerated.",
    "Images were reviewed on the workstation.",
    "Further details are available on request.",
    "Intravenous contrast was given without complication.",
)
FORMS = (
    "Segment {segment} lesion measures {size}.",
    "Metastasis in segment {segment}, {size}.",
    "In segment {segment} there is a metastasis of {size}.",
)


@st.composite
def lesion_lines(draw: st.DrawFn) -> tuple[LesionLine, ...]:
    """One to five metastases in different segments, of different sizes."""
    segments = draw(
        st.lists(st.sampled_from(["2", "3", "4a", "5", "6", "7", "8"]), min_size=1, max_size=5, unique=True)
    )
    sizes = draw(st.lists(st.integers(4, 120), min_size=len(segments), max_size=len(segments), unique=True))
    priors = [draw(st.none() | st.integers(5, 140)) for _ in segments]
    return tuple(map(LesionLine, segments, sizes, priors))


def some_of(bank: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    """Some sentences of the bank, in any order."""
    return st.lists(st.sampled_from(bank), min_size=1, max_size=len(bank), unique=True).map(tuple)


REPORTS = st.builds(
    Report, some_of(HISTORY), lesion_lines(), st.sampled_from(FORMS), some_of(ORGANS), some_of(IMPRESSION)
)
