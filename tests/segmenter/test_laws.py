"""What holds of every text: nothing lost, nothing twice, and names that stay."""

import re

from hypothesis import example, given, settings
from hypothesis import strategies as st
from segmenting import book_of, script_of

from pipeline.errors import SourceError
from pipeline.model import BlockKind, Script, UtteranceKind
from pipeline.segmenter import segment

MARKS = "\"“”‘’'«»„‚‹›—–-.?!…,;:()*#_~ "
MARK = re.compile(r"[\Wox]*", re.I)
WORDS = st.sampled_from(
    ["harbour", "I", "Mr.", "6'2\"", "'tis", "boys'", "No. 5", "J. R.", "Chapter 2", "said", "x"]
)
PARAGRAPHS = st.lists(
    st.one_of(
        WORDS, st.text(MARKS, min_size=1, max_size=3), st.sampled_from([" ", "\n", "\u00a0"])
    ),
    max_size=30,
).map("".join)
TEXTS = st.lists(
    st.one_of(
        PARAGRAPHS,
        st.sampled_from(
            ["* * *", "Chapter 1", "I.", "# One", "Font Size:", "", "", "12", "PROLOGUE"]
        ),
    ),
    min_size=1,
    max_size=14,
).map("\n\n".join)


@example("I\n\nharbour\n\nI\n\nChapter 1\n\nChapter 1", ".txt")
@settings(max_examples=300, deadline=None)
@given(TEXTS, st.sampled_from([".txt", ".md"]))
def test_utterances_tile_the_spoken_text(text, suffix):
    try:
        book = book_of(text, suffix)
    except SourceError:
        return
    silent = set()
    for block in book.sections[0].blocks:
        if block.kind in (BlockKind.LEFT_OUT, BlockKind.SCENE_BREAK):
            silent.update(range(block.start, block.span.end))
        if block.kind is BlockKind.HEADING:
            marks = [i for i in range(block.start, block.span.end) if text[i] in "#=- \n"]
            silent.update(marks)
    script = segment(book)
    end = 0
    for utterance in script.utterances:
        span = utterance.span
        assert utterance.text == text[span.start : span.end] == utterance.text.strip()
        assert any(character.isalnum() for character in utterance.text)
        assert end <= span.start
        assert_unspoken(text, end, span.start, silent)
        end = span.end
        at = span.start
        for sentence in utterance.sentences:
            assert not text[at : sentence.start].strip()
            assert sentence.start < sentence.end <= span.end
            at = sentence.end
        assert at == span.end
    assert_unspoken(text, end, len(text), silent)
    ids = [utterance.id for utterance in script.utterances]
    assert len(set(ids)) == len(ids)
    assert len({chapter.id for chapter in script.chapters}) == len(script.chapters)
    assert [c.number for c in script.chapters] == list(range(1, len(script.chapters) + 1))


def assert_unspoken(text: str, start: int, end: int, silent: set[int]) -> None:
    left = "".join(text[i] for i in range(start, end) if i not in silent)
    for line in left.splitlines():
        assert MARK.fullmatch(line) or not any(map(str.isalnum, line))


def ids_of(script: Script) -> dict[str, str]:
    texts = [u.text for u in script.utterances]
    return {u.text: u.id for u in script.utterances if texts.count(u.text) == 1}


SENTENCES = st.sampled_from(
    ["“Yes,” said Ann.", "Nobody came.", "“Yes.”", "It rained. It rained again.", "“No,” he said."]
)


@settings(deadline=None)
@given(st.lists(SENTENCES, min_size=1, max_size=12), st.data())
def test_a_paragraph_put_in_elsewhere_leaves_the_ids_of_other_texts(paragraphs, data):
    before = ids_of(script_of("\n\n".join(paragraphs)))
    place = data.draw(st.integers(0, len(paragraphs)))
    longer = [*paragraphs[:place], "“Whatever next?” asked Mara, and left.", *paragraphs[place:]]
    after = ids_of(script_of("\n\n".join(longer)))
    assert {text: after[text] for text in before if text in after} == before


def test_texts_that_recur_are_told_apart_by_their_neighbours():
    pair = ["“Yes.”", "The rain had stopped at last.", "“Yes.”", "Then the lamp went out."]
    script = script_of("\n\n".join(pair))
    first, second = (u.id for u in script.utterances if u.text == "“Yes.”")
    assert first != second
    longer = script_of("\n\n".join(["Nobody knew the hour.", "It was late.", *pair]))
    assert second in {u.id for u in longer.utterances}


def test_white_space_within_a_text_is_not_in_its_id():
    one = script_of("“Do not go down to the\nharbour alone,” said\nthe old man on the wall.\n")
    two = script_of("“Do not go down to\nthe harbour alone,” said the\nold man on the wall.\n")
    assert [u.id for u in one.utterances] == [u.id for u in two.utterances]


def test_the_same_text_makes_the_same_script():
    text = "Chapter 1\n\n“Yes,” said Ann. “Yes.”\n\n“Yes.”\n"
    assert script_of(text) == script_of(text)


def test_only_quotations_lack_a_speaker():
    for utterance in script_of("Chapter 1\n\n“Yes,” said Ann.").utterances:
        assert (utterance.speaker == "unknown") == (utterance.kind is UtteranceKind.QUOTATION)
