"""What a pack costs: what is counted is counted right, and a rule that is slow by design comes out on top."""

import shutil
from io import StringIO
from pathlib import Path

import pytest

from extractor.authoring.costs import Bench, Costs, PhaseCosts
from extractor.authoring.costs_text import write
from extractor.authoring.stopwatch import Stopwatch
from extractor.engine import Extractor
from extractor.text.document import Document
from tests.cli.command import ROOT

ENGLISH = ROOT / "examples" / "english"
ARTICLE = (ENGLISH / "article.txt").read_text(encoding="utf-8")

LONG = f"The mayor said that {', '.join(f'the bridge of town {n} is safe' for n in range(40))}."

EVERYWHERE = """\
phase chunks

rule everywhere "begins at every word, and looks far"
  match   words:([word ~ /./]{1,40}) [word ~ /./]
  where   length(words) > 40
  emit    Date
  example "The mayor said that the bridge is safe." => Date "The mayor"

rule somewhere "the same with a rare beginning"
  match   "leads" words:([word ~ /./]{1,40}) [word ~ /./]
  where   length(words) > 40
  emit    Date
  example "It leads nowhere at all." => Date "leads nowhere at"
"""

ANY_VERB = """\
phase events

rule any_verb "a trigger that any verb group is, and gaps on both sides"
  match   [upos = NOUN] ..{0,60} [upos = NOUN] ..{0,60} trigger:VerbGroup ..{0,60} [upos = NOUN] ..{0,60} last:[upos = NOUN]
  where   last.lemma = nowhere
  emit    Say
  example "The mayor of the city said no to the mayor of nowhere." => Say "said"
  never   "The mayor sleeps." because "nothing is there"
"""


def pack(folder: Path, rules: str) -> Path:
    shutil.copytree(ENGLISH, folder)
    (folder / "added.rules").write_text(rules, encoding="utf-8")
    return folder


def measured(rules: Path, texts: list[str], rounds: int = 1) -> Costs:
    bench = Bench(Extractor.load(rules).compiled)
    for number in range(rounds):
        if number:
            bench.begin()
        for place, text in enumerate(texts):
            bench.add(Document(str(place), text))
        bench.end()
    return bench.result()


def phase(costs: Costs, name: str) -> PhaseCosts:
    return next(each for each in costs.phases if each.phase == name)


def counts(costs: Costs) -> object:
    """All but the times."""
    rules = {(p.phase, rule.rule, rule.tries, rule.matches, rule.stood) for p in costs.phases for rule in p.rules}
    untried = [(p.phase, p.untried) for p in costs.phases]
    amounts = (costs.documents, costs.characters, costs.tokens, costs.sentences, costs.woken, costs.looked_at, costs.events)
    return rules, untried, amounts, [stage.stage for stage in costs.stages]


def test_what_is_counted() -> None:
    extractor = Extractor.load(ENGLISH)
    costs = measured(ENGLISH, [ARTICLE, "The ferry leaves."])
    inspected = extractor.inspect(ARTICLE)
    assert (costs.documents, costs.characters) == (2, len(ARTICLE) + 17)
    assert costs.tokens == len(inspected.tokens) + 4
    assert costs.sentences == len(inspected.segmentation.sentences) + 1
    assert 0 < costs.woken <= costs.looked_at < costs.sentences
    assert costs.events == len(extractor.extract(ARTICLE)) == 10
    made = [event.rule for event in extractor.extract(ARTICLE)]
    assert {rule.rule: rule.stood for rule in phase(costs, "events").rules if rule.stood} == {
        rule: made.count(rule) for rule in made
    }
    for each in (rule for part in costs.phases for rule in part.rules):
        assert each.tries >= each.matches and each.seconds.median > 0
    written = extractor.compiled.program.phases[1]
    assert len(phase(costs, "chunks").rules) + phase(costs, "chunks").untried == len(written.chunks) + len(written.selections)


def test_times_hang_together() -> None:
    costs = measured(ENGLISH, [ARTICLE], rounds=3)
    assert costs.rounds == 3
    assert costs.characters == len(ARTICLE)
    assert costs.run.least <= costs.run.median <= costs.run.most
    assert costs.characters_per_second == pytest.approx(len(ARTICLE) / costs.run.median)
    assert sum(stage.share for stage in costs.stages) == pytest.approx(1)
    for part in costs.phases:
        assert sum(rule.share for rule in part.rules) <= 1
        assert [rule.seconds.median for rule in part.rules] == sorted((r.seconds.median for r in part.rules), reverse=True)


def test_all_but_the_times_is_the_same_every_time() -> None:
    assert counts(measured(ENGLISH, [ARTICLE])) == counts(measured(ENGLISH, [ARTICLE], rounds=2))


@pytest.mark.parametrize("rules", [False, True])
def test_with_a_clock_the_same_is_found(rules: bool) -> None:
    extractor = Extractor.load(ENGLISH)
    events = extractor.extract(ARTICLE)
    plain = extractor.matcher
    extractor.matcher = Stopwatch(extractor.compiled.program, rules)
    assert extractor.extract(ARTICLE) == events
    extractor.matcher = plain
    assert extractor.extract(ARTICLE) == events


def test_a_rule_that_is_tried_everywhere_is_on_top(tmp_path: Path) -> None:
    rules = phase(measured(pack(tmp_path / "pack", EVERYWHERE), [LONG, ARTICLE], rounds=3), "chunks").rules
    slow = rules[0]
    assert slow.rule == "everywhere" and slow.share > 0.3, rules
    other = next((rule for rule in rules if rule.rule == "somewhere"), None)
    assert other is None or other.tries < slow.tries / 10


def test_a_rule_with_any_verb_and_wide_gaps_is_on_top(tmp_path: Path) -> None:
    costs = measured(pack(tmp_path / "pack", ANY_VERB), [LONG, ARTICLE], rounds=3)
    slow = phase(costs, "events").rules[0]
    assert slow.rule == "any_verb" and slow.matches == slow.stood == 0
    out = StringIO()
    write(costs, out, 1)
    lines = out.getvalue().splitlines()
    heading = next(n for n, line in enumerate(lines) if line.startswith("phase events") and "of all" in line)
    assert lines[heading + 2].split()[0] == "any_verb"


def test_a_text_that_fails_is_in_no_figure(monkeypatch: pytest.MonkeyPatch) -> None:
    bench = Bench(Extractor.load(ENGLISH).compiled)
    bench.add(Document("good", ARTICLE))
    before = bench.result()
    monkeypatch.setattr(bench._ruled.matcher, "run_phase", lambda *given: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        bench.add(Document("bad", ARTICLE))
    assert bench.result() == before


def test_before_the_first_text_there_is_nothing() -> None:
    costs = Bench(Extractor.load(ENGLISH).compiled).result()
    assert (costs.documents, costs.rounds, costs.characters_per_second, costs.stages) == (0, 0, 0.0, ())
