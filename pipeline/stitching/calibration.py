"""Voices matched to each other: a passage that each reads once, and the gain that follows.

The passage is always the same, so what a book says does not move its voices; and a clip is
never measured on its own, so a whisper stays quieter than a shout.
"""

from __future__ import annotations

from pipeline.model import Audio
from pipeline.stitching.levels import loudness
from pipeline.store import SILENCE

REFERENCE = -23.0
"""LUFS that every voice's plain speech is brought to before the mix (EBU R 128)."""
FARTHEST = 12.0
"""dB, the most that a voice is raised or lowered."""

_PASSAGES = {
    "en": (
        "The harbour was quiet when the first boats came home. Nobody on the quay said very "
        "much. A boy counted the baskets, an old man mended a net, and the gulls waited for "
        "what would fall."
    ),
    "de": (
        "Der Hafen lag still, als die ersten Boote heimkamen. Niemand am Kai sagte viel. Ein "
        "Junge zählte die Körbe, ein alter Mann flickte ein Netz, und die Möwen warteten."
    ),
    "fr": (
        "Le port était calme quand les premiers bateaux rentrèrent. Personne ne disait grand "
        "chose. Un garçon comptait les paniers, un vieil homme réparait un filet, et les "
        "mouettes attendaient."
    ),
    "es": (
        "El puerto estaba tranquilo cuando volvieron los primeros barcos. Nadie decía gran "
        "cosa. Un niño contaba las cestas, un viejo remendaba una red, y las gaviotas esperaban."
    ),
    "it": (
        "Il porto era tranquillo quando tornarono le prime barche. Nessuno diceva molto. Un "
        "ragazzo contava le ceste, un vecchio riparava una rete, e i gabbiani aspettavano."
    ),
    "pt": (
        "O porto estava calmo quando os primeiros barcos voltaram. Ninguém dizia muito. Um "
        "menino contava os cestos, um velho consertava uma rede, e as gaivotas esperavam."
    ),
    "nl": (
        "De haven was stil toen de eerste boten thuiskwamen. Niemand op de kade zei veel. Een "
        "jongen telde de manden, een oude man herstelde een net, en de meeuwen wachtten."
    ),
    "pl": (
        "W porcie było cicho, kiedy wróciły pierwsze łodzie. Nikt na nabrzeżu nie mówił wiele. "
        "Chłopiec liczył kosze, stary człowiek naprawiał sieć, a mewy czekały."
    ),
    "sv": (
        "Hamnen var stilla när de första båtarna kom hem. Ingen på kajen sade mycket. En pojke "
        "räknade korgarna, en gammal man lagade ett nät, och måsarna väntade."
    ),
    "ru": (
        "В гавани было тихо, когда вернулись первые лодки. Никто на причале не говорил много. "
        "Мальчик считал корзины, старик чинил сеть, а чайки ждали."
    ),
    "zh": "第一批渔船回来的时候，港口很安静。码头上没有人说话。一个男孩在数篮子，一位老人在补渔网，海鸥在等着。",
    "ja": "最初の船が帰ってきたとき、港は静かでした。岸壁では誰もあまり話しませんでした。少年は籠を数え、老人は網を直していました。",
    "hi": "जब पहली नावें लौटीं तब बंदरगाह शांत था। घाट पर कोई ज़्यादा नहीं बोला। एक लड़का टोकरियाँ गिन रहा था और एक बूढ़ा जाल ठीक कर रहा था।",
}


def passage(language: str) -> str:
    """About ten seconds of plain speech in the language of that tag; English where none is."""
    return _PASSAGES.get(language.replace("_", "-").split("-")[0].casefold(), _PASSAGES["en"])


def loudness_of(audio: Audio) -> float:
    """Integrated loudness of a clip in LUFS, to a tenth; -120 for silence. Raises ToolError."""
    return loudness([audio.pcm], audio.rate)


def matching_gain(found: float) -> float:
    """The gain in dB for a voice whose passage has that loudness; 0 for one that is silent."""
    if found <= SILENCE:
        return 0.0
    return round(max(-FARTHEST, min(FARTHEST, REFERENCE - found)), 1)
