"""The verbs that tell who speaks, in the languages whose stories mark speech with a dash."""

from __future__ import annotations

import re

_ENGLISH = """
added admitted agreed announced answered asked babbled barked began begged bellowed bleated
breathed broke called chimed chuckled coaxed commanded commented complained concluded confessed
continued cooed corrected cried croaked declared demanded drawled echoed ejaculated enquired
exclaimed explained faltered gasped giggled groaned growled grumbled grunted hailed hissed howled
inquired insisted interposed interrupted intoned joked laughed lisped moaned mumbled murmured
mused muttered objected observed ordered panted persisted piped pleaded pronounced protested
pursued put quavered queried quoted rapped read rejoined remarked repeated replied responded
resumed retorted returned roared said sang sanctioned scoffed screamed screeched shouted shrieked
shrilled sighed smiled snapped snarled sneered sniffed snorted sobbed spoke squeaked stammered
stated stuttered suggested thought thundered told urged ventured volunteered wailed warned
whimpered whined whispered wondered yelled yelped
answers asks calls cries exclaims murmurs mutters replies says shouts whispers
saying asking crying calling shouting screaming whispering murmuring muttering exclaiming
repeating answering replying announcing
say ask answer cry reply
"""
_FRENCH = """
dit dis disait demanda demandai demandait répondit répondis répliqua répliquai reprit repris
s'écria m'écriai cria criai murmura murmurai ajouta ajoutai fit continua poursuivit interrompit
balbutia soupira chuchota souffla hurla observa déclara objecta insista pensa
"""
_SPANISH = """
dijo dije decía preguntó pregunté respondió respondí contestó contesté exclamó exclamé gritó grité
murmuró murmuré susurró añadió añadí repuso replicó repliqué continuó prosiguió insistió pensó
"""
_ITALIAN = """
disse dissi chiese chiesi domandò rispose risposi esclamò gridò mormorò aggiunse sussurrò riprese
"""
_PORTUGUESE = """
disse perguntou respondeu exclamou gritou murmurou acrescentou sussurrou replicou continuou
"""
_RUSSIAN = """
сказал сказала спросил спросила ответил ответила крикнул крикнула закричал закричала прошептал
прошептала воскликнул воскликнула произнёс произнес произнесла проговорил проговорила добавил
добавила продолжал продолжала пробормотал пробормотала
"""
_POLISH = """
powiedział powiedziała zapytał zapytała odpowiedział odpowiedziała odparł odparła krzyknął
krzyknęła szepnął szepnęła rzekł rzekła dodał dodała mruknął mruknęła
"""

_ALL = " ".join((_ENGLISH, _FRENCH, _SPANISH, _ITALIAN, _PORTUGUESE, _RUSSIAN, _POLISH)).split()
VERBS = frozenset(_ALL)
VERB = rf"(?:{'|'.join(sorted(VERBS, key=lambda verb: (-len(verb), verb)))})"
"""A pattern for any of them, for use between word boundaries."""

_NAME = r"(?:[^\W\d_a-zà-ÿ][\w'’.-]*)"
_SOMEONE = (
    rf"(?:I|he|she|they|we|it|one|you|(?:(?:the|a|an|his|her|my|our|their|this|that|another)\s+)?"
    rf"(?:[\w'’-]+\s+){{0,2}}?{_NAME}(?:\s+{_NAME}){{0,3}}|(?:the|a|an|his|her|my|our|their|this"
    rf"|that|another)\s+(?:[\w'’-]+\s+){{0,2}}[\w'’-]+)"
)
TAG = re.compile(
    rf"(?:{_SOMEONE}\s+(?:\w+ly\s+)?{VERB}|(?:\w+ly\s+)?{VERB}(?:-(?:t-)?(?:il|elle|ils|elles|je|on)"
    rf"|\s+{_SOMEONE}))\b"
)
"""Words that say who speaks, from their first word on: `said he`, `the old man asked`."""
