import pytest

from pipeline.selection import numbers


@pytest.mark.parametrize(
    ("text", "expected"), [("1", (1,)), ("1-3, 5", (1, 2, 3, 5)), ("2,2,1-2", (2, 1))]
)
def test_lists_of_chapters(text: str, expected: tuple[int, ...]) -> None:
    assert numbers(text) == expected


@pytest.mark.parametrize("text", ["", "a", "1-", "-3", "1..3", "1,,2"])
def test_what_is_no_list_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a list of chapter numbers"):
        numbers(text)


def test_a_range_that_goes_back_is_refused() -> None:
    with pytest.raises(ValueError, match="from 3 back to 1"):
        numbers("2,3-1")
