"""Lark's tree → syntax tree, for names, numbers, strings and values.

In: Lark's subtrees, bottom up, each rule of grammars/rules.lark by its name. Out: nodes of `tree`. What the grammar lets pass
and the language does not (a bad escape, a type in small letters) is reported, and a usable node returned all the same.

`Literals`, `Conditions`, `Elements`, `ClauseNodes` and `Statements` are one transformer in five files, each on top of the last.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from typing import Any as Anything

import msgspec

from extractor.language import tree
from extractor.language.findings import Findings
from extractor.language.tree import Place

if TYPE_CHECKING:
    from lark import Token

    from extractor.language.parsing import Node

_ESCAPES = {'"': '"', "'": "'", "\\": "\\", "n": "\n", "t": "\t"}
_LARGEST = 9999

Children = list[Anything]


class Literals:
    """One method for each rule of the grammar that is a value; `Statements` is the whole."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings

    def transform(self, parsed: Node) -> Anything:
        """The node of a subtree: its children's nodes first, then the method that is named like its rule."""
        node = type(parsed)
        children = [self.transform(child) if isinstance(child, node) else child for child in parsed.children]
        # Lark's name is a `Token`, compared by code in Python; a Ctrl-C in there is lost, and the method said not to exist.
        return getattr(self, str(parsed.data))(self.findings.whole(parsed.first, parsed.last), children)

    # --- names and literals ---

    def place(self, where: Token) -> Place:
        """The place of a token."""
        return self.findings.place(where)

    def type_name(self, token: Token) -> str:
        """The name of a mention or event type: with a capital."""
        return self.named_type(token, self.place(token))

    def named_type(self, token: str, place: Place) -> str:
        """The same of a name at a place."""
        if not token[0].isupper():
            better = token[0].upper() + token[1:]
            self.findings.report(
                "E011",
                place,
                f"'{token}' stands where the name of a type is expected, and types begin with a capital letter",
                f"write '{better}' if that is the type meant",
            )
        return str(token)

    def small_name(self, token: Token, what: str) -> str:
        """The name of anything but a type: with a small letter. A colon, bracket or parenthesis that it touches is cut off."""
        name = token.rstrip(":([")
        if name[0].isupper():
            self.findings.report(
                "E012",
                self.place(token),
                f"'{name}' stands where the name of {what} is expected, and only types begin with a capital letter",
                f"write '{name[0].lower() + name[1:]}'",
            )
        return name

    def string(self, token: Token) -> str:
        """The text between quotation marks, its escapes undone."""
        if "\\" not in token:
            return token[1:-1]

        def undo(escape: re.Match[str]) -> str:
            if escape[1] in _ESCAPES:
                return _ESCAPES[escape[1]]
            place = self.place(token)
            column = place.column + escape.start()
            self.findings.report(
                "E003",
                Place(place.file, place.line, column, place.line, column + 2),
                f"'{escape[0]}' is no escape that this language knows",
                r"""the escapes are \" \' \\ \n \t; for a backslash itself write two: \\""",
            )
            return escape[0]

        return re.sub(r"\\(.)", undo, token[: len(token) - 1], flags=re.DOTALL)[1:]

    def whole(self, token: Token, text: str | None = None) -> int:
        """A whole number of a size that makes sense."""
        digits = str(token) if text is None else text
        if len(digits) <= len(str(_LARGEST)) + 1 and abs(number := int(digits)) <= _LARGEST:
            return number
        self.findings.report(
            "E023", self.place(token), "this number is too large", f"the largest number is {_LARGEST}"
        )
        return _LARGEST

    def path(self, place: Place, children: Children) -> tree.Path:
        """`trigger.lemma`."""
        return self.dotted(children[0])

    def dotted(self, token: Token) -> tree.Path:
        """`trigger.lemma`, from its token."""
        capture, feature = token.split(".")
        return tree.Path(place=self.place(token), capture=capture, feature=feature)

    def listed(self, token: Token) -> tree.ListName:
        """`@lexicon.list`, from its token; a bracket that it touches is cut off."""
        lexicon, name = token.strip("@[").split(".")
        place = self.place(token)
        place = msgspec.structs.replace(place, end_column=place.end_column - token.count("["))
        return tree.ListName(place=place, lexicon=lexicon, list=name)

    # --- values ---

    def word(self, place: Place, children: Children) -> tree.Word:
        """A bare word as a value."""
        return tree.Word(place=place, text=str(children[0]))

    def text(self, place: Place, children: Children) -> tree.Text:
        """A quoted string."""
        token = children[0]
        return tree.Text(place=place, text=self.string(token), exact=token.type == "EXACT")

    def set(self, place: Place, children: Children) -> tree.Values:
        """`{avere, essere}`."""
        return tree.Values(place=place, items=tuple(children))

    def comparison(self, place: Place, children: Children) -> tuple[str, Anything]:
        """The operator and the right side."""
        operator, right = children
        if isinstance(right, str):
            token: Token = right  # type: ignore[assignment]  # no other text stands there
            right = self.listed(token) if token.type == "LIST" else self.regex(token)
        return str(operator), right

    def regex(self, token: Token) -> tree.Pattern:
        r"""`/re/`: only `\/` is undone, all else belongs to the expression."""
        return tree.Pattern(place=self.place(token), expression=token[1:-1].replace("\\/", "/"))
