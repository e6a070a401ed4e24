"""`Types` answers about hierarchies, also broken ones."""

import pytest

from extractor.language.parse import parse
from extractor.language.tree import EventType, MentionType
from extractor.language.types import Types

SCHEMA = """
mention NounPhrase
  feature lemma : text
  feature number : Sing | Plur
mention Speaker is NounPhrase
  feature number : Plur
mention Document is Speaker
mention Lost is Nowhere
mention Snake is Tail
mention Tail is Snake
abstract event Reporting
  role source : Speaker ?
  role content : Document | Text *
  attribute polarity : positive | negative
  attribute note : text
event Say is Reporting
  role target : NounPhrase
"""


@pytest.fixture(scope="module")
def types() -> Types:
    statements = parse(SCHEMA, "schema.rules")[0].statements
    mentions = [each for each in statements if isinstance(each, MentionType)]
    events = [each for each in statements if isinstance(each, EventType)]
    return Types(mentions, events, {"Number": ("Sing", "Plur"), "Enclitic": ()})


def test_subtypes(types: Types) -> None:
    assert types.is_subtype("Document", "NounPhrase")
    assert types.is_subtype("Document", "Document")
    assert not types.is_subtype("NounPhrase", "Document")
    assert types.subtypes("NounPhrase") == ("Document", "NounPhrase", "Speaker")
    assert types.subtypes("Unheard") == ()


def test_features_are_inherited_and_the_nearest_declaration_counts(types: Types) -> None:
    assert types.features_of("Document") == {"lemma": None, "number": ("Plur",)}
    assert types.features_of("NounPhrase")["number"] == ("Sing", "Plur")


def test_an_events_features_are_its_attributes(types: Types) -> None:
    assert types.features_of("Say") == {"polarity": ("positive", "negative"), "note": None}
    assert list(types.roles_of("Say")) == ["source", "content", "target"]
    assert list(types.attributes_of("Say")) == ["polarity", "note"]


def test_token_features_have_the_built_in_ones(types: Types) -> None:
    assert types.token_features["lemma"] is None
    assert types.token_features["Enclitic"] is None
    assert types.token_features["Number"] == ("Sing", "Plur")
    assert "NOUN" in (types.token_features["upos"] or ())


def test_what_fits_a_role(types: Types) -> None:
    roles = types.roles_of("Say")
    assert types.fits("Document", roles["source"])
    assert not types.fits("NounPhrase", roles["source"])
    assert types.fits("NounPhrase", roles["content"]), "Text takes anything"


def test_broken_hierarchies_have_an_end(types: Types) -> None:
    assert types.ancestors("Lost") == ("Lost", "Nowhere")
    assert types.ancestors("Snake") == ("Snake", "Tail")
    assert types.features_of("Snake") == {}
    assert types.ancestors("Unheard") == ("Unheard",)
