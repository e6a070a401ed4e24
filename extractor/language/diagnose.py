"""Where parsing stopped → what is most likely wrong, in a linguist's words.

In: the text and a `Failure`. Out: one diagnostic. The one way in is `diagnose`.

What shows in the characters (an unclosed string) or in the lines (a misspelt keyword) is looked at first. For all else the
examples of `mistakes` are parsed once: they tell in which state of the parser, before which kind of token, they fail. An error
in the same state before the same kind of token gets the same explanation, else one in the same state, else `E001`.
"""

from collections.abc import Sequence
from functools import cache

from lark import Token

from extractor.diagnostics import did_you_mean
from extractor.language.findings import Findings
from extractor.language.grammar import Failure, Run, keywords, literals
from extractor.language.lalr import STATEMENTS
from extractor.language.mistakes import MISTAKES, Mistake
from extractor.language.tree import Place

_OF_RULES = ("match", "where", "unless", "emit", "extend", "priority", "example", "never")
_OF_SELECTIONS = ("match", "reading", "where", "unless", "priority", "example", "never")
_OF_RESOLUTIONS = ("where", "from", "agree", "within", "prefer", "example")
_OF_CONTINUATIONS = ("where", "from", "inside", "within", "example")
_CLAUSES_OF = {
    "mention": ("feature",),
    "event": ("role", "attribute"),
    "rule": _OF_RULES,
    "select": _OF_SELECTIONS,
    "remove": _OF_SELECTIONS,
    "resolve": _OF_RESOLUTIONS,
    "fill": _OF_RESOLUTIONS,
    "continue": _OF_CONTINUATIONS,
}
_CLAUSES = tuple(sorted({clause for clauses in _CLAUSES_OF.values() for clause in clauses}))
_CONDITIONS = ("agree", "contains", "same", "before", "length", "left", "right")
_BEFORE_CONDITION = {"WHERE", "UNLESS", "IF", "AND", "OR", "NOT", "OPEN"}
_TYPOGRAPHIC = {"…": "a gap is written with two full stops: ..", "–": "a hyphen is written -", "—": "a hyphen is written -"}
_QUOTES = "“”„‟«»‹›‘’‚‛"
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_SORTS = {
    "NAME": "a name",
    "VALUE": "a value",
    "STRING": "a string",
    "EXACT": "a string",
    "INTEGER": "a number",
    "REGEX": "a regular expression /…/",
    "PATH": "the feature of a capture",
    "LIST": "'@lexicon.list'",
    "LIST_KEY": "'@lexicon.list[…].event'",
    "TIMES": "'{m,n}'",
    "CONSTRAINED": "a name and '['",
    "$END": "the end",
}


def diagnose(findings: Findings, failure: Failure) -> None:
    """Report the error where parsing stopped."""
    seen = (_too_deep, _odd_character, _inner_quotes, _unclosed, _unopened, _unknown_condition, _misspelt, _keyword)
    if any(recognize(findings, failure) for recognize in seen):
        return
    exact, by_state = _known()
    mistake = exact.get((failure.state, failure.token.type)) or by_state.get(failure.state) or _mistake("E001")
    wordless = failure.before and not failure.token[:1].isalnum()
    if mistake.code in ("E006", "E007") and (wordless or failure.start != "file"):
        mistake = _mistake("E001")  # what is no word, or stands where no clause can, was not meant for a keyword
    _report(findings, mistake, failure.token, failure, nearest=_nearest(failure, mistake))


def misspelt(findings: Findings, tokens: Sequence[Token], wanted: Sequence[str]) -> bool:
    """Report the first name that begins a line and looks like a keyword; False where there is none."""
    for token in tokens:
        if token.type not in ("NAME", "VALUE") or token in keywords() or not findings.begins_line(findings.place(token)):
            continue
        if len(token) > 3 and (hint := did_you_mean(token.lower(), wanted)):
            mistake = _mistake("E006" if hint.split("'")[1] in STATEMENTS else "E007")
            findings.report(mistake.code, findings.place(token), mistake.message.format(found=f"'{token}'"), hint)
            return True
    return False


# --- what shows in the text ----------------------------------------------------------------------------------------------


def _too_deep(findings: Findings, failure: Failure) -> bool:
    return failure.token.type == "DEEP" and _report(findings, _mistake("E024"), failure.token)


def _odd_character(findings: Findings, failure: Failure) -> bool:
    """A character that can't stand there, or that begins something without its end."""
    token = failure.token
    first = token[:1]
    if first in _TYPOGRAPHIC or (first and first in _QUOTES):
        better = _TYPOGRAPHIC.get(first, 'write "…" or \'…\'; inside a string any mark may stand')
        return _report(findings, _mistake("E004"), token, found=f"'{first}'", better=better)
    if first == "<" and "LEMMA" in failure.expected:
        typographic = next((mark for mark in _rest(findings, token) if mark in _QUOTES), "")
        better = "inside < … > only the lemma stands"
        if typographic:
            return _report(findings, _mistake("E004"), token, found=f"'{typographic}'", better=better)
        return _report(findings, _mistake("E028"), token)
    if token.type != "STRAY":
        return False
    if first in "\"'":
        return _report(findings, _mistake("E002"), token, length=len(_rest(findings, token)))
    if first == "@":
        return _report(findings, _mistake("E043"), token)
    if first == "." and failure.before and failure.before[-1].type == "NAME":
        return misspelt(findings, failure.before, _CLAUSES) or _report(findings, _mistake("E047"), token)
    return first != "/" and _report(findings, _mistake("E005"), token, found=f"'{first}'" if first.isprintable() else repr(first))


def _rest(findings: Findings, token: Token) -> str:
    place = findings.place(token)
    return findings.lines[place.line - 1][place.column - 1 :].rstrip()


def _inner_quotes(findings: Findings, failure: Failure) -> bool:
    """A word right behind a string: the string was closed by a quotation mark that belongs to the text."""
    if not failure.before or failure.before[-1].type not in ("STRING", "EXACT"):
        return False
    touching = failure.before[-1].end_pos == failure.token.start_pos
    wordlike = failure.token[:1].isalnum() or failure.token[:1] in tuple("\"'")
    return touching and wordlike and _report(findings, _mistake("E048"), failure.token, failure)


def _open_brackets(failure: Failure) -> list[Token]:
    """The brackets that are open where parsing stopped, the innermost last."""
    stack: list[Token] = []
    for token in failure.before:
        if token[-1:] in _CLOSING and token.type not in ("STRING", "EXACT", "REGEX"):
            stack.append(token)
        elif token[:1] in _CLOSING.values() and stack:
            stack.pop()
    return stack


def _begins_clause(findings: Findings, token: Token) -> bool:
    return (token in _CLAUSES or token in STATEMENTS) and findings.begins_line(findings.place(token))


def _unclosed(findings: Findings, failure: Failure) -> bool:
    """A clause, a statement or the end comes while a bracket is open."""
    stack = _open_brackets(failure)
    if not stack or not (failure.token.type == "$END" or _begins_clause(findings, failure.token)):
        return False
    bracket = stack[-1][-1]
    return _report(findings, _mistake("E013"), stack[-1], found=f"'{bracket}'", closing=f"'{_CLOSING[bracket]}'")


def _unopened(findings: Findings, failure: Failure) -> bool:
    """A closing bracket that is not the one of the innermost open bracket."""
    stack = _open_brackets(failure)
    closes = failure.token[:1] in _CLOSING.values() and bool(failure.before)
    fits = bool(stack) and _CLOSING[stack[-1][-1]] == failure.token[:1]
    return closes and not fits and _report(findings, _mistake("E014"), failure.token, failure)


def _unknown_condition(findings: Findings, failure: Failure) -> bool:
    """`contain(a, B)`: a name that touches a parenthesis where a condition stands."""
    if failure.token[:1] != "(" or len(failure.before) < 2:
        return False
    ahead, name = failure.before[-2:]
    if ahead.type not in _BEFORE_CONDITION or name.type != "NAME" or name.end_pos != failure.token.start_pos:
        return False
    nearest = did_you_mean(name, _CONDITIONS) or f"the conditions are {', '.join(_CONDITIONS)}"
    return _report(findings, _mistake("E032"), name, found=f"'{name}'", nearest=nearest)


def _misspelt(findings: Findings, failure: Failure) -> bool:
    return failure.start == "file" and misspelt(findings, (*failure.before, failure.token), (*STATEMENTS, *_CLAUSES))


def _keyword(findings: Findings, failure: Failure) -> bool:
    """A keyword where a name is expected: used as a name, or the name is missing before it."""
    token = failure.token
    if token.type != "RESERVED":
        return False
    exact, _ = _known()
    if token in keywords() or token in ("left(", "right("):
        kind = "$END" if _begins_clause(findings, token) else "RESERVED"
        if mistake := exact.get((failure.state, kind)):
            return _report(findings, mistake, token, failure, nearest=_nearest(failure, mistake))
    word = next(part for part in token.rstrip(":([").split(".") if part in keywords())
    return _report(findings, _mistake("E009"), token, found=f"'{word}'")


# --- what the parser's state tells ---------------------------------------------------------------------------------------


@cache
def _known() -> tuple[dict[tuple[int, str], Mistake], dict[int, Mistake]]:
    """The mistakes by state and kind of token, and by state alone."""
    exact: dict[tuple[int, str], Mistake] = {}
    by_state: dict[int, Mistake] = {}
    for mistake in MISTAKES:
        for example in () if mistake.seen or mistake.code == "E001" else mistake.examples:
            if (failure := _first_failure(example)) is None:
                continue
            exact.setdefault((failure.state, failure.token.type), mistake)
            by_state.setdefault(failure.state, mistake)
    return exact, by_state


def _first_failure(example: str) -> Failure | None:
    """Where an example stops; None where only its clauses are wrong, which `syntax` sees."""
    run = Run(example, "file")
    while not run.finished:
        result = run.statement()
        if isinstance(result, Failure):
            return result
    return None


@cache
def _mistake(code: str) -> Mistake:
    return next(mistake for mistake in MISTAKES if mistake.code == code)


# --- the words -----------------------------------------------------------------------------------------------------------


def _report(
    findings: Findings, mistake: Mistake, token: Token, failure: Failure | None = None, length: int = 0, **words: str
) -> bool:
    """Report the mistake at the token. True, so that a recognizer can end with it."""
    place = findings.place(token)
    if length:
        place = Place(place.file, place.line, place.column, place.line, place.column + length)
    words.setdefault("found", _found(token))
    words.setdefault("nearest", "")
    words.setdefault("expected", _expected(_possible(failure)) if failure else "")
    findings.report(mistake.code, place, mistake.message.format(**words), mistake.hint.format(**words))
    return True


def _nearest(failure: Failure, mistake: Mistake) -> str:
    """A hint to the keyword that may be meant, or all that would do."""
    kind = next((str(token) for token in failure.before if token in _CLAUSES_OF), "rule")
    known = STATEMENTS if mistake.code == "E006" else _CLAUSES_OF[kind]
    what = "a statement begins" if mistake.code == "E006" else f"the clauses of '{kind}' begin"
    return did_you_mean(failure.token.lower(), known) or f"{what} with {', '.join(known)}"


def _found(token: Token) -> str:
    if token.type == "$END":
        return "the end of the statement"
    text = token if len(token) <= 30 else f"{token[:29]}…"
    return f"the keyword '{text}'" if token in keywords() and token.type != "VALUE" else f"'{text}'"


def _possible(failure: Failure) -> frozenset[str]:
    """What may follow: no clause or statement where a pattern or an item is read by itself."""
    return failure.expected if failure.start == "file" else failure.expected - _group("PHASE") - _group("MATCH")


def _expected(terminals: frozenset[str]) -> str:
    """What could follow, at most a handful of things."""
    rest = set(terminals)
    words = []
    for mark, what in (("LEMMA", "an element"), ("LENGTH", "a condition"), ("PHASE", "a statement"), ("MATCH", "a clause")):
        if mark in rest:
            words.append(what)
            rest -= _group(mark)
    rest -= {"CAPTURE", "CALL", "EVENT"} if "NAME" in rest else set()
    words += sorted({_SORTS.get(name) or f"'{literals().get(name, name.lower())}'" for name in rest})
    shown = words[:6]
    return " or ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown) or "nothing more"


@cache
def _group(mark: str) -> frozenset[str]:
    """The terminals that `_expected` names by one word."""
    clauses = frozenset(word.upper() for word in _CLAUSES)
    elements = "STRING EXACT LEMMA LIST CALL OPEN_TEST OPEN NAME CONSTRAINED CAPTURE GAP START FINISH LEFT RIGHT NOT"
    conditions = "NAME PATH EVENT LENGTH AGREE_CALL CONTAINS SAME BEFORE LEFT RIGHT NOT OPEN"
    return {
        "LEMMA": frozenset(elements.split(" ")),
        "LENGTH": frozenset(conditions.split(" ")),
        "PHASE": frozenset(word.upper() for word in STATEMENTS) | {"$END"},
        "MATCH": clauses,
    }[mark]
