"""A story of three scenes, and what is heard in it."""

from __future__ import annotations

from pipeline.model import Analysis, UtteranceKind

STORY = """\
Anna Marsh put the kettle on, and Ben Holt sat down at her table.

"You are late," said Anna.

"The ferry was late," Ben said.

"It always is."

"Not always."

* * *

Carol Dean shut the gate of the yard behind her. Ben Holt was waiting with the horse.

"She has eaten nothing," he said.

"Then we wait," said Carol.

"For what?"

* * *

Dora Finch read the letter to Edwin Lowe by the window of the inn.

"They want the house back," said Dora.

"They can want it," said Edwin.

"You would let them ask?"

"Let them."
"""


def spoken(analysis: Analysis) -> dict[str, str]:
    """Who says each quotation, by its text."""
    return {
        utterance.text: utterance.speaker
        for utterance in analysis.script.utterances
        if utterance.kind is UtteranceKind.QUOTATION
    }


def texts(analysis: Analysis) -> list[str]:
    return [utterance.text for utterance in analysis.script.utterances]
