"""Where sentences end, in English as it is printed."""

import pytest

from pipeline.segmenter.sentences import sentence_spans


def cut(text: str) -> list[str]:
    return [text[span.start : span.end] for span in sentence_spans(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Dr. Watson met Mrs. Hudson in St. James's Street at 9 a.m. on the 3rd.",
        "It was written by J. R. Smith and H. G. Wells.",
        "Some animals, e.g. cats, i.e. felines, came, etc. and so on.",
        "See No. 5 and Nos. 6 to 9 of vol. 2.",
        "The U.S. Army sent Capt. Jones and Lt. Col. Brown.",
        "'What?' he said.",
        "“What is it?” she asked.",
        '"Oh, Mr. Brown!"',
        '"Do you know H. Brown?"',
        "She had cried 'Stop!' and run.",
        "'Who goes there?' Tom called from the wall.",
        "I was... not ready… for that.",
        "He paid 3.50 for it, vs. 4.20 before.",
        "Messrs. Brown and Sons, Ltd. of Leith",
        "“Wait—! not yet,” he said.",
        "Hello",
        "Am 3. Mai, z. B. um 8 Uhr, kam Hr. Müller zu Dr. Weiß.",
        "Sie kaufte Brot, Salz usw. und ging.",
        "Ce soir M. Dupont et Mme. Petit dînent à 8 h.",
        "El Sr. López y la Sra. Gil salieron a las 8 p. m. con D. Juan.",
        "Il sig. Rossi e la sig.ra Bianchi, il dott. Neri, ecc. uscirono.",
    ],
)
def test_one_sentence(text):
    assert cut(text) == [text]


@pytest.mark.parametrize(
    "sentences",
    [
        ["It rained.", "She slept."],
        ["“No.", "I won't.”"],
        ["What?", "Nobody knew!", "They left."],
        ["He came at 5 p.m.", "The house was dark."],
        ["It was I.", "He had gone."],
        ["I waited...", "He never came."],
        ["She said “no.”", "Then she left."],
        ["They met Dr. Brown.", "He was late."],
        ["'Stop!'", "The man ran."],
        ["Er kam um 3.", "Dann ging er."],
        ["Poi uscì.", "Era tardi."],
    ],
)
def test_several_sentences(sentences):
    assert cut(" ".join(sentences)) == sentences


def test_no_other_text_moves_a_sentence_end():
    """Nothing is learnt from the text: a paragraph is cut alike wherever it stands."""
    text = "He saw Brig. Adams. The lamp went out."
    rest = "The brig. sank. A brig. came. Brig. Brig. Adams. adams adams."
    assert cut(f"{rest} {text}")[-len(cut(text)) :] == cut(text)


def test_a_very_long_paragraph_is_cut_all_the_same():
    text = "The cat sat on the mat and saw Mr. Brown. " * 2_000
    assert len(cut(text.strip())) == 2_000
