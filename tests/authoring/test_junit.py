"""JUnit XML of results."""

from xml.etree import ElementTree

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from extractor.authoring.junit import junit_xml
from tests.authoring.english import FILE, tried

SUITE = """\
- name: one
  text: It rained.
  events: []
- name: two
  text: It rained.
  expect: Say "rained"
"""


def test_a_suite_for_each_file_and_a_case_for_each_trial() -> None:
    root = ElementTree.fromstring(junit_xml(tried(SUITE)))
    assert (root.tag, root.attrib["tests"], root.attrib["failures"]) == ("testsuites", "2", "1")
    (suite,) = root
    assert (suite.attrib["name"], suite.attrib["tests"], suite.attrib["failures"]) == (FILE, "2", "1")
    passed, failed = suite
    assert passed.attrib == {"classname": "x", "name": "case 'one' (1)", "file": FILE, "line": "1"} and len(passed) == 0
    (failure,) = failed
    assert (failure.attrib["type"], failure.attrib["message"]) == ("missing", 'missing: Say "rained"')
    assert failure.text is not None and "^^^^^^ Say" in failure.text


def test_the_same_results_give_the_same_document() -> None:
    assert junit_xml(tried(SUITE)) == junit_xml(tried(SUITE))


@given(st.text(max_size=20))
def test_any_text_gives_a_document(text: str) -> None:
    results = [
        msgspec.structs.replace(each, trial=msgspec.structs.replace(each.trial, name=text, text=f"It rained. {text}"))
        for each in RESULTS
    ]
    root = ElementTree.fromstring(junit_xml(results).encode("utf-8"))
    assert len(root[0]) == 2


RESULTS = tried(SUITE)
