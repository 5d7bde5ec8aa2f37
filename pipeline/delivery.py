"""What a production delivers: which files, what they are called, and what each is made from."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import msgspec

from pipeline.casting.credits import SECTION
from pipeline.contents import sample as first_minutes
from pipeline.covers import cover_of
from pipeline.folder import COVER, METADATA
from pipeline.keys import digest, digest_bytes
from pipeline.manifest import Manifest, ManifestChapter, ManifestFile, Mark
from pipeline.metadata import metadata_json
from pipeline.model import Chapter, Direction, Scene, Timeline
from pipeline.production import Production, directions_of
from pipeline.selection import Selection
from pipeline.shelf import place, shelve
from pipeline.stitching.ffmpeg import encode_args
from pipeline.stitching.packaging import Piece, delivered_name, stitch
from pipeline.stitching.tagging import ChapterMark, Tags, labels
from pipeline.stitching.timeline import divided, frames_of, opening

STITCHING_REVISION = 4
"""Raised on purpose when clips are mixed or mastered differently."""

WHOLE = ("m4b",)
"""Formats that are made for a whole book, and for nothing less."""
_PART = re.compile(r"-part-\d+$")

SAMPLE_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Part:
    """A chapter, or one scene of it, and the file that it is to become."""

    chapter: Chapter
    directions: tuple[Direction, ...]
    name: str
    """Empty where only the whole book is delivered."""
    form: str
    tags: Tags
    listed: bool = True
    """Whether the manifest speaks of it: a scene on its own is an extra."""
    sample: bool = False
    """Whether only its beginning is wanted, as a retail sample."""


class Delivery:
    """The files of one production, as its settings and its last manifest have them."""

    def __init__(self, production: Production, formats: Sequence[str] = ()) -> None:
        """Raises SettingsError for a cover that can't be used, before anything is spoken."""
        self.production = production
        self.cover = cover_of(production)
        self.formats = tuple(formats or production.settings.formats)
        manifest = production.folder.manifest()
        self.before = {item.name: item for item in manifest.files} if manifest else {}
        self.total = len(production.analysis.script.chapters)
        self.order = [chapter.id for chapter in production.every_chapter]

    @cached_property
    def tags(self) -> Tags:
        """Those of the whole book."""
        book, settings = self.production.book, self.production.settings
        title = settings.title or book.title
        series = book.series
        return Tags(
            title=title,
            album=title,
            artist=settings.author or ", ".join(book.authors),
            narrator=", ".join(self.production.narrators),
            series=settings.series or (series.name if series else ""),
            series_part=settings.series_part or (series.position if series else ""),
            year=settings.year or book.published[:4],
            language=book.language,
            publisher=settings.publisher or book.publisher,
        )

    def parts(self, where: Selection) -> list[Part]:
        """What is selected, chapter by chapter and format by format."""
        wanted: dict[str, list[Direction]] = {}
        for item in directions_of(self.production, where):
            wanted.setdefault(item.utterance, []).append(item)
        found: list[Part] = []
        for chapter in self.production.chapters:
            pieces = [chapter]
            if where.scenes:
                pieces = [
                    replace(chapter, scenes=(scene,))
                    for scene in chapter.scenes
                    if scene.id in where.scenes
                ]
            for piece in pieces:
                directions = tuple(d for u in piece.utterances for d in wanted.get(u.id, ()))
                if directions and where:
                    directions = (*self._announcement(piece), *directions)
                if directions and where.scenes:
                    found += [self._scene(piece, directions, form) for form in self.formats]
                elif directions:
                    found += self._chapter(piece, directions)
        if self.production.settings.retail_sample and not where:
            found += self._samples(found)
        return found

    def sample(self, where: Selection) -> list[Part]:
        """The first minutes of the first real chapter of what is selected, to try things on."""
        spoken = directions_of(self.production, where)
        heard = {item.utterance for item in spoken}
        chapters = [
            replace(chapter, scenes=scenes)
            for chapter in self.production.analysis.script.chapters
            if (scenes := tuple(s for s in chapter.scenes if _any(s, heard)))
        ]
        if not chapters:
            return []
        piece = first_minutes(self.production.book, chapters)
        ids = {utterance.id for utterance in piece.utterances}
        directions = tuple(item for item in spoken if item.utterance in ids)
        tags = replace(self.tags, title=f"{self.tags.album} (sample)")
        slug = self.production.folder.slug
        forms = [form for form in self.formats if form not in WHOLE] or ["mp3"]
        return [
            Part(piece, directions, f"{slug}-sample.{form}", form, tags, listed=False)
            for form in forms
        ]

    def _chapter(self, chapter: Chapter, directions: tuple[Direction, ...]) -> list[Part]:
        track = self.order.index(chapter.id) + 1
        tags = replace(self.tags, title=chapter.title, track=track, tracks=len(self.order))
        forms = [form for form in self.formats if form not in WHOLE]
        return [
            Part(chapter, directions, delivered_name(chapter, self.total, form), form, tags)
            for form in forms
        ] or [Part(chapter, directions, "", "", tags)]

    def _announcement(self, chapter: Chapter) -> tuple[Direction, ...]:
        """What is spoken before a chapter that has no heading, which nobody can select."""
        first = chapter.utterances[0]
        if first.section != SECTION:
            return ()
        return tuple(d for d in self.production.directions if d.utterance == first.id)

    def _scene(self, piece: Chapter, directions: tuple[Direction, ...], form: str) -> Part:
        scene = piece.scenes[0].id
        tags = replace(
            self.tags,
            title=f"{piece.title} ({scene})",
            track=self.order.index(piece.id) + 1,
            tracks=len(self.order),
        )
        name = f"{self.production.folder.slug}-{scene}.{form}"
        return Part(piece, directions, name, form, tags, listed=False)

    def _samples(self, parts: Sequence[Part]) -> list[Part]:
        """The beginning of the story, in the formats of its chapters."""
        story = {chapter.id for chapter in self.production.analysis.script.chapters}
        first = next((part for part in parts if part.chapter.id in story), None)
        if first is None:
            return []
        form = first.form or "mp3"
        tags = replace(self.tags, title=f"{self.tags.album} (sample)")
        name = f"{self.production.folder.slug}-retail-sample.{form}"
        return [replace(first, name=name, form=form, tags=tags, sample=True)]

    # --- making them ----------------------------------------------------------

    def deliver(self, part: Part, timeline: Timeline) -> list[tuple[ManifestFile, bool]]:
        """The files of a part, and whether each had to be written."""
        if not part.name:
            return []
        settings = self.production.settings
        rate = timeline.rate
        tail = frames_of(settings.pauses.tail, rate)
        if part.sample:
            pieces = [(opening(timeline, SAMPLE_SECONDS * rate, tail), 0)]
        elif not part.listed:
            pieces = [(timeline, 0)]
        else:
            head = frames_of(settings.pauses.head, rate)
            pieces = divided(timeline, settings.longest * 60 * rate, head, tail)
        files = []
        for number, (piece, skipped) in enumerate(pieces, 1):
            name, tags = part.name, part.tags
            if len(pieces) > 1:
                name = delivered_name(part.chapter, self.total, part.form, number)
                tags = replace(tags, title=f"{tags.title} ({number} of {len(pieces)})")
            mark = Mark(
                part.chapter.id,
                part.chapter.title,
                start=0,
                frames=piece.frames,
                skipped=skipped,
                first=skipped + piece.placements[0].start if piece.placements else skipped,
                last=skipped + piece.placements[-1].end if piece.placements else None,
            )
            sound = Piece(piece, _raised(part.directions))
            files.append(self._made(name, part.form, tags, [sound], [mark], part.chapter.id))
        return files

    @property
    def book_names(self) -> dict[str, str]:
        """The files of the whole book, and the format of each."""
        stem = self.production.folder.slug
        chapters = self.production.every_chapter
        if stem in {delivered_name(item, self.total, "x")[:-2] for item in chapters}:
            stem += "-book"
        every = self.production.settings.book
        return {f"{stem}.{form}": form for form in self.formats if form in WHOLE or every}

    def deliver_book(
        self, name: str, form: str, chapters: Sequence[ManifestChapter]
    ) -> tuple[ManifestFile, bool]:
        """A file of the whole book, with its chapters marked."""
        marks = []
        position = 0
        for chapter in chapters:
            frames = chapter.timeline.frames
            marks.append(Mark(chapter.id, chapter.title, position, frames))
            position += frames
        pieces = [Piece(item.timeline, _raised(item.directions)) for item in chapters]
        return self._made(name, form, self.tags, pieces, marks, "")

    def write_cover(self, before: str) -> str:
        """Put the cover beside the files, unless somebody has put one there; its SHA-256.

        `before` is that of the cover that was delivered last.
        """
        path = self.production.folder.path / COVER
        sha256 = digest_bytes(self.cover.jpeg)
        if not path.is_file() or intact(path, before):
            self.production.folder.write_generated(COVER, self.cover.jpeg)
            return sha256
        return before

    def write_metadata(self, chapters: Sequence[ManifestChapter]) -> None:
        """Put what Audiobookshelf reads beside the files."""
        data = msgspec.json.encode(metadata_json(self.tags, chapters))
        self.production.folder.write_generated(METADATA, msgspec.json.format(data, indent=1))

    def shelve(self, manifest: Manifest) -> tuple[str, tuple[str, ...]]:
        """Put the book where `library` says: the folder and the names of the files there.

        It is the m4b where there is one, else the chapters in the first of the formats.
        """
        folder, library = self.production.folder, self.production.settings.library
        shelf = (Path(library) / place(self.tags)).as_posix() if library else ""
        before = manifest.shelved
        if manifest.shelf and manifest.shelf != shelf:
            shelve((), folder.path / manifest.shelf, before)
            before = ()
        if not shelf:
            return "", ()
        whole = [name for name, form in self.book_names.items() if form in WHOLE]
        chapters = {chapter.id for chapter in self.production.chapters}
        chosen = whole or [
            file.name
            for file in manifest.files
            if file.chapter in chapters
            and file.name.endswith(f".{self.formats[0]}")
            and not file.name.startswith(f"{folder.slug}-retail-sample.")
        ]
        paths = [folder.path / name for name in (*chosen, COVER, METADATA)]
        here = [path for path in paths if path.is_file()]
        return shelf, shelve(here, folder.path / shelf, before)

    def _made(
        self,
        name: str,
        form: str,
        tags: Tags,
        pieces: Sequence[Piece],
        marks: Sequence[Mark],
        chapter: str,
    ) -> tuple[ManifestFile, bool]:
        settings, folder = self.production.settings, self.production.folder
        path = folder.path / name
        rate = pieces[0].timeline.rate
        shown = (
            [] if chapter else [ChapterMark(m.title, m.start, m.start + m.frames) for m in marks]
        )
        recipe = self._recipe(form, tags, pieces, shown, rate)
        before = self.before.get(name)
        if before and before.recipe == recipe and intact(path, before.sha256):
            return before, False
        done = stitch(
            pieces,
            folder.store.audio,
            tags,
            path,
            folder.store.scratch,
            form=form,
            target=settings.target,
            tone=settings.room_tone,
            marks=shown,
            cover=self.cover,
        )
        file = ManifestFile(
            name=name,
            recipe=recipe,
            sha256=done.sha256,
            gain=done.gains[0] if chapter else 0.0,
            chapter=chapter,
            marks=tuple(
                replace(mark, gain=gain) for mark, gain in zip(marks, done.gains, strict=True)
            ),
            rms=done.level.rms,
            peak=done.peak,
            profile=settings.target.name,
        )
        return file, True

    def _recipe(
        self,
        form: str,
        tags: Tags,
        pieces: Sequence[Piece],
        marks: Sequence[ChapterMark],
        rate: int,
    ) -> str:
        """Digest of everything that shapes the file, so that it is made again when that changes."""
        settings = self.production.settings
        told = Path("labels"), Path("cover")
        return digest(
            {
                "pieces": [msgspec.to_builtins(piece) for piece in pieces],
                "target": msgspec.to_builtins(settings.target),
                "room tone": settings.room_tone,
                "labels": labels(tags, marks, rate, form),
                "cover": digest_bytes(self.cover.jpeg),
                "encoding": encode_args(form, rate, Path("file"), *told),
                "revision": STITCHING_REVISION,
            }
        )

    def stale(
        self, files: Mapping[str, ManifestFile], made: Mapping[str, str]
    ) -> list[ManifestFile]:
        """Those of `files` whose chapter is gone, renamed, or no longer in as many parts.

        `made` are the files of this render with their chapters. What an earlier render has
        delivered in another format stays.
        """
        chapters = {chapter.id: chapter for chapter in self.production.every_chapter}
        found = []
        for file in files.values():
            if file.name in made:
                continue
            form = file.name.rpartition(".")[2]
            if not file.chapter:
                slug = self.production.folder.slug
                fits = file.name in {f"{slug}{end}.{form}" for end in ("", "-book", "-read-along")}
            elif chapter := chapters.get(file.chapter):
                # In another format than now, it is right if it is what it would be called.
                stems = {name.rpartition(".")[0] for name, id_ in made.items() if id_ == chapter.id}
                stem = file.name.rpartition(".")[0]
                usual = delivered_name(chapter, self.total, "x")[:-2]
                fits = stem in stems or (not stems and _PART.sub("", stem) == usual)
            else:
                fits = False
            if not fits:
                found.append(file)
        return found


def _any(scene: Scene, utterances: Container[str]) -> bool:
    return any(utterance.id in utterances for utterance in scene.utterances)


def intact(path: Path, sha256: str) -> bool:
    """Whether a file is there, can be read and has these bytes; it may be longer than memory."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == sha256
    except OSError:
        return False


def _raised(directions: Sequence[Direction]) -> float:
    return max((item.gain for item in directions if not item.recording), default=0.0)
