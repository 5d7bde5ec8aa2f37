"""A question in words, for a language model."""

from __future__ import annotations

from pipeline.attributors.attributor import Line, Question
from pipeline.model import UNKNOWN, Character, Gender

RULES = f"""\
You are shown a part of a story. Some of its quotations have an id in square brackets right \
before them. Say who speaks each of these.

Answer with one JSON object and nothing else, in this form:
{{"speakers": {{"<id of a quotation>": "<id of a character>"}}}}

Give every id exactly once. Speakers are ids from the list of characters and no others; where \
the speaker is none of them or can't be told, it is "{UNKNOWN}". Who is spoken to or spoken of \
is not the speaker. Repeat nothing of the text.\
"""


def messages(question: Question) -> list[dict[str, str]]:
    """The chat that asks it."""
    names = {who.id: who.name for who in question.characters}
    told = (
        f'{names.get(question.narrator, question.narrator)} tells this part as "I".'
        if question.narrator
        else "This part is told in the third person."
    )
    wanted = frozenset(question.asked)
    asked = (
        f"Characters:\n{chr(10).join(_who(character) for character in question.characters)}\n\n"
        f"{told}\n\n"
        f"The story:\n{''.join(_shown(line, wanted) for line in question.lines).strip()}\n\n"
        f"The ids to answer for: {', '.join(question.asked)}"
    )
    return [{"role": "system", "content": RULES}, {"role": "user", "content": asked}]


def _who(character: Character) -> str:
    described = [character.name]
    if character.aliases:
        described.append(f"also {', '.join(character.aliases)}")
    if character.gender is not Gender.UNKNOWN:
        described.append(character.gender.value)
    return f"- {character.id}: {'; '.join(described)}"


def _shown(line: Line, wanted: frozenset[str]) -> str:
    mark = ""
    if line.id in wanted:
        mark = f"[{line.id}] "
    elif line.speaker:
        mark = f"[spoken by {line.speaker}] "
    space = "\n\n" if line.begins else " "
    return f"{space}{mark}{' '.join(line.text.split())}"
