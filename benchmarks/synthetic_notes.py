"""Synthetic colorectal-cancer / liver-metastasis notes for speed measurements.

No real patient text. Deterministic for a seed. 30 templates (12 CT, 4 MRI, 7 pathology, 7 clinic /
operative / board), each filled from sentence grammars with random findings, numbers, dates and names;
300-600 words a note. Usage:  python gen_notes.py OUT.jsonl [N=2000] [SEED=7]
"""

import json
import random
import sys

SEGS = [
    "I",
    "II",
    "III",
    "IVa",
    "IVb",
    "V",
    "VI",
    "VII",
    "VIII",
    "II/III",
    "V/VIII",
    "VI/VII",
    "5",
    "6",
    "7",
    "8",
    "4A",
]
SYL = "ba be bo da de do fa fe ga go ha jo ka ke la le lo ma me mi mo na ne no pa pe ra re ro sa se so ta te to va ve vo wa we za".split()
SITES = [
    "cecum",
    "ascending colon",
    "hepatic flexure",
    "transverse colon",
    "splenic flexure",
    "descending colon",
    "sigmoid colon",
    "rectosigmoid junction",
    "rectum",
    "upper rectum",
    "mid rectum",
    "low rectum",
]
LESION = ["lesion", "mass", "nodule", "metastasis", "hypodensity", "focus", "deposit", "cyst", "hemangioma", "abscess"]
ADJ = [
    "hypoattenuating",
    "peripherally enhancing",
    "ill-defined",
    "hypovascular",
    "subcentimeter",
    "T2-hyperintense",
    "rim-enhancing",
    "well-circumscribed",
    "indeterminate",
    "necrotic",
    "calcified",
    "subcapsular",
    "lobulated",
]
CHEMO = [
    "FOLFOX",
    "FOLFIRI",
    "CAPOX",
    "FOLFOXIRI",
    "capecitabine",
    "irinotecan",
    "5-fluorouracil",
    "oxaliplatin",
    "bevacizumab",
    "cetuximab",
    "panitumumab",
    "regorafenib",
    "trifluridine/tipiracil",
    "encorafenib",
    "pembrolizumab",
]
NEGF = [
    "biliary dilatation",
    "portal vein thrombosis",
    "ascites",
    "pleural effusion",
    "pneumothorax",
    "hydronephrosis",
    "bowel obstruction",
    "free air",
    "lymphadenopathy",
    "peritoneal nodularity",
    "osseous metastasis",
    "pulmonary metastasis",
    "pulmonary embolism",
    "cholelithiasis",
    "splenomegaly",
    "pancreatic mass",
    "adrenal nodule",
    "new hepatic lesion",
    "omental caking",
    "retroperitoneal lymphadenopathy",
    "fistula",
    "abscess",
]
DISEASE = [
    "hypertension",
    "type 2 diabetes mellitus",
    "coronary artery disease",
    "atrial fibrillation",
    "COPD",
    "chronic kidney disease",
    "hyperlipidemia",
    "hypothyroidism",
    "obesity",
    "fatty liver disease",
    "cirrhosis",
]
SYMPT = [
    "abdominal pain",
    "nausea",
    "vomiting",
    "fatigue",
    "weight loss",
    "fever",
    "chills",
    "rectal bleeding",
    "diarrhea",
    "constipation",
    "peripheral neuropathy",
    "jaundice",
    "pruritus",
    "night sweats",
    "dyspnea",
]
RELATIVE = ["mother", "father", "brother", "sister", "maternal aunt", "paternal uncle", "grandfather"]
PROC = [
    "right hepatectomy",
    "left hepatectomy",
    "extended right hepatectomy",
    "left lateral sectionectomy",
    "wedge resection of segment {s}",
    "radiofrequency ablation",
    "microwave ablation",
    "portal vein embolization",
    "low anterior resection",
    "right hemicolectomy",
    "sigmoid colectomy",
    "abdominoperineal resection",
    "Y-90 radioembolization",
    "hepatic artery infusion pump placement",
    "ALPPS",
    "parenchymal-sparing hepatectomy",
]


class G:
    def __init__(self, rng):
        self.r = rng

    def c(self, xs):
        return self.r.choice(xs)

    def p(self, x):
        return self.r.random() < x

    def num(self, a, b, d=1):
        return f"{self.r.uniform(a, b):.{d}f}"

    def date(self):
        r = self.r
        return self.c(["{m}/{d}/{y}", "{y}-{m:02d}-{d:02d}", "{d}.{m}.{y}"]).format(
            m=r.randint(1, 12), d=r.randint(1, 28), y=r.randint(2012, 2024)
        )

    def name(self):
        return "".join(self.c(SYL) for _ in range(self.r.randint(2, 4))).capitalize()

    def size(self):
        r = self.r
        k = r.random()
        if k < 0.35:
            return f"{self.num(0.4, 9)} cm"
        if k < 0.6:
            return f"{self.num(0.5, 9)} x {self.num(0.5, 7)} cm"
        if k < 0.75:
            return f"{r.randint(4, 85)} mm"
        if k < 0.88:
            return f"{r.randint(5, 60)} x {r.randint(5, 60)} mm"
        return f"{self.num(0.5, 9)} x {self.num(0.5, 7)} x {self.num(0.5, 6)} cm"

    def seg(self):
        return (
            f"{self.c(['segment', 'segment', 'hepatic segment', 'Couinaud segment', 'seg', 'segments'])} {self.c(SEGS)}"
        )

    def liver(self):
        c, r = self.c, self.r
        return c(
            [
                lambda: (
                    f"There is a {c(ADJ)} {c(LESION)} in {self.seg()} measuring {self.size()}, previously {self.size()}."
                ),
                lambda: (
                    f"A {self.size()} {c(ADJ)} {c(LESION)} is seen in {self.seg()} (series {r.randint(2, 9)}, image {r.randint(10, 180)})."
                ),
                lambda: (
                    f"Stable {c(ADJ)} {c(LESION)} in the {c(['right', 'left', 'caudate'])} hepatic lobe, {self.size()}, likely a {c(['cyst', 'hemangioma', 'benign lesion', 'metastasis'])}."
                ),
                lambda: (
                    f"Multiple bilobar liver metastases, at least {r.randint(2, 14)} in number, the largest in {self.seg()} measuring {self.size()}."
                ),
                lambda: (
                    f"Interval {c(['increase', 'decrease'])} in size of the {self.seg()} metastasis, now {self.size()} (was {self.size()} on {self.date()})."
                ),
                lambda: (
                    f"No new {c(['hepatic lesion', 'liver metastases', 'focal liver lesion', 'suspicious hepatic lesions'])}."
                ),
                lambda: (
                    f"Findings are {c(['suspicious for', 'concerning for', 'suggestive of', 'consistent with', 'worrisome for'])} {c(['hepatic metastatic disease', 'liver metastasis', 'disease progression', 'treatment response', 'local recurrence'])}."
                ),
                lambda: (
                    f"The {c(['right', 'middle', 'left'])} hepatic vein is {c(['patent', 'abutted by the tumor', 'encased', 'not involved'])}, and the {c(['main portal vein', 'left portal vein', 'right portal vein', 'hepatic artery'])} is {c(['patent', 'patent without thrombosis', 'narrowed', 'free of tumor'])}."
                ),
                lambda: (
                    f"Status post {c(PROC).format(s=c(SEGS))} with no evidence of {c(['recurrence at the resection margin', 'local recurrence', 'biloma', 'residual enhancing tumor'])}."
                ),
                lambda: (
                    f"Future liver remnant is estimated at {r.randint(18, 55)}% with {c(['mild', 'moderate', 'severe'])} hepatic steatosis."
                ),
                lambda: (
                    f"Hepatic steatosis is present; no {c(['cirrhosis', 'surface nodularity', 'biliary dilatation'])} is identified."
                ),
                lambda: (
                    f"Too small to characterize {c(ADJ)} focus in {self.seg()}, {r.randint(2, 9)} mm, cannot exclude metastasis."
                ),
            ]
        )()

    def neg(self):
        c = self.c
        a, b, d = self.r.sample(NEGF, 3)
        return c(
            [
                f"No {a}.",
                f"No evidence of {a} or {b}.",
                f"There is no {a}, {b}, or {d}.",
                f"Negative for {a}.",
                f"{a.capitalize()} is not seen.",
                f"Without {a} or {b}.",
                f"No {a}, but there is mild {b}.",
                f"There is no definite {a}; however, subtle {b} cannot be excluded.",
                f"{a.capitalize()} has resolved.",
                f"Small {a} is again noted, unchanged.",
                f"Evaluate for {a}.",
                f"Free of {a}.",
                f"New {a} since {self.date()}, {self.size()}.",
                f"Possible early {a}, likely reactive.",
            ]
        )

    def organ(self):
        c, r = self.c, self.r
        return c(
            [
                lambda: (
                    f"{c(['Spleen', 'Pancreas', 'Adrenal glands', 'Kidneys', 'Gallbladder', 'Bladder', 'Stomach'])}: {c(['Unremarkable.', 'Normal.', 'Within normal limits.', 'No focal abnormality.', f'Simple cyst measuring {self.size()}.', f'Incidental {self.size()} nodule, stable since {self.date()}.'])}"
                ),
                lambda: (
                    f"Wall thickening of the {c(SITES)} over a length of {self.num(2, 9)} cm with pericolonic fat stranding, {c(['consistent with the known primary tumor', 'suspicious for primary malignancy', 'likely inflammatory'])}."
                ),
                lambda: (
                    f"{c(['Mesenteric', 'Porta hepatis', 'Retroperitoneal', 'Inguinal', 'Mesorectal'])} lymph node measuring {r.randint(4, 29)} mm in short axis, {c(['unchanged', 'enlarged', 'previously ' + str(r.randint(4, 29)) + ' mm'])}."
                ),
                lambda: (
                    f"Lung bases: {c(['Clear.', 'Bibasilar atelectasis.', f'A {r.randint(2, 12)} mm pulmonary nodule in the right lower lobe, indeterminate.', 'No pulmonary nodules.'])}"
                ),
                lambda: (
                    f"Bones: {c(['No aggressive osseous lesion.', 'Degenerative changes of the lumbar spine.', 'Sclerotic focus in L' + str(r.randint(1, 5)) + ', likely a bone island.'])}"
                ),
                lambda: (
                    f"Postsurgical changes of {c(PROC).format(s=c(SEGS))} are again demonstrated without {c(['anastomotic leak', 'fluid collection', 'obstruction'])}."
                ),
            ]
        )()

    def hx(self):
        c, r = self.c, self.r
        return c(
            [
                lambda: (
                    f"{r.randint(31, 89)}-year-old {c(['man', 'woman', 'male', 'female'])} with history of {c(['stage IV', 'stage III', 'stage IIIB', 'metastatic'])} {c(['colorectal cancer', 'colon adenocarcinoma', 'rectal adenocarcinoma', 'adenocarcinoma of the ' + c(SITES)])} diagnosed on {self.date()}."
                ),
                lambda: (
                    f"He was treated with {r.randint(2, 14)} cycles of {c(CHEMO)} plus {c(CHEMO)}, last dose {self.date()}."
                ),
                lambda: (
                    f"Patient {c(['denies', 'reports', 'complains of', 'has no', 'endorses'])} {c(SYMPT)}, {c(SYMPT)} and {c(SYMPT)}."
                ),
                lambda: (
                    f"CEA {c(['rose', 'fell', 'decreased', 'increased'])} from {self.num(0.5, 480)} to {self.num(0.5, 480)} ng/mL."
                ),
                lambda: f"Past medical history of {c(DISEASE)}, {c(DISEASE)} and {c(DISEASE)}.",
                lambda: (
                    f"{c(RELATIVE).capitalize()} had {c(['colon cancer', 'breast cancer', 'Lynch syndrome', 'pancreatic cancer', 'hepatocellular carcinoma'])} at age {r.randint(35, 82)}."
                ),
                lambda: f"She underwent {c(PROC).format(s=c(SEGS))} on {self.date()} by Dr. {self.name()}.",
                lambda: (
                    f"{c(['KRAS', 'NRAS', 'BRAF'])} {c(['wild-type', 'G12D mutation detected', 'V600E mutation not detected', 'G13D mutated'])}; MMR {c(['proficient', 'deficient'])}, {c(['MSS', 'MSI-high'])}, HER2 {c(['not amplified', 'amplified'])}."
                ),
                lambda: f"If {c(SYMPT)} or {c(SYMPT)} develops, return to the emergency department.",
                lambda: (
                    f"ECOG performance status {r.randint(0, 3)}, weight {self.num(45, 120)} kg, BP {r.randint(95, 170)}/{r.randint(50, 99)}, HR {r.randint(50, 115)}."
                ),
            ]
        )()

    def path(self):
        c, r = self.c, self.r
        n = r.randint(8, 34)
        return c(
            [
                lambda: (
                    f"Invasive {c(['moderately', 'poorly', 'well'])} differentiated adenocarcinoma, {self.size()}, {c(['invading through the muscularis propria into pericolorectal tissue', 'confined to the submucosa', 'penetrating the visceral peritoneum'])}."
                ),
                lambda: (
                    f"Lymph nodes: {r.randint(0, 7)} of {n} regional lymph nodes positive for metastatic carcinoma ({r.randint(0, 7)}/{n})."
                ),
                lambda: (
                    f"Margins: Proximal and distal margins {c(['negative', 'free of tumor', 'uninvolved by carcinoma'])}; radial margin {self.num(0.1, 25)} mm."
                ),
                lambda: (
                    f"Lymphovascular invasion is {c(['present', 'not identified', 'absent', 'identified'])}; perineural invasion {c(['not identified', 'present', 'absent', 'is seen'])}."
                ),
                lambda: (
                    f"Pathologic stage: {c(['pT1', 'pT2', 'pT3', 'pT4a', 'ypT3'])} {c(['pN0', 'pN1a', 'pN1b', 'pN2a', 'ypN0'])} {c(['pM1a', 'M0', 'pM1b', 'cM0'])}."
                ),
                lambda: (
                    f"Liver, {self.seg()}, wedge resection: metastatic adenocarcinoma consistent with colorectal primary, {self.size()}, with {r.randint(5, 95)}% necrosis."
                ),
                lambda: f"Closest parenchymal margin is {self.num(0.1, 18)} mm; {c(['R0', 'R1'])} resection.",
                lambda: (
                    f"Tumor regression grade {r.randint(1, 5)} ({c(['Mandard', 'Rubbia-Brandt'])}), with {c(['major', 'partial', 'no'])} histologic response to chemotherapy."
                ),
                lambda: (
                    f"Immunohistochemistry: CK20 {c(['positive', 'negative'])}, CDX2 {c(['positive', 'negative'])}, CK7 {c(['positive', 'negative'])}, SATB2 {c(['positive', 'negative'])}."
                ),
                lambda: (
                    f"MLH1, MSH2, MSH6 and PMS2: {c(['intact nuclear expression', 'loss of MLH1 and PMS2', 'no loss of nuclear expression'])}."
                ),
                lambda: (
                    f"Background liver shows {c(['mild steatosis', 'steatohepatitis', 'sinusoidal obstruction syndrome', 'no significant fibrosis', 'nodular regenerative hyperplasia'])}."
                ),
                lambda: (
                    f'Received in formalin labeled with the patient\'s name and "{c(SITES)}" is a {self.size()} segment of bowel; cassette {c("ABCDEF")}{r.randint(1, 20)}.'
                ),
                lambda: (
                    f"No {c(['tumor deposits', 'malignancy', 'high-grade dysplasia', 'signet ring cells', 'perforation'])} identified."
                ),
            ]
        )()

    def fill(self):
        c, r = self.c, self.r
        return c(
            [
                lambda: (
                    f"Discussed with {self.name()} {self.name()} by telephone at {r.randint(1, 12)}:{r.randint(10, 59)} on {self.date()}."
                ),
                lambda: (
                    f"The examination is {c(['mildly', 'moderately', 'minimally'])} limited by {c(['patient motion', 'body habitus', 'streak artifact', 'the timing of the contrast bolus'])}."
                ),
                lambda: (
                    f"All questions were answered and the patient agrees with this approach; total time {r.randint(15, 80)} minutes."
                ),
                lambda: f"Dose length product {r.randint(200, 1900)} mGy-cm, using automated exposure control.",
                lambda: (
                    f"The remaining visualized structures are {c(['grossly unremarkable', 'within expected limits', 'not significantly changed since ' + self.date()])}."
                ),
                lambda: (
                    f"Accession {c('ABCDEFGH')}{r.randint(10**7, 10**8)}, reviewed on the workstation by the attending physician."
                ),
                lambda: (
                    f"Lives in {self.name()} with {c(['spouse', 'a friend', 'family', 'two cats'])}, retired {c(['teacher', 'driver', 'engineer', 'nurse'])}."
                ),
                lambda: (
                    f"Appetite is {c(['good', 'fair', 'poor'])} and the patient walks about {r.randint(1, 9)} blocks daily."
                ),
            ]
        )()

    def plan(self):
        c, r = self.c, self.r
        return c(
            [
                lambda: (
                    f"{r.randint(1, 6)}. Continue {c(CHEMO)} every {r.randint(1, 4)} weeks, restaging CT in {r.randint(4, 12)} weeks."
                ),
                lambda: (
                    f"{r.randint(1, 6)}. Discuss {c(PROC).format(s=c(SEGS))} at multidisciplinary tumor board; lesions are {c(['resectable', 'borderline resectable', 'unresectable', 'potentially resectable after conversion chemotherapy'])}."
                ),
                lambda: (
                    f"{r.randint(1, 6)}. Recommend {c(['MRI liver with gadoxetate', 'PET/CT', 'biopsy', 'CEA', 'colonoscopy', 'short-interval follow-up'])} to {c(['exclude', 'evaluate for', 'rule out', 'assess'])} {c(NEGF)}."
                ),
                lambda: f"{r.randint(1, 6)}. Hold {c(CHEMO)} because of grade {r.randint(1, 4)} {c(SYMPT)}.",
                lambda: (
                    f"{r.randint(1, 6)}. {c(['Complete', 'Partial'])} response per RECIST 1.1, sum of target lesions {r.randint(10, 160)} mm."
                ),
                lambda: (
                    f"{r.randint(1, 6)}. {c(['Stable disease', 'Progressive disease', 'No evidence of disease'])}; {c(['extrahepatic disease is not present', 'extrahepatic disease in the lung', 'no extrahepatic disease'])}."
                ),
            ]
        )()


# template = (kind, [(header, sentence kind, share of the words)])
T = []
for tech in (
    "CT ABDOMEN AND PELVIS WITH CONTRAST",
    "CT CHEST ABDOMEN PELVIS",
    "CT LIVER TRIPHASIC",
    "CT ABDOMEN W/O CONTRAST",
):
    T.append(
        (
            "CT",
            tech,
            [
                ("CLINICAL HISTORY:", "hx", 2),
                ("TECHNIQUE:", "tech", 1),
                ("COMPARISON:", "cmp", 1),
                ("FINDINGS:", "liver organ neg", 14),
                ("IMPRESSION:", "liver plan neg", 6),
            ],
        )
    )
    T.append(
        (
            "CT",
            tech,
            [
                ("INDICATION:", "hx", 1),
                ("Findings:\nLIVER:", "liver", 7),
                ("OTHER ORGANS:", "organ neg", 8),
                ("Impression and recommendation:", "plan liver", 5),
            ],
        )
    )
    T.append(
        (
            "CT",
            tech,
            [
                ("REASON FOR THIS EXAMINATION:", "hx", 2),
                ("FINDINGS:", "liver liver organ neg", 16),
                ("IMPRESSION:", "plan", 4),
            ],
        )
    )
for tech in ("MRI LIVER WITH AND WITHOUT GADOXETATE", "MRI PELVIS RECTAL STAGING"):
    T.append(
        (
            "MRI",
            tech,
            [
                ("HISTORY:", "hx", 3),
                ("TECHNIQUE:", "tech", 1),
                ("FINDINGS:", "liver organ", 14),
                ("IMPRESSION:", "liver", 6),
            ],
        )
    )
    T.append(
        (
            "MRI",
            tech,
            [
                ("CLINICAL INDICATION:", "hx", 1),
                ("COMPARISON:", "cmp", 1),
                ("FINDINGS:", "liver neg", 16),
                ("CONCLUSION:", "plan neg", 5),
            ],
        )
    )
for spec in (
    "A. RIGHT HEMICOLECTOMY",
    "A. LIVER, PARTIAL HEPATECTOMY",
    "SIGMOID COLON, RESECTION",
    "RECTUM, LOW ANTERIOR RESECTION",
):
    T.append(
        (
            "PATH",
            spec,
            [
                ("CLINICAL HISTORY:", "hx", 2),
                ("FINAL DIAGNOSIS:", "path", 8),
                ("SYNOPTIC REPORT:", "path", 8),
                ("GROSS DESCRIPTION:", "path", 4),
                ("COMMENTS:", "path neg", 3),
            ],
        )
    )
for spec in ("LIVER BIOPSY", "LIVER, WEDGE RESECTIONS X 3", "LYMPH NODE EXCISION"):
    T.append(
        (
            "PATH",
            spec,
            [("DIAGNOSES:", "path", 9), ("Microscopic description:", "path", 9), ("ADDENDUM:", "path hx", 5)],
        )
    )
for kind in (
    "MEDICAL ONCOLOGY CLINIC NOTE",
    "SURGICAL ONCOLOGY CONSULTATION",
    "ONCOLOGY FOLLOW-UP",
    "TUMOR BOARD SUMMARY",
):
    T.append(
        (
            "CLINIC",
            kind,
            [
                ("CHIEF COMPLAINT:", "hx", 1),
                ("HISTORY OF PRESENT ILLNESS:", "hx liver", 9),
                ("PAST MEDICAL HISTORY:", "hx", 3),
                ("FAMILY HISTORY:", "hx", 2),
                ("IMAGING:", "liver neg", 5),
                ("Assessment/Plan:", "plan hx", 6),
            ],
        )
    )
for kind in ("OPERATIVE NOTE", "DISCHARGE SUMMARY", "PROGRESS NOTE"):
    T.append(
        (
            "CLINIC",
            kind,
            [
                ("HPI:", "hx", 6),
                ("PMH:", "hx", 3),
                ("Brief Hospital Course:", "hx neg liver", 8),
                ("DISCHARGE INSTRUCTIONS:", "plan hx", 5),
                ("Discharge Diagnosis:", "path liver", 3),
            ],
        )
    )


def section(g, kinds, n):
    out = []
    for _ in range(n):
        k = "fill" if len(kinds) > 1 and g.p(0.35) or g.p(0.15) else g.c(kinds)
        if k == "tech":
            out.append(
                g.c(
                    [
                        "Helical images were obtained after administration of 100 mL of intravenous contrast.",
                        "Arterial, portal venous and delayed phase images were acquired at 3 mm slice thickness.",
                        "Multiplanar T1, T2, DWI and hepatobiliary phase sequences were performed.",
                    ]
                )
            )
        elif k == "cmp":
            out.append(f"{g.c(['CT', 'MRI', 'PET/CT'])} dated {g.date()}.")
        else:
            out.append(getattr(g, k)())
    return out


def note(g, i, tmpl):
    kind, title, secs = tmpl
    head = f"{title}\nPatient: {g.name()}, {g.name()}  MRN: {g.r.randint(10**6, 10**7)}  DATE: {g.date()}\n\n"
    target = g.r.randint(300, 600)
    for scale in (0.7 * 1.06**k for k in range(40)):
        body = []
        for h, kinds, share in secs:
            s = section(g, kinds.split(), max(1, round(share * scale)))
            sep = g.c([" ", " ", "\n", "\n- "])
            body.append(h + g.c(["\n", " "]) + sep.join(s) + "\n")
        text = head + "\n".join(body) + f"\nElectronically signed by {g.name()} {g.name()}, MD on {g.date()}"
        if len(text.split()) >= target:
            break
    return {"id": i, "kind": kind, "text": text}


def corpus(n=2000, seed=7):
    g = G(random.Random(seed))
    return [note(g, i, T[i % len(T)]) for i in range(n)]


if __name__ == "__main__":
    out = sys.argv[1]
    n = int(sys.argv[2]) if len(sys.argv) > 2 else 2000
    notes = corpus(n, int(sys.argv[3]) if len(sys.argv) > 3 else 7)
    with open(out, "w") as f:
        for x in notes:
            f.write(json.dumps(x) + "\n")
    w = sorted(len(x["text"].split()) for x in notes)
    ch = sum(len(x["text"]) for x in notes)
    print(f"{n} notes, {len(T)} templates, words min/median/max {w[0]}/{w[n // 2]}/{w[-1]}, {sum(w)} words, {ch} chars")
