"""Attributors that somebody else could have written."""

from __future__ import annotations

from pipeline.attributors.attributor import Answer, Question
from pipeline.toml_text import Table


class Biased:
    """Gives every line to whoever its table names; says that it is somewhere else."""

    name = "biased"
    revision = 1

    def __init__(self, table: Table) -> None:
        table.known(("towards",))
        self.identity = table.string("towards", "nobody")
        self.host = "far.example.com"

    def answer(self, question: Question) -> Answer:
        return Answer(tuple((id_, self.identity) for id_ in question.asked))
