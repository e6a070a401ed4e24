"""What tests of the whole engine share: the Italian pack, loaded once, the founding article and a few sentences."""

from functools import cache
from pathlib import Path

from extractor import Extractor

ROOT = Path(__file__).resolve().parent.parent
RULES = ROOT / "rules"
ARTICLE = (ROOT / "examples" / "article.txt").read_text(encoding="utf-8")

TEXTS = (
    ARTICLE,
    "«Non firmeremo», ha detto la sindaca ai cronisti. «Il piano è sbagliato. I costi sono troppo alti», ha aggiunto.",
    "Il comunicato è uscito ieri. Ha detto che la tregua regge, accusando i ribelli di averla violata.",
    "La ministra non ha ancora risposto: «Vedremo». Secondo il portavoce, l'accordo “potrebbe saltare”.",
    "«Il ministro ci ha detto: “Restate al riparo”», ha raccontato il superstite.",
    "",
    "Il vento è calato nella notte.",
)


@cache
def italian() -> Extractor:
    """The Italian pack."""
    return Extractor.load(RULES)
