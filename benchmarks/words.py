"""The words that generated news is made of: common Italian ones, and for all the others a way to invent them.

Nobody real is named. Nouns and adjectives are stems with the endings that their gender gives them; verbs are of the first
conjugation, whose forms are regular.
"""

# ruff: noqa: SIM905, lists of words read better without quotation marks

from typing import Final

MASCULINE: Final = (
    "tempo governo piano lavoro mercato accordo treno progetto servizio fondo partito campo gruppo mondo ministero "
    "comitato centro costo danno vento porto ponte mese settore bilancio consiglio contratto documento elenco favore "
    "impianto incontro lago mezzo numero obiettivo palazzo pericolo popolo prezzo processo quadro risultato sistema "
    "tratto turno ufficio villaggio voto"
).split()
FEMININE: Final = (
    "strada scuola legge zona casa giornata guerra storia gara piazza proposta misura forza spesa crisi riforma impresa "
    "fabbrica provincia squadra sicurezza settimana struttura tregua vittoria acqua area banca borsa campagna causa "
    "crescita domanda famiglia festa linea lingua lista merce nota opera pagina parola politica prova ricerca rotta sala "
    "tassa terra testa vita"
).split()
ADJECTIVES: Final = (
    "nuovo vecchio pubblico ultimo primo alto lungo economico "
    "politico privato italiano europeo stretto sicuro caro"
).split()
VERBS: Final = (
    "arriv pass mostr port aument cal entr rest torn lasci trov cominci cambi prepar organizz approv firm visit copr "
    "conferm"
).split()
ROLES: Final = (
    "il ministro|la ministra|il sindaco|la sindaca|il portavoce|la portavoce|il presidente|la presidente|il governo|i giudici|"
    "la procura|i sindacati|l'opposizione|il direttore|la direttrice|un testimone|una fonte|gli esperti|il comitato|la polizia"
).split("|")
SAID: Final = (
    "detto dichiarato affermato spiegato aggiunto sottolineato "
    "precisato sostenuto annunciato ribadito ricordato"
).split()
SAYS: Final = "dice dichiara afferma spiega aggiunge sottolinea precisa sostiene annuncia ribadisce ricorda".split()
ADVERBS: Final = "ieri oggi ancora ormai intanto invece sempre anche solo quasi subito spesso poi già".split()
PREPOSITIONS: Final = "in per con dopo durante contro verso tra senza presso".split()
LINKS: Final = "e|e|ma|mentre|perché|quando|dove|anche se|dopo che".split("|")

_ONSETS: Final = "b c d f g l m n p r s t v br cr dr fr gr pr tr st sp sc pl fl".split()
_VOWELS: Final = "a e i o u".split()
_CODAS: Final = ("", "", "", "n", "r", "l", "s")


def invented(rank: int) -> str:
    """A stem that can be spoken, another for each rank; longer where the rank is higher, as rare words are."""
    parts = []
    rest = rank + 40
    while rest:
        rest, onset = divmod(rest, len(_ONSETS))
        rest, vowel = divmod(rest, len(_VOWELS))
        parts.append(_ONSETS[onset] + _VOWELS[vowel] + _CODAS[(onset + vowel + rank) % len(_CODAS)])
    return "".join(parts) + _ONSETS[rank % 13]
