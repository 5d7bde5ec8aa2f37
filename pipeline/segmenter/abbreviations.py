"""Words that end in a full stop without ending a sentence, and words that begin one.

The German, French, Spanish and Italian ones are no English words: one list serves all.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


TITLES = _words("""
mr mrs ms mx dr drs prof profs rev revd hon st ste sr jr esq messrs mssrs mme mmes mlle mlles m.m
capt capts cpt col cols gen gens lt lieut maj sgt sergt cpl pvt pte adm cmdr comdr brig gov sen
sens rep reps pres supt insp det atty amb sec treas bros sist fr br ven msgr mgr rt.hon m.d ph.d
hr hrn frl frhr sig sigg sig.ra sig.na dott dott.ssa prof.ssa avv cav mons sra srta sres sras dra
dña d.ª gral mgr b.a m.a d.d ll.d d.phil k.c q.c m.p j.p r.n u.s.n
""")

TERMS = _words("""
e.g i.e etc viz cf al et ibid op cit vs ca approx abbr esp incl excl misc vol vols chap chaps fig
figs pp pt pts sect eds edn trans illus nos dept univ assn assoc inc ltd co corp plc ave blvd rd
hwy ct sq bldg apt mt mts ft jan feb apr jun jul aug sept sep oct nov dec tue tues thu thur thurs
a.m p.m a.d b.c b.c.e c.e u.s u.s.a u.k d.c n.y l.a e.t p.s p.p.s n.b r.s.v.p i.o.u c.o.d oz lb
lbs yd yds in.lb hr hrs mins secs ariz calif colo conn fla kan kans mich minn mont nebr nev okla
usw usf bzw vgl evtl ggf sog nr bd bde kap abb jh jhdt geb gest z.b d.h u.a o.ä s.o s.u v.chr
n.chr ecc pag pagg p.es ad.es núm pág págs p.ej uds ud vds vd av janv févr juil env p.ex
penn tenn tex vt wis wyo
""")

OPENERS = _words("""
a after again all although always among an and another any anyone anything are as at be because
before behind below beneath beside besides between beyond both but by can could despite did do
does down during each either enough even ever every everyone everything few finally first for from
had has have having he her here hers herself him himself his how however if in indeed inside
instead into is it its itself just last later less let like many maybe me meanwhile might mine
more most much must my myself near neither never nevertheless next no nobody none nor not nothing
now of off often on once one only or other others our ours out outside over perhaps please quite
rather shall she should since so some somebody someone something sometimes soon still such
suddenly than that the their theirs them themselves then there therefore these they this those
though through thus till to together tomorrow tonight too towards under unless until up upon us
very was we well were what whatever when whenever where wherever whether which while who whoever
whom whose why will with within without would yes yesterday yet you your yours yourself
""")
"""Words that are written in lower case unless they begin a sentence."""
