"""Which regular expressions a rule may use: those that need time linear in the word.

In: what stands between the slashes of `word ~ /…/`. Out: by `why_unfit` a reason and advice, or None. Refused are references
back, look-arounds, recursion, and repetitions inside repetitions (`(a+)+`), which can take exponential time.
"""

from __future__ import annotations

from typing import Final

import regex

LONGEST: Final = 500
_GROUPS: Final = {
    "(?=": "a look-around ('(?=…)')",
    "(?!": "a look-around ('(?!…)')",
    "(?<=": "a look-around ('(?<=…)')",
    "(?<!": "a look-around ('(?<!…)')",
    "(?P=": "a reference back ('(?P=…)')",
    "(?P>": "recursion ('(?P>…)')",
    "(?&": "recursion ('(?&…)')",
    "(?R": "recursion ('(?R)')",
    "(?(": "a conditional group ('(?(…)')",
}
_LOOK: Final = "test one word; look at its neighbours with left( … ) and right( … )"
_TOKEN: Final = regex.compile(
    r"\\[1-9]|\\[gkK]|\\p\{[^}]*\}|\\P\{[^}]*\}|\\.|\[\^?\]?(?:\\.|\[:\w+:\]|[^\]\\])*\]"
    r"|\(\?(?:<[=!]|P[=><]|[=!&(]|R|[0-9]|)|\(|\)|\{[^}]*\}|[*+?]|.",
    regex.DOTALL,
)


def why_unfit(expression: str) -> tuple[str, str] | None:
    """Why an expression can't be used, and what to do; None where it can."""
    if len(expression) > LONGEST:
        return f"it is longer than {LONGEST} characters", "put the words into a lexicon list"
    try:
        regex.compile(expression)
    except (regex.error, RecursionError, OverflowError, ValueError) as error:
        return str(error), "a character with a special meaning needs a '\\' before it"
    return _unfit(_TOKEN.findall(expression))


def _unfit(tokens: list[str]) -> tuple[str, str] | None:
    repeats = [False]  # for each open group: whether something inside it is repeated without limit
    closed = False  # whether what stands just before is a group with such a repetition inside
    for token in tokens:
        if len(token) == 2 and token[0] == "\\" and (token[1] in "123456789gk"):
            return f"a reference back ('{token}')", "write out what should be repeated, or use several rules"
        if token == "\\K":
            return "a look-around ('\\K')", _LOOK
        if token in _GROUPS:
            return _GROUPS[token], _LOOK
        if len(token) == 3 and token.startswith("(?") and token[2].isdigit():
            return "recursion ('(?1)')", _LOOK
        if token.startswith("{") and not _is_count(token):
            return f"'{token}'", "write '\\{' for the character itself"
        if token.startswith("("):
            repeats.append(False)
        elif token == ")" and len(repeats) > 1:
            closed = repeats.pop()
            repeats[-1] = repeats[-1] or closed
            continue
        elif token in ("*", "+") or (_is_count(token) and _many(token)):
            if closed:
                return "a repetition inside a repetition", "write one '*' or '+' only: (ab)+ instead of (a*b*)+"
            if token in ("*", "+") or token.endswith(",}"):
                repeats[-1] = True
        closed = False
    return None


def _is_count(token: str) -> bool:
    return regex.fullmatch(r"\{\d*,?\d*\}", token) is not None and len(token) > 2


def _many(token: str) -> bool:
    return token.strip("{}").split(",")[-1] not in ("0", "1")
