"""What a production delivers for people who read along: captions, and an EPUB with its sound."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path, PurePath

from pipeline.delivery import intact
from pipeline.errors import SourceError
from pipeline.findings import Finding, Severity
from pipeline.folder import COVER
from pipeline.keys import digest, digest_bytes
from pipeline.manifest import Manifest, ManifestFile
from pipeline.model import Chapter, Clip
from pipeline.overlays.book import Reading, overlaid
from pipeline.production import Production
from pipeline.readalong import archive
from pipeline.readalong.book import About, Part, members
from pipeline.readalong.captions import CAPTIONS
from pipeline.readalong.cues import Cue, cues, shifted, within
from pipeline.readalong.overlay import Sounding, units
from pipeline.sources.epub.archive import Archive
from pipeline.stitching.timeline import RATE
from pipeline.store import replacing, write_whole

SOUND = "mp3"
"""The format of the chapters inside an EPUB: every reading system plays it."""
REVISION = 1
"""Raised on purpose when an EPUB is put together differently."""


_LARGEST = 4_000_000_000
"""Bytes of a book's files, unpacked, that are put into another."""


class ReadAlong:
    """Captions and an EPUB of what a manifest says was delivered."""

    def __init__(
        self, production: Production, manifest: Manifest, clips: Mapping[str, Clip]
    ) -> None:
        """`clips` are those at hand, by key; the rest are read from the store."""
        self._production = production
        self._manifest = manifest
        self._clips = dict(clips)
        self._chapters: dict[str, Chapter] = {c.id: c for c in production.every_chapter}
        self._delivered = {chapter.id: chapter for chapter in manifest.chapters}
        self._cues: dict[str, tuple[Cue, ...]] = {}
        self.findings: tuple[Finding, ...] = ()
        """What the EPUB lacks, once it is made."""
        self._before = {file.name: file for file in manifest.files}

    def captions(
        self, sound: ManifestFile, forms: Sequence[str]
    ) -> Iterator[tuple[ManifestFile, bool]]:
        """The caption files that go with a sound file, and whether each had to be written.

        They have its name and their own endings.
        """
        found: list[Cue] = []
        for mark in sound.marks:
            inside = within(self._of(mark.chapter), *mark.heard)
            found += shifted(inside, mark.start - mark.skipped)
        people = self._production.analysis.characters
        names = {character.id: character.name for character in people}
        title = sound.marks[0].title if sound.chapter else self._manifest.title
        for form in forms:
            data = CAPTIONS[form](found, RATE, names, title).encode()
            name = f"{PurePath(sound.name).stem}.{form}"
            file = _file(name, digest_bytes(data), digest_bytes(data), sound.chapter)
            path = self._production.folder.path / name
            written = not intact(path, file.sha256)
            if written:
                write_whole(path, data)
            yield file, written

    def epub(self) -> tuple[ManifestFile, bool]:
        """The book with its sound, of the chapters that are delivered, and whether it is new."""
        folder = self._production.folder
        sounds = [
            file
            for file in self._manifest.files
            if file.chapter in self._chapters
            and file.name.endswith(f".{SOUND}")
            and not file.name.startswith(f"{folder.slug}-retail-sample.")
        ]
        parts = [
            self._part(chapter, [file for file in sounds if file.chapter == chapter.id])
            for chapter in self._production.chapters
            if chapter.id in self._delivered
        ]
        if self._production.settings.source.lower().endswith(".epub"):
            try:
                return self._from_source(parts, sounds)
            except SourceError as error:
                self.findings = (_from_text(error),)
        cover = (folder.path / COVER).is_file()
        texts = members(
            self._about(), parts, RATE, cover=("cover.jpg", "image/jpeg") if cover else None
        )
        recipe = digest(
            {
                "texts": [[name, text] for name, text in texts],
                "sounds": [[file.name, file.sha256] for file in sounds],
                "cover": self._manifest.cover,
                "revision": REVISION,
            }
        )
        binary = [(f"EPUB/audio/{file.name}", folder.path / file.name) for file in sounds]
        if cover:
            binary.append(("EPUB/cover.jpg", folder.path / COVER))
        return self._written(recipe, [*((n, t.encode()) for n, t in texts), *binary])

    def _from_source(
        self, parts: Sequence[Part], sounds: Sequence[ManifestFile]
    ) -> tuple[ManifestFile, bool]:
        """The book's own EPUB with its sound. Raises SourceError where it can't have any."""
        folder, book = self._production.folder, self._production.book
        path = folder.path / self._production.settings.source
        source = _opened(path, book.source.sha256)
        readings = [
            Reading(
                part.chapter.utterances,
                self._of(part.chapter.id),
                tuple(replace(s, href=PurePath(s.href).name) for s in part.sounds),
            )
            for part in parts
        ]
        done = overlaid(source, book.sections, readings, self._production.narrators, RATE)
        self.findings = done.findings
        recipe = digest(
            {
                "source": book.source.sha256,
                "texts": [[name, digest_bytes(data)] for name, data in done.texts],
                "sounds": [[file.name, file.sha256] for file in sounds],
                "revision": REVISION,
            }
        )
        new = dict(done.texts)
        members: list[tuple[str, archive.Content]] = [
            (name, new.pop(name) if name in new else partial(source.opened, name))
            for name in source.files
            if name != "mimetype" and name not in done.gone
        ]
        members += new.items()
        members += [(place, folder.path / name) for place, name in done.sounds]
        return self._written(recipe, members)

    def _written(
        self, recipe: str, members: Sequence[tuple[str, archive.Content]]
    ) -> tuple[ManifestFile, bool]:
        """The EPUB of these members, and whether it had to be written."""
        name = self._name()
        path = self._production.folder.path / name
        before = self._before.get(name)
        if before and before.recipe == recipe and intact(path, before.sha256):
            return before, False
        with replacing(path) as unfinished:
            archive.write(unfinished, members)
            with unfinished.open("rb") as written:
                os.fsync(written.fileno())
                sha256 = hashlib.file_digest(written, "sha256").hexdigest()
        return _file(name, recipe, sha256, ""), True

    def _name(self) -> str:
        """What the EPUB is called: never as the story that lies in the same folder."""
        folder = self._production.folder
        name = f"{folder.slug}.epub"
        if (folder.path / self._production.settings.source).resolve() == (
            folder.path / name
        ).resolve():
            return f"{folder.slug}-read-along.epub"
        return name

    def _part(self, chapter: Chapter, sounds: Sequence[ManifestFile]) -> Part:
        found = self._of(chapter.id) if sounds else ()
        soundings = [
            Sounding(f"audio/{file.name}", mark.start, mark.frames, mark.skipped, mark.heard[1])
            for file in sounds
            for mark in file.marks
        ]
        soundings.sort(key=lambda sounding: sounding.skipped)
        return Part(chapter, units(found), tuple(soundings))

    def _about(self) -> About:
        return About(
            title=self._manifest.title,
            authors=self._manifest.authors,
            narrators=tuple(self._production.narrators),
            language=self._production.book.language,
        )

    def _of(self, chapter: str) -> tuple[Cue, ...]:
        """The cues of a chapter on its timeline."""
        if chapter not in self._cues:
            delivered = self._delivered[chapter]
            keys = {direction.key for direction in delivered.directions}
            for key in keys - self._clips.keys():
                if (clip := self._production.folder.store.clip(key)) is not None:
                    self._clips[key] = clip
            self._cues[chapter] = cues(
                self._chapters[chapter], delivered.directions, delivered.timeline, self._clips
            )
        return self._cues[chapter]


def _opened(path: Path, sha256: str) -> Archive:
    """The book as it was read. Raises SourceError where it has changed or gone since."""
    try:
        data = path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise SourceError(
            f"{path} can't be opened: {reason}.", "Check that it is there."
        ) from error
    if digest_bytes(data) != sha256:
        raise SourceError(f"{path} has changed while it was read.", "Render it again.")
    source = Archive(data, str(path))
    if source.size > _LARGEST:
        raise SourceError(
            f"{path} holds {source.size / 1e9:,.0f} GB of files.",
            "It is no book as people make them.",
        )
    return source


def _from_text(error: SourceError) -> Finding:
    return Finding(
        "read-along-plain",
        Severity.WARNING,
        f"The read-along EPUB is made from the text alone: {error.message}",
    )


def _file(name: str, recipe: str, sha256: str, chapter: str) -> ManifestFile:
    return ManifestFile(name=name, recipe=recipe, sha256=sha256, gain=0.0, chapter=chapter)
