"""Letters that are read one by one: initials and acronyms; and capitals that are only loud."""

from __future__ import annotations

import re

from pipeline.casting.spoken.rewriting import Family, Match, Rule, rule, where
from pipeline.casting.spoken.roman import NUMERAL
from pipeline.casting.spoken.sentences import OPENERS, ends_sentence
from pipeline.casting.spoken.wording import Wording


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SPELLED = _words("""
AA ABC AC AD ACLU AFL AI AK BA BBC BC BCE BMW BS CBE CBS CCTV CD CDC CE CEO CFO CIA CID CIO CNN CPA
CPR CPU CSI DC DEA DFC DIY DJ DNA DOA DSO DUI DVD EEG EKG ECG EMT EPA ESP ETA EU FAA FBI FDA FDR FM
GCHQ GDP GI GMT GPS GP HBO HIV HMS HQ HR IBM ICU ID IOU IQ IRA IRS ISBN ITV IV JFK JP KC KGB LAPD
LP LSD MC MBA MBE MD MGM MI MIT MOD MP MRI MS MTV MVP NBA NBC NCO NFL NHS NSA NY NYC NYPD NYU OBE
OUP PBS PC PM PO POW PR PS PTA PTSD QC RAF RAM RN RNA RPG RSVP RV SAS SOS SS SSW SUV TB TNT TV UAE
UCLA UFO UK UN UPS US USA USAF USN USS USSR VC VCR VD VE VIP VJ WC WPC YMCA YWCA PHD LLD DD DSC XO
AOL ATM ATV CGI DA EDM EMS EP ER ESPN EV IED LA LAX NDA OJ PI URL USB USC
""")
"""Acronyms that are spelled out though some of them could be read as words."""

_WORDS_TOO = _words("DA EP ER HR ID LA LAX MS PI POW RAM US")
"""Of these, what is a word when the words around it are in capitals too."""

_SOUNDS = _words("BRR BRRR GRR GRRR HM HMM MM MMM NTH PFFT PSST SH SHH SHHH SSH TSK ZZZ")

_CAPITALS = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)*")
_VOWEL = re.compile(r"[AEIOUYÄÖÜÀ-ÏÒ-ÖÙ-Ý]")
_SENTENCE_START = re.compile(r"(?:^|[.!?…])[\"“”'‘’()\s]*$")


def initials(wording: Wording) -> tuple[Rule, ...]:
    """`J. R. R. Tolkien`, `U.S.A.`, `Ph.D.`

    Letters that follow one another keep the full stops between them, which is how speech
    engines know them for letters; the last one goes, since it would be heard as a pause.
    """

    def joined(match: Match) -> str:
        letters = re.findall(r"[^\W\d_]", match.group())
        return ".".join(letters) + ("." if ends_sentence(match, wording) else "")

    def degree(match: Match) -> str:
        ends = match.group().endswith(".") and ends_sentence(match, wording)
        return ".".join(re.findall(r"[A-Za-z]", match.group())).upper() + ("." if ends else "")

    def single(match: Match) -> str | None:
        # A lone A without its full stop would be the article.
        return None if match[1] == "A" else match[1]

    return (
        rule(r"\b(?:Ph|Litt|Sc|Ed|Ll)\. ?D\.(?:(?=\W)|$)|\bLL\. ?[BDM]\.", degree),
        rule(
            r"\b(?:[A-ZÀ-Þ]\.[ ]?){2,}(?<! )(?!\w)|\b(?:[A-ZÀ-Þ]\. ){2,}(?=[A-ZÀ-Þ][a-zà-ÿ])(?!X)",
            lambda m: joined(m) + (" " if m.group().endswith(" ") else ""),
        ),
        rule(r"\b(?:[a-z]\.){2,}(?!\w)", joined),
        rule(
            rf"(?<![\w.'’])([A-HJ-Z])\.(?= (?!{OPENERS})(?:van |von |de |du )?[A-Z][a-zà-ÿ'’])",
            single,
        ),
    )


def acronyms(wording: Wording, *, heading: bool) -> tuple[Family, ...]:
    """Words in capitals: acronyms are spelled, all else is read as the word that it is.

    In a heading all words are lowered that stand in capitals beside each other.
    """

    def changes(text: str) -> list[tuple[int, int, str]]:
        words = list(_CAPITALS.finditer(text))
        loud = [len(word.group()) > 1 and word.group().isupper() for word in words]
        found = []
        for index, match in enumerate(words):
            word = match.group()
            if _plural(word):
                found.append((match.start(), match.end(), _spelled(word)))
                continue
            if not loud[index] or "." in text[match.start() - 1 : match.start()]:
                continue
            among = any(loud[max(0, index - 1) : index]) or any(loud[index + 1 : index + 2])
            named = index > 0 and words[index - 1].group().istitle()
            if (heading or named) and re.fullmatch(NUMERAL, word):
                continue
            first = heading or _SENTENCE_START.search(text, 0, match.start()) is not None
            found.append((match.start(), match.end(), _said(word, first, among, wording.code)))
        return found

    return where(r"[^\W\d_a-zß-öø-ÿ]{2}|PhD", (changes,))


def _plural(word: str) -> bool:
    """`MPs`, `TVs`, `FBI's`, `PhD`."""
    return word == "PhD" or (
        re.fullmatch(r"[A-Z]{2,5}(?:['’]?s)", word) is not None
        and word.rstrip("s").rstrip("'’") in _SPELLED
    )


def _spelled(word: str) -> str:
    if word == "PhD":
        return "P.H.D"
    letters = word.rstrip("s").rstrip("'’")
    return f"{' '.join(letters)}'s"


def _said(word: str, first: bool, among: bool, language: str) -> str:
    plain = word.replace("’", "").replace("'", "")
    if language == "en":
        if word in ("OK", "OKAY"):
            return "okay"
        loud_word = among and (plain in _WORDS_TOO or len(plain) > 4)
        if plain in _SPELLED and not loud_word:
            return ".".join(plain)
    if not _VOWEL.search(plain) and len(plain) <= 5 and plain not in _SOUNDS:
        return ".".join(plain)
    return word.capitalize() if first else word.lower()
