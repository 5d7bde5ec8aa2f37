"""The name of a clip: a digest of everything that shapes its sound, and of nothing else."""

from __future__ import annotations

from pipeline.keys import digest
from pipeline.model import EngineTraits, SynthesisRequest


def clip_key(request: SynthesisRequest, traits: EngineTraits) -> str:
    """The key under which the clip of `request`, spoken by the engine of `traits`, is kept.

    Left out on purpose: the voice's id, name and description, gain (a matter of the mix),
    and the versions of libraries (a change of sound is told by `traits.revision`).
    """
    return digest(
        {
            "text": request.text,
            "language": request.language,
            "engine": traits.name,
            "revision": traits.revision,
            "model": traits.model,
            "voice": dict(request.voice.parameters),
            "pace": request.pace,
            "pitch": request.pitch,
            "delivery": request.delivery,
            "pronunciations": sorted(
                [each.written, each.say, each.notation] for each in request.pronunciations
            ),
            "take": request.take,
        }
    )
