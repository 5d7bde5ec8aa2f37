"""How alike two voices are taken to sound."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.casting.distinctness import Distinctness, blend
from pipeline.model import Age, Gender, Likeness, Voice

Vector = tuple[float, ...]


def voice(name: str, gender: Gender = Gender.FEMALE, age: Age = Age.ADULT, **more: str) -> Voice:
    return Voice(f"toy:{name}", "toy", tuple(sorted(more.items())), name, gender=gender, age=age)


def cosine(one: Vector, other: Vector) -> float:
    product = sum(a * b for a, b in zip(one, other, strict=True))
    return product / math.sqrt(sum(a * a for a in one) * sum(b * b for b in other))


def unit(vector: Vector) -> Vector:
    length = math.sqrt(sum(part * part for part in vector))
    return tuple(part / length for part in vector)


VECTORS = st.lists(
    st.tuples(*[st.floats(0.1, 1)] * 4).map(unit), min_size=2, max_size=5, unique=True
)


@settings(deadline=None)
@given(VECTORS, st.integers(1, 99))
def test_a_blend_lies_between_its_parts(vectors: list[Vector], percent: int) -> None:
    names = [f"v{n}" for n in range(len(vectors))]
    table = Likeness(
        tuple(f"toy:{name}" for name in names),
        tuple(
            tuple(cosine(vector, other) for other in vectors[:index])
            for index, vector in enumerate(vectors)
        ),
        0.8,
    )
    share = percent / 100
    mixed = voice("mixed", style=f"v0*{share}+v1*{1 - share:.2f}")
    ear = Distinctness([*map(voice, names), mixed], [table])
    between = tuple(
        share * a + (1 - share) * b for a, b in zip(vectors[0], vectors[1], strict=True)
    )
    for name, vector in zip(names, vectors, strict=True):
        assert ear.cosine("toy:mixed", f"toy:{name}") == pytest.approx(cosine(between, vector))
        assert not ear.measured("toy:mixed", f"toy:{name}")
    for one, other in itertools.product(names, repeat=2):
        assert ear.cosine(f"toy:{one}", f"toy:{other}") == ear.cosine(f"toy:{other}", f"toy:{one}")


def test_voices_that_nobody_measured_are_judged_by_gender_and_age() -> None:
    she, her = voice("she"), voice("her")
    gran, he = voice("gran", age=Age.OLD), voice("he", Gender.MALE)
    odd = voice("odd", Gender.UNKNOWN)
    ear = Distinctness([she, her, gran, he, odd])
    alike = [ear.cosine("toy:she", f"toy:{name}") for name in ("she", "her", "gran", "he")]
    assert alike == sorted(alike, reverse=True)
    assert len(set(alike)) == 4
    assert ear.cosine("toy:she", "toy:odd") == ear.cosine("toy:she", "other:x") < alike[2]
    assert ear.excess("toy:she", "toy:she") > 0 == ear.excess("toy:she", "toy:her")


def test_a_measured_voice_by_another_name_is_that_voice() -> None:
    table = Likeness(("toy:a", "toy:b"), ((), (0.4,)), 0.8)
    ear = Distinctness([voice("mine", style="a"), voice("a"), voice("b")], [table])
    assert ear.cosine("toy:mine", "toy:a") == pytest.approx(1)
    assert ear.cosine("toy:b", "toy:mine") == pytest.approx(0.4)


def test_what_is_no_blend_has_no_parts() -> None:
    assert blend(voice("plain", style="af_heart", note="a + b * c")) == {}
    mixed = voice("mixed", style="af_heart*0.6+bf_emma*0.4")
    assert blend(mixed) == {"toy:af_heart": 0.6, "toy:bf_emma": 0.4}
