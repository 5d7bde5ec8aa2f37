import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.keys import Json, canonical, digest

VALUES: st.SearchStrategy[Json] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.text(), st.integers()))
def test_the_order_of_a_mapping_does_not_matter(mapping: dict[str, int]) -> None:
    assert digest(mapping) == digest(dict(reversed(mapping.items())))


@given(st.text())
def test_one_word_has_one_key_however_its_accents_are_stored(text: str) -> None:
    composed, taken_apart = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
    assert digest(composed) == digest(taken_apart)


@given(VALUES)
def test_a_canonical_text_is_its_own_canonical_form(value: Json) -> None:
    import json

    assert canonical(json.loads(canonical(value))) == canonical(value)


def test_a_whole_number_is_the_same_as_a_float() -> None:
    assert canonical({"pace": 1.0}) == canonical({"pace": 1})
    assert canonical([True, None]) == "[true,null]"


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_number_that_is_none_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="canonical"):
        canonical([value])
