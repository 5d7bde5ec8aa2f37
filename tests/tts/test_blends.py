from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.tts.blends import blend_text, parse_blend

NAMES = st.text("abcdefghij_", min_size=1, max_size=8)
WEIGHTS = st.dictionaries(NAMES, st.floats(0.05, 20), min_size=1, max_size=5)


def test_one_way_to_write_a_blend():
    assert blend_text({"bf_emma": 0.4, "af_heart": 0.6}) == "af_heart*0.6+bf_emma*0.4"
    assert blend_text({"af_heart": 3, "bf_emma": 2}) == "af_heart*0.6+bf_emma*0.4"
    assert blend_text({"af_heart": 7}) == "af_heart"
    assert parse_blend("af_heart") == (("af_heart", 1.0),)


@given(WEIGHTS)
def test_a_blend_is_read_as_it_was_written(weights):
    text = blend_text(weights)
    parsed = dict(parse_blend(text))
    assert parsed.keys() == weights.keys()
    total = sum(weights.values())
    for name, weight in weights.items():
        assert parsed[name] == pytest.approx(weight / total, abs=1e-4)
    assert dict(parse_blend(blend_text(parsed))) == pytest.approx(parsed, abs=3e-4)


@pytest.mark.parametrize(
    "weights", [{}, {"a": 0}, {"a": -1, "b": 2}, {"a": float("inf")}, {"a": "much"}, {"a": True},
                {"a": float("nan")}, dict.fromkeys("abcdef", 1)]
)  # fmt: skip
def test_weights_that_mean_nothing(weights):
    with pytest.raises(ValueError, match=r"weight|voices"):
        blend_text(weights)


@pytest.mark.parametrize(
    "text", ["", "a*", "a*0.5", "a*0.5+b*0.6", "b*0.5+a*0.5", "a+a", "a*x+b*1"]
)
def test_texts_that_are_no_blend(text):
    with pytest.raises(ValueError, match=r".+"):
        parse_blend(text)
