"""How many verb forms of treebanks the morphology knows: the share, weighted by count, of rows with the right lemma among the
readings, and with the right Mood, Tense, Number, Person and Gender too, where the row gives them.

    python benchmarks/verb_forms.py VERB_FORMS.tsv [--rules rules/]

The file has a head line and the columns form, lemma, upos, features (`Mood=Ind|…`), count.
"""

import argparse
import csv
from pathlib import Path

from extractor.language.pack import load
from extractor.text.analyze import Analyzer
from extractor.text.conventions import Conventions
from extractor.text.morphology import Morphology
from extractor.text.tokenize import Tokenizer

FEATURES = ("Mood", "Tense", "Number", "Person", "Gender")


def analyzer_of(rules: str) -> Analyzer:
    """The analyzer of the pack in the folder."""
    pack, _ = load(rules)
    conventions, _ = Conventions.read(pack.tokens, "tokens.yaml")
    morphology, _ = Morphology.read(pack.morphology, rules)
    return Analyzer(morphology, Tokenizer(conventions).fold)


def main() -> None:
    """Prints the shares."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("table", type=Path)
    parser.add_argument("--rules", default="rules")
    arguments = parser.parse_args()
    analyzer = analyzer_of(arguments.rules)
    weight = lemma_right = features_right = 0
    with arguments.table.open(encoding="utf-8") as rows:
        for row in csv.DictReader(rows, delimiter="\t", quoting=csv.QUOTE_NONE):
            count = int(row["count"])
            given = dict(pair.split("=") for pair in row["feats"].split("|") if "=" in pair)
            wanted = {name: given[name] for name in FEATURES if name in given}
            readings = [r for r in analyzer.analyze(row["form"]).readings if r["lemma"] == row["lemma"]]
            weight += count
            lemma_right += count * bool(readings)
            features_right += count * any(wanted.items() <= reading.items() for reading in readings)
    print(f"weight {weight}  lemma {lemma_right / weight:.4f}  lemma and features {features_right / weight:.4f}")


if __name__ == "__main__":
    main()
