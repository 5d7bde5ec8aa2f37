"""Voices matched to each other: a passage that each reads once, and the gains that follow.

The passage is always the same, so what a book says does not move its voices; and a clip is
never measured on its own, so a whisper stays quieter than a shout. It is read as a whole and
phrase by phrase, since some voices speak a short line louder than a long one: Kokoro's by up
to 3 LU, or softer by 1, each in its own way.
"""

from __future__ import annotations

import math
import re
from functools import cache
from statistics import mean

from pipeline.model import Audio
from pipeline.stitching.levels import loudness
from pipeline.store import SILENCE

REFERENCE = -23.0
"""LUFS that every voice's plain speech is brought to before the mix (EBU R 128)."""
FARTHEST = 12.0
"""dB, the most that a voice is raised or lowered."""
PHRASE = 24
"""Letters of a phrase that is read by itself at most."""
PHRASES = 5
"""How many of them a voice reads: more move what is measured by 0.3 LU at most."""
LONG = 100
"""Letters from which a text is no louder or softer for its length."""
SHORTEST = 1.3
"""How far beyond that of the phrases the gain of still shorter lines goes at most."""

_PHRASE_END = re.compile(r"(?<=[.?!,;:。、，？।])\s*")

_PASSAGES = {
    "en": (
        "Where have you been? I waited for you all evening. Nobody came, and the harbour was "
        "quiet when the first boats came home. A boy counted the baskets; an old man mended a "
        "net. Come in, sit down, and tell me what you saw."
    ),
    "de": (
        "Wo bist du gewesen? Ich habe den ganzen Abend gewartet. Niemand kam, und der Hafen lag "
        "still, als die ersten Boote heimkamen. Ein Junge zählte die Körbe. Komm herein, setz "
        "dich, und erzähl mir, was du gesehen hast."
    ),
    "fr": (
        "Où étais-tu ? Je t'ai attendu toute la soirée. Personne n'est venu, et le port était "
        "calme quand les premiers bateaux rentrèrent. Un garçon comptait les paniers. Entre, "
        "assieds-toi, et dis-moi ce que tu as vu."
    ),
    "es": (
        "¿Dónde has estado? Te esperé toda la tarde. No vino nadie, y el puerto estaba tranquilo "
        "cuando volvieron los primeros barcos. Un niño contaba las cestas. Entra, siéntate y "
        "cuéntame lo que has visto."
    ),
    "it": (
        "Dove sei stato? Ti ho aspettato tutta la sera. Non è venuto nessuno, e il porto era "
        "tranquillo quando tornarono le prime barche. Un ragazzo contava le ceste. Entra, siediti "
        "e dimmi che cosa hai visto."
    ),
    "pt": (
        "Onde você esteve? Esperei por você a noite toda. Ninguém veio, e o porto estava calmo "
        "quando os primeiros barcos voltaram. Um menino contava os cestos. Entre, sente-se e "
        "diga-me o que viu."
    ),
    "nl": (
        "Waar ben je geweest? Ik heb de hele avond gewacht. Er kwam niemand, en de haven was stil "
        "toen de eerste boten thuiskwamen. Een jongen telde de manden. Kom binnen, ga zitten, en "
        "vertel me wat je gezien hebt."
    ),
    "pl": (
        "Gdzie byłeś? Czekałem na ciebie cały wieczór. Nikt nie przyszedł, a w porcie było cicho, "
        "kiedy wróciły pierwsze łodzie. Chłopiec liczył kosze. Wejdź, usiądź i powiedz mi, co "
        "widziałeś."
    ),
    "sv": (
        "Var har du varit? Jag väntade hela kvällen. Ingen kom, och hamnen var stilla när de "
        "första båtarna kom hem. En pojke räknade korgarna. Kom in, sätt dig, och berätta vad du "
        "har sett."
    ),
    "ru": (
        "Где ты был? Я ждал тебя весь вечер. Никто не пришёл, и в гавани было тихо, когда "
        "вернулись первые лодки. Мальчик считал корзины. Входи, садись и расскажи, что ты видел."
    ),
    "zh": (
        "你去哪儿了？我等了你一个晚上。没有人来，第一批渔船回来的时候，港口很安静。"
        "一个男孩在数篮子。进来，坐下，告诉我你看到了什么。"
    ),
    "ja": (
        "どこにいたの。一晩中待っていました。誰も来なかった。"
        "最初の船が帰ってきたとき、港は静かでした。"
        "少年は籠を数えていました。入って、座って、何を見たか話してください。"
    ),
    "hi": (
        "तुम कहाँ थे? मैंने सारी शाम इंतज़ार किया। कोई नहीं आया, और जब पहली नावें लौटीं "
        "तब बंदरगाह शांत था। अंदर आओ, बैठो, और बताओ तुमने क्या देखा।"
    ),
}


def passage(language: str) -> str:
    """About ten seconds of plain speech in the language of that tag; English where none is."""
    return _PASSAGES.get(language.replace("_", "-").split("-")[0].casefold(), _PASSAGES["en"])


@cache
def phrases(language: str) -> tuple[str, ...]:
    """Short pieces of the passage, to be read one by one."""
    pieces = _PHRASE_END.split(passage(language))
    return tuple(piece for piece in pieces if 0 < letters(piece) <= PHRASE)[:PHRASES]


def loudness_of(*clips: Audio) -> float:
    """Integrated loudness of clips one after another, all at one rate, in LUFS to a tenth.

    It is -120 for silence. Raises ToolError.
    """
    return loudness([clip.pcm for clip in clips], clips[0].rate)


def matching_gain(found: float, farthest: float = FARTHEST) -> float:
    """The gain in dB for a voice whose passage has that loudness; 0 for one that is silent."""
    if found <= SILENCE:
        return 0.0
    return round(max(-farthest, min(farthest, REFERENCE - found)), 1)


def gain_for(text: str, whole: float, brief: float, language: str) -> float:
    """The gain in dB, to a tenth, for a text in a voice that was given these for the passage.

    `whole` is that for the passage, `brief` that for its phrases; between them, it follows the
    logarithm of the number of letters.
    """
    long = min(LONG, letters(passage(language)))
    short = mean(letters(piece) for piece in phrases(language))
    share = math.log(long / max(1, letters(text))) / math.log(long / short)
    return round(whole + max(0.0, min(SHORTEST, share)) * (brief - whole), 1)


def letters(text: str) -> int:
    """Letters and digits, of any script."""
    return sum(character.isalnum() for character in text)
