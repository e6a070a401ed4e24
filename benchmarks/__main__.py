"""Measures the engine against others in the same run and prints a page with every figure as a ratio.

    python -m benchmarks [--quick] [--parts patterns,italian] [--rounds N] [--corpus PATH] [--record FILE]

Rounds are interleaved (A B C, B C A …), so that a noisy minute hits all alike; medians with quartiles are printed. A peer that
is not installed (see benchmarks/requirements.txt) is named and left out.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

from benchmarks.corpus import Corpus
from benchmarks.machine import facts
from benchmarks.measure import Figure, Remark
from benchmarks.parts import explosions, growth, italian, memory, patterns, processes, stages, startup
from benchmarks.report import Record, as_json, line_of, page, settings_of
from benchmarks.setting import Setting

PARTS: dict[str, ModuleType] = {
    part.NAME: part for part in (patterns, italian, startup, growth, memory, processes, explosions, stages)
}


def main(words: Sequence[str] | None = None) -> int:
    """Runs the parts that are asked for; returns an exit status."""
    arguments = _parser().parse_args(words)
    if sys.platform == "win32":
        print("the benchmarks need a Unix system: they read processes' clocks and memory", file=sys.stderr)
        return 2
    figures: list[Figure] = []
    remarks: list[Remark] = []
    machine = facts()
    with tempfile.TemporaryDirectory() as folder:
        # Packs are compiled anew, and the user's cache stays as it is.
        os.environ["EXTRACTOR_CACHE"] = str(Path(folder) / "cache")
        rounds = arguments.rounds or (3 if arguments.quick else 9)
        corpus = Corpus(arguments.corpus)
        setting = Setting(corpus, rounds, arguments.quick, Path(folder))
        for part in arguments.parts:
            for found in PARTS[part].measure(setting):
                (figures if isinstance(found, Figure) else remarks).append(found)
                print(line_of(found), file=sys.stderr, flush=True)
    asked = {"parts": " ".join(arguments.parts), "rounds": rounds, "quick": arguments.quick, "corpus": corpus.description}
    record = Record(f"{datetime.now(UTC):%Y-%m-%d}", settings_of(asked), machine, figures, remarks)
    print(page(record), end="")
    if arguments.record:
        arguments.record.with_suffix(".md").write_text(page(record), encoding="utf-8")
        arguments.record.with_suffix(".json").write_bytes(as_json(record))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="parts:\n" + "\n".join(f"  {name:<11} {part.SUMMARY}" for name, part in PARTS.items()),
    )
    parser.add_argument("--quick", action="store_true", help="small sizes, for a first look: minutes instead of an hour or two")
    parser.add_argument("--parts", type=_parts, default=list(PARTS), metavar="A,B,…", help="only these parts")
    parser.add_argument("--rounds", type=_rounds, metavar="N", help="rounds of each comparison (9; quick: 3)")
    parser.add_argument(
        "--corpus", type=Path, metavar="PATH", help="a folder of .txt files or JSON Lines with id and text (made-up news)"
    )
    parser.add_argument("--record", type=Path, metavar="FILE", help="also write FILE.md and FILE.json")
    return parser


def _parts(words: str) -> list[str]:
    names = words.split(",")
    if unknown := [name for name in names if name not in PARTS]:
        raise argparse.ArgumentTypeError(f"there is no part {', '.join(unknown)}; there are {', '.join(PARTS)}")
    return names


def _rounds(word: str) -> int:
    if not word.isdigit() or int(word) < 1:
        raise argparse.ArgumentTypeError(f"expected a number from 1 on, found {word!r}")
    return int(word)


if __name__ == "__main__":
    sys.exit(main())
