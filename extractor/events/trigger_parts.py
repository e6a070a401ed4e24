"""What stands inside a trigger and fills a role of the event: a mention (ha oggi detto), an enclitic (dirgli).

In: a draft, a `TriggerPart`, what surrounds the event and what is in reach. Out: the parts in text order. The one way in is
`trigger_parts`.
"""

from collections.abc import Iterator

from extractor.events.choices import Surroundings
from extractor.events.draft import Draft
from extractor.events.reach import Reach
from extractor.language.tree import TriggerPart
from extractor.matching.candidates import Taken


def trigger_parts(draft: Draft, wanted: TriggerPart, around: Surroundings, reach: Reach) -> Iterator[Taken]:
    """The mentions of a type that lie inside the trigger; or the last letters of one of its words, where they are what a feature
    of the trigger says. The last such word counts: the infinitive behind a modal."""
    trigger = draft.trigger
    if wanted.is_type:
        for mention in reach.inside(draft.sentence, trigger.start, trigger.end):
            if mention.event < 0 and around.is_subtype(mention.type, wanted.name):
                yield Taken(mention.start, mention.end, mention)
        return
    letters = trigger.mention.features.get(wanted.name, "") if trigger.mention is not None else ""
    for position in range(trigger.end - 1, trigger.start - 1, -1):
        form = around.forms[position].casefold()
        if letters and form.endswith(letters.casefold()) and len(form) > len(letters):
            yield Taken(position, position + 1, letters=len(letters))
            return
