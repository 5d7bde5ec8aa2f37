"""One function a command: call the API, show what came of it."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict
from pathlib import Path

import msgspec

from pipeline import amending, pronunciations
from pipeline import production as productions
from pipeline.analysis_json import analysis_json
from pipeline.casting.script_text import format_script, read_script
from pipeline.choices import Choices
from pipeline.cli import progress, tables
from pipeline.cli.tables import counted
from pipeline.contents import contents_json
from pipeline.errors import EngineUnavailable, FullcastError, NotSetUp, SourceError
from pipeline.findings import Finding
from pipeline.folder import LEXICON
from pipeline.keys import Json
from pipeline.model import Audio, Plan, Voice
from pipeline.production import Production, opened
from pipeline.rendering import Rendering, render
from pipeline.selection import Selection
from pipeline.sources import WHY
from pipeline.tts.install import install
from pipeline.tts.library import library
from pipeline.tts.playback import play
from pipeline.tts.preview import preview
from pipeline.tts.registry import engine_names, load_engine

REHEARSAL = "tone"
"""An engine that hums in place of speech: listed only by name."""


def run(options: Namespace) -> int:
    """Run the command that was parsed and return the exit code. Raises FullcastError."""
    return {
        "render": _render,
        "contents": _contents,
        "analyze": _analyze,
        "cast": _cast,
        "script": _script,
        "names": _names,
        "plan": _plan,
        "regenerate": _regenerate,
        "voices": _voices,
        "check": _check,
    }[options.command](options)


def _render(options: Namespace) -> int:
    with _opened(options) as production:
        _report(_rendered(production, _where(options), options), options)
    return 0


def _contents(options: Namespace) -> int:
    book, entries = productions.contents(options.target)
    if options.json:
        _print_json(contents_json(book, entries, WHY))
    else:
        tables.show_contents(book, entries)
    return 0


def _regenerate(options: Namespace) -> int:
    where = _where(options)
    if not where:
        raise FullcastError(
            "What is to be read again?",
            "Name it with --scene, --chapter, --speaker or --utterance.",
        )
    with opened(options.target, on_event=_questions(options)) as production:
        again, take = amending.with_new_take(production, where, options.take)
        chosen = {item.utterance for item in productions.directions_of(again, where)}
        chapters = tuple(
            chapter.number
            for chapter in again.chapters
            if any(utterance.id in chosen for utterance in chapter.utterances)
        )
        result = _rendered(again, Selection(chapters=chapters), options)
        _report(result, options)
    if not (options.quiet or options.json):
        print(f"{counted(len(chosen), 'utterance')} read as take {take}.")
        if take > 1 and any(engine.repeatable for engine in again.engines):
            print(
                "This engine always reads a line alike, so a new take varies pace and pitch a "
                "little. A voice, pace or pitch in cast.toml, or `say` in edits.toml, changes more."
            )
    return 0


def _analyze(options: Namespace) -> int:
    book, analysis, findings = productions.analyze(options.story, options.narrator)
    if options.json:
        _print_json(analysis_json(book, analysis) | {"findings": _as_json(findings)})
    else:
        tables.show_analysis(analysis)
        tables.show_findings(findings)
    return 0


def _cast(options: Namespace) -> int:
    with _opened(options) as production:
        why = productions.why(production) if options.why else ()
        if options.json:
            shown: dict[str, Json] = {
                "narrator": production.cast.narrator.voice,
                "roles": [asdict(role) for role in production.cast.roles],
            }
            if options.why:
                shown["why"] = [asdict(reason) for reason in why]
            _print_json(shown)
        elif options.why:
            tables.show_reasons(why)
        else:
            tables.show_cast(production.cast, production.analysis, production.voices)
            print(f"\nTo change it, edit {production.folder.label('cast.toml')}")
    return 0


def _script(options: Namespace) -> int:
    with _opened(options) as production:
        if options.apply is not None:
            changed = read_script(_text(options.apply), production.analysis, str(options.apply))
            production = amending.with_speakers(production, changed, _questions(options))
            tables.show_findings(production.findings)
            print(f"{counted(len(changed), 'speaker')} corrected.")
        elif options.json:
            _print_json(analysis_json(production.book, production.analysis))
        elif options.review is not None:
            tables.show_review(production.analysis, options.review)
        else:
            sys.stdout.write(format_script(production.analysis))
    return 0


def _names(options: Namespace) -> int:
    with _opened(options) as production:
        if options.taken is not None:
            number = pronunciations.take_over(production, options.taken)
            print(f"{counted(number, 'word')} changed in {production.folder.label(LEXICON)}.")
            return 0
        if options.export is not None:
            number, left = pronunciations.give(production, options.export)
            print(f"{options.export}: {counted(number, 'word')}.")
            if left:
                print(f"Left out, since PLS knows no speakers: {counted(left, 'word')}.")
            return 0
        words = pronunciations.said_words(production, options.most)
        if options.play is not None:
            path = options.play if options.play.name else production.folder.path / "names.wav"
            seconds = pronunciations.speak(production, words, path)
            print(f"{path} ({seconds:.1f} s)")
        elif options.json:
            _print_json([_word_json(word) for word in words])
        else:
            tables.show_names(words)
            print(f"\nTo change how one is said, edit {production.folder.label(LEXICON)}")
    return 0


def _word_json(word: pronunciations.SaidWord) -> Json:
    return {
        "written": word.use.written,
        "times": word.use.times,
        "kind": "name" if word.use.is_name else "rare",
        "utterance": word.use.utterance,
        "sounds": word.sounds,
        "say": word.entry.say if word.entry else None,
        "ipa": word.entry.ipa if word.entry else None,
        "speakers": {
            speaker: entry.say or entry.ipa for entry in word.entries for speaker in entry.speakers
        },
    }


def _plan(options: Namespace) -> int:
    with _opened(options) as production:
        plan = productions.planned(production, _where(options))
        if options.json:
            _print_json(_plan_json(plan))
        else:
            tables.show_plan(plan, options.why)
            tables.show_findings(production.findings)
    return 0


def _check(options: Namespace) -> int:
    from pipeline import inspection, retaking
    from pipeline.cli import check_tables

    with opened(options.target, on_event=_questions(options)) as production:
        hear = _recogniser(options, production)
        if options.retake:
            production, changed = retaking.retake(production, options.retake, hear)
            if not options.json:
                print(f"{counted(changed, 'line')} read in another take.")
        report = inspection.inspect(production, hear)
        inspection.write_page(production, report)
    if options.json:
        _print_json(inspection.as_json(report))
    else:
        check_tables.show(report)
        print(production.folder.label(inspection.PAGE))
    failed = not report.passed or (options.strict and report.every_warning)
    return 1 if failed else 0


def _recogniser(options: Namespace, production: Production) -> Callable[[Audio], str] | None:
    if not (options.listen or options.model):
        return None
    from pipeline.checking.listening import Recogniser, model_folder

    return Recogniser(model_folder(options.model), production.book.language).hear


def _voices(options: Namespace) -> int:
    if options.kind == "preview":
        path = options.output or Path(f"{options.voice.replace(':', '-').replace('/', '-')}.wav")
        text = options.text
        if options.speaker is not None and options.story is None:
            raise FullcastError("Whose line, of which story?", "Name the story with --story.")
        if options.story is not None:
            text = productions.line_of(options.story, options.speaker)
        with progress.shown(quiet=False) as on_event:
            seconds = preview(options.voice, text, path, on_event)
        print(f"{path} ({seconds:.1f} s)")
        if sys.stdout.isatty() and not options.no_play and not play(path):
            print("There is nothing here to play it with.", file=sys.stderr)
        return 0
    if options.kind == "install":
        with progress.fetching() as report:
            done = install(options.name, options.files, report)
        print(done)
        return 0
    voices = _listed(options)
    if getattr(options, "json", False):
        _print_json([_voice_json(voice) for voice in voices])
    elif voices:
        tables.show_voices(voices)
    else:
        every = getattr(options, "all", False)
        more = "" if every else " `--all` looks among all that the engines have."
        print(f"There is no such voice in the library.{more}")
    return 0


def _listed(options: Namespace) -> list[Voice]:
    engine = getattr(options, "engine", None)
    language = (getattr(options, "language", None) or "").lower()
    gender = getattr(options, "gender", None)
    age = getattr(options, "age", None)
    accent = (getattr(options, "accent", None) or "").casefold()
    every = getattr(options, "all", False)
    return [
        voice
        for name in ([load_engine(engine).traits.name] if engine else _ready_engines())
        for voice in (load_engine(name).voices() if every else library(name))
        if (not gender or voice.gender.value == gender)
        and (not age or voice.age.value == age)
        and accent in voice.accent.casefold()
        and (not language or f"{voice.language.lower()}-".startswith(f"{language}-"))
    ]


def _ready_engines() -> list[str]:
    """The engines that can speak here; what the others wait for is said on standard error."""
    ready = []
    for name in engine_names():
        if name == REHEARSAL:
            continue
        try:
            if load_engine(name).traits and library(name):
                ready.append(name)
        except NotSetUp:
            continue
        except EngineUnavailable as error:
            print(f"Not listed: {error}", file=sys.stderr)
    return ready


def _opened(options: Namespace) -> AbstractContextManager[Production]:
    return opened(options.target, options.output, _choices(options), _questions(options))


def _questions(options: Namespace) -> progress.Questions:
    return progress.Questions(getattr(options, "quiet", False) or options.json)


def _choices(options: Namespace) -> Choices:
    return Choices(
        engine=options.engine,
        narrator=options.narrator,
        voices=tuple(options.voices or ()),
        cast_from=options.cast_from,
        delivery=options.delivery,
    )


def _where(options: Namespace) -> Selection:
    return Selection(
        chapters=tuple(options.chapter),
        scenes=tuple(options.scene),
        speakers=tuple(getattr(options, "speaker", ())),
        utterances=tuple(getattr(options, "utterance", ())),
    )


def _rendered(production: Production, where: Selection, options: Namespace) -> Rendering:
    with progress.shown(options.quiet or options.json) as on_event:
        return render(
            production,
            where,
            formats=tuple(dict.fromkeys(options.formats or ())),
            sample=getattr(options, "sample", False),
            captions=tuple(dict.fromkeys(options.captions or ())),
            read_along=options.read_along,
            jobs=options.jobs,
            allow_gaps=options.allow_gaps,
            on_event=on_event,
        )


def _report(done: Rendering, options: Namespace) -> None:
    if options.json:
        _print_json(
            {
                "folder": str(done.folder),
                "synthesised": done.synthesised,
                "reused": done.reused,
                "written": done.written,
                "unchanged": done.unchanged,
                "removed": done.removed,
                "findings": _as_json(done.findings),
            }
        )
    elif not options.quiet:
        tables.show_findings(done.findings)
        for name in done.removed:
            print(f"Removed, since its chapter is gone or renamed: {name}")
        print(
            f"{done.folder}: {counted(done.synthesised, 'clip')} spoken, {done.reused} reused; "
            f"{counted(len(done.written), 'file')} written, {len(done.unchanged)} unchanged."
        )


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise SourceError(f"{path} can't be read ({reason}).", "Name a text file.") from error


def _plan_json(plan: Plan) -> Json:
    return {
        "due": [
            {
                "utterance": due.direction.utterance,
                "speaker": due.direction.speaker,
                "voice": due.direction.request.voice.id,
                "text": due.direction.request.text,
                "why": due.reason,
            }
            for due in plan.missing
        ],
        "ready": len(plan.ready),
    }


def _voice_json(voice: Voice) -> Json:
    return {
        "id": voice.id,
        "engine": voice.engine,
        "name": voice.name,
        "language": voice.language,
        "accent": voice.accent,
        "gender": voice.gender.value,
        "age": voice.age.value,
        "timbre": voice.timbre,
        "licence": voice.licence,
    }


def _as_json(findings: Sequence[Finding]) -> list[Json]:
    return [
        {"code": f.code, "severity": f.severity.value, "message": f.message, "where": f.where}
        for f in findings
    ]


def _print_json(value: Json) -> None:
    data = msgspec.json.format(msgspec.json.encode(value), indent=2)
    sys.stdout.write(data.decode() + "\n")
