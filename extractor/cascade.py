"""The phases of a pack over one document, sentence by sentence and only as far as somebody asks.

In: a document's tokens and sentences, the matcher. Out: mentions and drafts of a sentence. `Cascade.advance` is the one way in;
running every phase of every sentence at once gives the same (laziness is invisible).
"""

from collections.abc import Callable, Mapping, Sequence

from extractor.events.assemble import assemble, extend
from extractor.events.draft import Draft
from extractor.events.nesting import SentenceTree
from extractor.matching.candidates import EventCandidate
from extractor.matching.lattice import Lattice, Mention
from extractor.matching.match import NOTHING, Matcher, PhaseResult
from extractor.matching.scene import Scene
from extractor.text.document import Analysis, Segmentation


class Cascade:
    """The state of one document: a lattice for each sentence that was looked at, and how many phases it has behind it."""

    def __init__(
        self,
        matcher: Matcher,
        analyses: Callable[[int, int], Sequence[Analysis]],
        segmentation: Segmentation,
        quotation_type: str,
        known: Mapping[tuple[int, int], PhaseResult] | None = None,
    ) -> None:
        """`analyses` gives the analyses of tokens `[start, end)`; quotations become mentions of `quotation_type`.

        `known` are results, by sentence and phase, that the matcher need not work out again."""
        self.matcher = matcher
        self.analyses = analyses
        self.sentences = segmentation.sentences
        self.tree = SentenceTree(self.sentences)
        self.drafts: dict[int, Draft] = {}
        self.results: dict[tuple[int, int], PhaseResult] = {}
        """What each phase made of each sentence that was looked at, by sentence and phase."""
        self.known = dict(known or {})
        """Those results; whoever works one out beforehand may put it here."""
        self._lattices: dict[int, Lattice] = {}
        self._scenes: dict[int, Scene] = {}
        self._done: dict[int, int] = {}
        self._quotations = self._place(segmentation, quotation_type)

    def can_start(self, sentence: int) -> bool:
        """Whether the sentence could hold an event (or what else the program was compiled to seek); False is certain."""
        here = self.sentences[sentence]
        quotations = self._quotations.get(sentence, ())
        shown = list(self.analyses(here.start, here.end))
        positions = list(range(here.start, here.end))
        for start, end in reversed(here.holes):
            del shown[start - here.start : end - here.start]
            del positions[start - here.start : end - here.start]
        inside = {start for _, start, _, opaque in quotations if not opaque}
        starts = {number for number, position in enumerate(positions) if position in inside} if inside else ()
        return self.matcher.can_start(shown, {mention.type for mention, *_ in quotations}, starts)

    def has_quotation(self, sentence: int) -> bool:
        """Whether a piece of a quotation stands in the sentence, inside no other one that is opaque."""
        return sentence in self._quotations

    def lattice(self, sentence: int, phases: int) -> Lattice:
        """The lattice of the sentence after at least its first `phases` phases."""
        self.advance(sentence, phases)
        return self._lattices[sentence]

    def seek(self, sentence: int) -> None:
        """Runs the phases of the sentence as long as they matter to events: none after the one that shows that there will be no
        event; and those behind the last one with event rules add to events, and where there is none nobody who asks for events
        misses them. Whoever asks for more advances it further."""
        prospects = self.matcher.prospects
        if prospects.decisive < self.matcher.enough:
            self.advance(sentence, prospects.decisive)
            lattice = self._lattices[sentence]
            if self._done[sentence] == prospects.decisive and not prospects.open(self._scene(sentence, lattice)):
                self._scenes.pop(sentence, None)
                return
        self.advance(sentence, self.matcher.enough)
        if self._has_event(sentence):
            self.advance(sentence, len(self.matcher.phases))
        self._scenes.pop(sentence, None)

    def _has_event(self, sentence: int) -> bool:
        """Whether a phase has found an event in a sentence."""
        return any(self.results[sentence, phase].events for phase in range(self._done[sentence]))

    def _scene(self, sentence: int, lattice: Lattice) -> Scene:
        scene = self._scenes.get(sentence)
        if scene is None:
            scene = self._scenes[sentence] = Scene(self.matcher.tables, lattice)
        return scene

    def advance(self, sentence: int, phases: int) -> None:
        """Runs the phases of the sentence up to (not including) number `phases`, as far as they haven't run."""
        if sentence not in self._lattices:
            self._lattices[sentence] = self._begin(sentence)
            self._done[sentence] = 0
        lattice = self._lattices[sentence]
        for phase in range(self._done[sentence], phases):
            self._run(phase, sentence, lattice)
            self._done[sentence] = phase + 1
        if self._done[sentence] == len(self.matcher.phases):
            # No phase will look at the sentence again.
            self._scenes.pop(sentence, None)

    def _run(self, phase: int, sentence: int, lattice: Lattice) -> None:
        result = self.known.get((sentence, phase))
        if result is None:
            result = self.matcher.run_phase(phase, lattice, self._scene(sentence, lattice))
        self.results[sentence, phase] = result
        if result is NOTHING:
            return
        for position, analysis in result.readings.items():
            lattice.analyses[position - lattice.start] = analysis
        for extension in result.extensions:
            number = extension.event.event
            self.drafts[number] = extend(self.drafts[number], extension)
        added = [*result.mentions, *(self._announce(event, sentence) for event in result.events)]
        lattice.add(added)
        if sentence in self._scenes:
            self._scenes[sentence].renew(result.readings, added)

    def _announce(self, found: EventCandidate, sentence: int) -> Mention:
        """Keeps the draft of an event and gives the mention over its trigger that later phases see."""
        # Numbers must not depend on which sentence was looked at first, so they come from the place, not from a counter.
        number = found.trigger.start
        self.drafts[number] = assemble(found, number, sentence)
        trigger = found.trigger
        head = trigger.mention.head if trigger.mention is not None else (trigger.start, trigger.end)
        attributes = self.drafts[number].attributes
        return Mention(found.type, trigger.start, trigger.end, head, attributes, found.rule, event=number)

    def _begin(self, sentence: int) -> Lattice:
        here = self.sentences[sentence]
        quotations = self._quotations.get(sentence, [])
        transparent = [(start, end) for mention, start, end, opaque in quotations if not opaque]
        lattice = Lattice(
            here,
            self.analyses(here.start, here.end),
            frozenset(start for start, _ in transparent),
            frozenset(end for _, end in transparent),
        )
        lattice.add([mention for mention, *_ in quotations])
        return lattice

    def _place(self, segmentation: Segmentation, type_name: str) -> dict[int, list[tuple[Mention, int, int, bool]]]:
        """The quotation edges of each sentence: the mention, where the inside starts and ends, whether it is opaque."""
        placed: dict[int, list[tuple[Mention, int, int, bool]]] = {}
        for quotation in segmentation.quotations:
            said = tuple((piece.inner_start, piece.inner_end) for piece in quotation.pieces)
            for piece in quotation.pieces:
                sentence = self.tree.innermost(piece.start)
                if sentence < 0 or piece.end > self.sentences[sentence].end:
                    continue
                mention = Mention(type_name, piece.start, piece.end, (piece.start, piece.end), {}, "quotations", said)
                edge = (mention, piece.inner_start, piece.inner_end, piece.opaque)
                placed.setdefault(sentence, []).append(edge)
        return placed
