"""Results of trials as JUnit XML, which build servers read.

In: results. Out: the document, by `junit_xml`: a test suite for each file of a pack, a test case for each trial. No times and no
host stand in it, so that the same results give the same document.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import PurePath
from typing import Final
from xml.etree import ElementTree

from extractor.authoring.examples import ExampleResult
from extractor.authoring.failures import plain

_WIDTH: Final = 120
_UNFIT: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML can't hold."""


def junit_xml(results: Iterable[ExampleResult]) -> str:
    """The XML document; what XML can't hold is replaced by U+FFFD."""
    files: dict[str, list[ExampleResult]] = {}
    for result in results:
        files.setdefault(result.place.file, []).append(result)
    root = ElementTree.Element("testsuites")
    _counted(root, [result for each in files.values() for result in each])
    for file, each in files.items():
        suite = ElementTree.SubElement(root, "testsuite", name=_fit(file))
        _counted(suite, each)
        numbers: Counter[str] = Counter()
        for result in each:
            numbers[result.trial.title] += 1
            _add(suite, result, numbers[result.trial.title])
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _counted(element: ElementTree.Element, results: list[ExampleResult]) -> None:
    failures = sum(not result.passed for result in results)
    element.attrib.update(tests=str(len(results)), failures=str(failures), errors="0", skipped="0")


def _add(suite: ElementTree.Element, result: ExampleResult, number: int) -> None:
    """One trial; `number` tells those of one title apart, whatever lines are put in above them."""
    place = result.place
    classname = ".".join(part.split(".")[0] for part in PurePath(place.file).parts if part.split(".")[0])
    name = f"{result.trial.title} ({number})"
    case = ElementTree.SubElement(
        suite, "testcase", classname=_fit(classname), name=_fit(name), file=_fit(place.file), line=str(place.line)
    )
    if not result.passed:
        first = result.problems[0]
        message = _fit("; ".join(problem.summary for problem in result.problems))
        failure = ElementTree.SubElement(case, "failure", message=message, type=first.kind)
        failure.text = _fit(plain(result, _WIDTH))


def _fit(text: str) -> str:
    return _UNFIT.sub("\N{REPLACEMENT CHARACTER}", text)
