"""What patterns find, from cases as data; the choice between variants, disambiguation, and that time stays linear."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from extractor.matching.lattice import Mention
from extractor.matching.match import Matcher
from extractor.matching.scene import Scene
from tests.matching.building import matcher_from, sentence_from, shown

CASES = Path(__file__).parent / "cases"

TYPES = """
mention Quote closed nested
mention Clause closed nested
mention NP nested
  feature number : Sing | Plur
  feature lemma : text
  feature kind : text
mention Speaker is NP
mention VG
  feature number : Sing | Plur
  feature lemma : text
mention M nested
abstract event Reporting
  role trigger : VG | Text
  role source : NP | Text ?
  role content : Quote | Clause | NP | Text *
  role time : NP | Text ?
  attribute polarity : positive | negative = positive
  attribute source_form : explicit | null = explicit if source else null
event Say is Reporting
event Announce is Reporting
"""


def cases(name: str) -> list[Any]:
    """The cases of a file, each with its name."""
    with (CASES / name).open(encoding="utf-8") as file:
        return [pytest.param(case, id=case["name"]) for case in yaml.safe_load(file)]


def first_matches(matcher: Matcher, sentence: str, base: int) -> list[str]:
    """The first match of the only rule from each position that has one, as cases write it."""
    lattice = sentence_from(sentence, base)
    scene = Scene(matcher.tables, lattice)
    rule = matcher.phases[0].forward[0]
    found = [match for at in range(lattice.start, lattice.end) if (match := rule.match(scene, at)) is not None]
    for match in found:
        assert rule in matcher.phases[0].starting(scene, match.start)
    return [shown(match.start, match.end, match.binding, base) for match in found]


@pytest.mark.parametrize("case", cases("patterns.yaml"))
@pytest.mark.parametrize("base", [0, 7])
def test_pattern(case: dict[str, Any], base: int) -> None:
    rules = f"{TYPES}{case.get('rules', '')}\nphase p\nrule r\n  match {case['pattern']}\n  emit M\n"
    assert first_matches(matcher_from(rules), case["sentence"], base) == case["finds"]


@pytest.mark.parametrize("case", cases("rules.yaml"))
def test_rules(case: dict[str, Any]) -> None:
    matcher = matcher_from(TYPES + case["rules"])
    lattice = sentence_from(case["sentence"])
    found: list[str] = []
    for phase in range(len(matcher.phases)):
        result = matcher.run_phase(phase, lattice)
        for position, analysis in result.readings.items():
            lattice.analyses[position] = analysis
            left = " ".join(f"{reading['lemma']}.{reading['upos']}" for reading in analysis.readings)
            found.append(f"word {position}: {left}")
        lattice.add(result.mentions)
        for mention in result.mentions:
            features = "".join(f" {name}={value}" for name, value in sorted(mention.features.items()))
            head = f"{mention.head[0]}-{mention.head[1]}"
            found.append(f"{mention.type} {mention.start}-{mention.end} head={head}{features}")
        for event in result.events:
            roles = {"trigger": (event.trigger,), **event.roles}
            attributes = "".join(f" {name}={value}" for name, value in sorted(event.attributes.items()))
            found.append(f"{event.type} {shown(event.start, event.end, roles)}{attributes}")
            place = (event.trigger.start, event.trigger.end)
            lattice.add([Mention(event.type, *place, place, {}, event.rule, event=place[0])])
        for extension in result.extensions:
            event = extension.event
            roles = shown(event.start, event.end, extension.roles)
            attributes = "".join(f" {name}={value}" for name, value in sorted(extension.attributes.items()))
            found.append(f"{extension.rule} {event.type} {roles}{attributes}")
    assert found == case["finds"]
