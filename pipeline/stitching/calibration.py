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


def loudness_of(audio: Audio) -> float:
    """Integrated loudness of a clip in LUFS, to a tenth; -120 for silence. Raises ToolError."""
    return loudness([audio.pcm], audio.rate)


def matching_gain(found: float, farthest: float = FARTHEST) -> float:
    """The gain in dB for a voice whose passage has that loudness; 0 for one that is silent."""
    if found <= SILENCE:
        return 0.0
    return round(max(-farthest, min(farthest, REFERENCE - found)), 1)
