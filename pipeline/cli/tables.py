"""Values as tables that people read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table

from pipeline.analysis_json import said
from pipeline.casting.reasons import Reason
from pipeline.contents import Entry
from pipeline.findings import Finding
from pipeline.model import NARRATOR, Analysis, Book, Cast, Plan, Voice
from pipeline.pronunciations import SaidWord
from pipeline.sources import WHY

WHOLE = {"Voice", "Utterance"}
"""Columns that people copy from: never cut or folded while others can be."""
SPOKEN_PER_SECOND = 15
"""Characters; about what every voice speaks at its usual pace."""


def console() -> Console:
    """Standard output; where it is no terminal, lines are as long as they need to be."""
    out = Console(highlight=False, emoji=False, markup=False)
    if not out.is_terminal:
        out = Console(highlight=False, emoji=False, markup=False, width=200)
    return out


def counted(number: int, noun: str) -> str:
    """`1 clip`, `2 clips`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def show(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    table = Table(title=title or None, title_justify="left", box=None, pad_edge=False)
    for name in columns:
        number = name.startswith("#")
        table.add_column(
            name.removeprefix("#"),
            justify="right" if number else "left",
            no_wrap=name in WHOLE,
            overflow="fold",
        )
    for row in rows:
        table.add_row(*row)
    console().print(table)


def show_contents(book: Book, entries: Sequence[Entry]) -> None:
    """Chapters and what else the book has, with what is spoken and why not."""
    show(
        f"{book.title}{', ' if book.authors else ''}{', '.join(book.authors)}\n",
        ("#", "Title", "#Words", "#Minutes", "Spoken"),
        (
            (
                str(entry.chapter or ""),
                _short(entry.title),
                f"{entry.words:,}",
                f"{entry.minutes:.0f}" if entry.minutes >= 1 else "< 1",
                f"no: it is {WHY.get(entry.reason, entry.reason)}" if entry.reason else "yes",
            )
            for entry in entries
        ),
    )
    spoken = [entry for entry in entries if not entry.reason]
    minutes = round(sum(entry.minutes for entry in spoken))
    console().print(
        f"\nSpoken: {counted(len(spoken), 'chapter')}, {sum(e.words for e in spoken):,} words, "
        f"about {minutes // 60} h {minutes % 60:02} min."
    )


def show_cast(cast: Cast, analysis: Analysis, voices: Sequence[Voice]) -> None:
    """Everyone's voice, the most talkative first."""
    by_id = {voice.id: voice for voice in voices}
    lines, words = said(analysis.script)
    names = {character.id: character for character in analysis.characters}
    rows = []
    for role in sorted(cast.roles, key=lambda role: (-words[role.speaker], role.speaker)):
        character = names.get(role.speaker)
        if character is None:
            continue
        narrates = [s.id for s in analysis.script.scenes if s.narrator == role.speaker]
        rows.append(
            (
                character.name,
                character.gender.value,
                str(lines[role.speaker]),
                str(words[role.speaker]),
                role.voice,
                by_id[role.voice].timbre,
                ", ".join(narrates[:6]) + (" …" if len(narrates) > 6 else ""),
            )
        )
    narrator = cast.narrator
    rows.insert(
        0,
        ("Narrator", "", "", "", narrator.voice, by_id[narrator.voice].timbre, "all other scenes"),
    )
    show("", ("Speaker", "Gender", "#Lines", "#Words", "Voice", "Sounds", "Narrates"), rows)


def show_reasons(reasons: Sequence[Reason]) -> None:
    """Why everyone has their voice, a line each."""
    out = console()
    for reason in reasons:
        name = "Narrator" if reason.speaker == NARRATOR else reason.name
        out.print(f"{name}: {reason.voice} — {reason}", soft_wrap=True)


def show_analysis(analysis: Analysis) -> None:
    out = console()
    script = analysis.script
    names = {character.id: character.name for character in analysis.characters}
    lines, words = said(script)
    show(
        "Chapters",
        ("#", "Title", "Scenes", "#Words"),
        (
            (
                str(chapter.number),
                chapter.title,
                ", ".join(
                    scene.id + (f" (told by {names[scene.narrator]})" if scene.narrator else "")
                    for scene in chapter.scenes
                ),
                str(sum(len(u.text.split()) for u in chapter.utterances)),
            )
            for chapter in script.chapters
        ),
    )
    out.print()
    show(
        "Speakers",
        ("Name", "Also called", "Gender", "#Lines", "#Words"),
        (
            (
                character.name,
                ", ".join(character.aliases),
                character.gender.value,
                str(lines[character.id]),
                str(words[character.id]),
            )
            for character in sorted(analysis.characters, key=lambda c: (-words[c.id], c.id))
        ),
    )
    doubtful = sum(1 for item in analysis.attributions if item.confidence < 0.5)
    if doubtful:
        out.print(
            f"\nWorth a look: {counted(doubtful, 'quotation')} (`fullcast script STORY --review`)."
        )


def show_review(analysis: Analysis, most: int) -> None:
    """The quotations whose speaker is least certain, the most doubtful first."""
    texts = {utterance.id: utterance.text for utterance in analysis.script.utterances}
    ranked = sorted(analysis.attributions, key=lambda item: item.confidence)
    show(
        "",
        ("Utterance", "#Sure", "Speaker", "By", "Because of", "Text"),
        (
            (
                item.utterance,
                f"{item.confidence:.0%}",
                speaker_name(item.speaker, analysis),
                item.method,
                _short(" ".join(item.evidence.split()), 40),
                _short(" ".join(texts[item.utterance].split())),
            )
            for item in ranked[:most]
        ),
    )


def show_names(words: Sequence[SaidWord]) -> None:
    """Names and rare words, and how they are said now."""
    show(
        "",
        ("Word", "#Times", "Kind", "Sounds", "Lexicon"),
        (
            (
                word.use.written,
                str(word.use.times),
                "name" if word.use.is_name else "rare",
                word.sounds,
                "; ".join(
                    [
                        *([word.entry.say or word.entry.ipa] if word.entry else []),
                        *(
                            f"{', '.join(entry.speakers)}: {entry.say or entry.ipa}"
                            for entry in word.entries
                        ),
                    ]
                ),
            )
            for word in words
        ),
    )


def show_plan(plan: Plan, why: bool) -> None:
    characters = sum(len(due.direction.request.text) for due in plan.missing)
    words = sum(len(due.direction.request.text.split()) for due in plan.missing)
    if why and plan.missing:
        show(
            "",
            ("Utterance", "Speaker", "Voice", "Why", "Text"),
            (
                (
                    due.direction.utterance,
                    due.direction.speaker,
                    due.direction.request.voice.id,
                    due.reason,
                    _short(due.direction.request.text),
                )
                for due in plan.missing
            ),
        )
        print()
    minutes = characters / SPOKEN_PER_SECOND / 60
    console().print(
        f"Due: {counted(len(plan.missing), 'clip')}, {counted(words, 'word')}, about "
        f"{minutes:.1f} minutes of speech. In the store: {counted(len(plan.ready), 'clip')}."
    )


def show_findings(findings: Sequence[Finding]) -> None:
    out = Console(stderr=True, highlight=False, emoji=False, markup=False, soft_wrap=True)
    for finding in findings[:20]:
        place = f" ({finding.where})" if finding.where else ""
        out.print(f"{finding.severity.value}: {finding.message}{place} [{finding.code}]")
    if len(findings) > 20:
        out.print(f"… and {len(findings) - 20} more; --json lists them all.")


def show_voices(voices: Sequence[Voice]) -> None:
    show(
        "",
        ("Voice", "Name", "Language", "Accent", "Gender", "Age", "Sounds"),
        (
            (v.id, v.name, v.language, v.accent, v.gender.value, v.age.value, v.timbre)
            for v in voices
        ),
    )


def speaker_name(speaker: str, analysis: Analysis) -> str:
    if speaker == NARRATOR:
        return "Narrator"
    return next((c.name for c in analysis.characters if c.id == speaker), speaker)


def _short(text: str, longest: int = 60) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"
