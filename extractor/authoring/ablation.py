"""Ablation: the events of a text as they would be if one rule weren't there.

In: a passage that has run, the name of a rule, the matcher without it. Out: its events. The one way in is `without`.

The text really runs again, but for what can't differ: a phase of a sentence in which the rule had no hand, nor in an earlier one,
comes out as before. (Candidates of the rule that weren't chosen decided nothing: the choice takes the best first and asks of each
other only whether it is compatible with those taken.) The choice of antecedents runs again as a whole.
"""

from extractor.events.schema import Event
from extractor.matching.match import Matcher, PhaseResult
from extractor.passage import Passage


def without(passage: Passage, rule: str, matcher: Matcher) -> list[Event]:
    """The events of the passage's text without the rule; `matcher` is the passage's, `without` this rule."""
    results = passage.cascade.results
    first: dict[int, int] = {}
    for (sentence, phase), result in results.items():
        if rule in _makers(result):
            first[sentence] = min(phase, first.get(sentence, phase))
    known = {place: found for place, found in results.items() if place[1] < first.get(place[0], place[1] + 1)}
    return passage.again(matcher, known).events()


def _makers(result: PhaseResult) -> set[str]:
    """The rules that had a hand in a result."""
    return {
        *(removal.rule for removal in result.removals),
        *(mention.rule for mention in result.mentions),
        *(event.rule for event in result.events),
        *(extension.rule for extension in result.extensions),
    }
