"""Lark's tree of a statement → its node of the syntax tree, with the clauses that it must have.

In: the tree of one statement, its tokens, the phase that it stands in. Out: the statement, or None where a needed clause is
missing (then reported). The one way in is `Statements.build`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from extractor.language import tree
from extractor.language.clauses import ClauseNodes, Clauses
from extractor.language.findings import Findings
from extractor.language.literals import Children
from extractor.language.tree import Place

if TYPE_CHECKING:
    from lark import Token

    from extractor.language.parsing import Node

_AFTER_HEADING = {"FROM", "INSIDE", "AGREE", "WITHIN", "PREFER", "EXAMPLE"}
_ROLE_QUANTITIES: dict[str, Literal["?", "*", "+"]] = {"OPTIONAL": "?", "ANY_NUMBER": "*", "SOME": "+"}


class Statements(ClauseNodes):
    """One method for each rule of the grammar that is a statement or a declaration."""

    phase_name: str | None = None
    tokens: tuple[Token, ...] = ()
    """Of the present statement, where errors are looked for."""

    def __init__(self, findings: Findings) -> None:
        super().__init__(findings)
        self.spelt: list[tuple[str, str]] = []
        """The kinds and spellings of its tokens."""

    def build(self, parsed: Node, tokens: tuple[Token, ...]) -> tree.Statement | None:
        """The node of a parsed statement."""
        self.tokens = tokens
        self.spelt[:] = [(token.type, str(token)) for token in tokens]
        statement: tree.Statement | None = self.transform(parsed)
        return self.begun(statement)

    def begun(self, statement: tree.Statement | None) -> tree.Statement | None:
        """The statement, whose phase, if it is one, begins."""
        if isinstance(statement, tree.PhaseName):
            self.phase_name = statement.name
        return statement

    # --- declarations ---

    def phase(self, place: Place, children: Children) -> tree.PhaseName:
        """`phase chunks`."""
        return tree.PhaseName(place=place, name=self.small_name(children[0], "a phase"))

    def mention(self, place: Place, children: Children) -> tree.MentionType:
        """`mention Speaker is NounPhrase nested`."""
        name, parent, *rest = children
        flags = {str(child) for child in rest if isinstance(child, str)}
        return tree.MentionType(
            place=place,
            name=self.type_name(name),
            parent=parent,
            closed="closed" in flags,
            nested="nested" in flags,
            features=tuple(child for child in rest if isinstance(child, tree.FeatureDeclaration)),
        )

    def parent(self, place: Place, children: Children) -> str:
        """`is NounPhrase`."""
        return self.type_name(children[0])

    def feature(self, place: Place, children: Children) -> tree.FeatureDeclaration:
        """`feature number : Sing | Plur`; the one value `text` stands for any."""
        place = self.declaration(place)
        name, values = children
        return tree.FeatureDeclaration(
            place=place, name=self.small_name(name, "a feature"), values=None if values == ("text",) else values
        )

    def values(self, place: Place, children: Children) -> tuple[str, ...]:
        """`Sing | Plur`."""
        return tuple(map(str, children))

    def event(self, place: Place, children: Children) -> tree.EventType:
        """`abstract event Reporting`."""
        abstract, name, parent, *rest = children
        return tree.EventType(
            place=place,
            name=self.type_name(name),
            parent=parent,
            abstract=abstract is not None,
            roles=tuple(child for child in rest if isinstance(child, tree.RoleDeclaration)),
            attributes=tuple(child for child in rest if isinstance(child, tree.AttributeDeclaration)),
        )

    def role(self, place: Place, children: Children) -> tree.RoleDeclaration:
        """`role content : Quote | Clause *`."""
        name, *types, quantity = children
        return tree.RoleDeclaration(
            place=self.declaration(place),
            name=self.small_name(name, "a role"),
            types=tuple(self.type_name(token) for token in types),
            quantity=_ROLE_QUANTITIES[quantity.type] if quantity else "",
        )

    def attribute(self, place: Place, children: Children) -> tree.AttributeDeclaration:
        """`attribute polarity : positive | negative = positive`."""
        name, values, default = children
        return tree.AttributeDeclaration(
            place=self.declaration(place), name=self.small_name(name, "an attribute"), values=values, default=default
        )

    def declaration(self, place: Place) -> Place:
        """The place of a role, attribute or feature, which has its line to itself."""
        if place.end_line != place.line or not self.findings.begins_line(place):
            self.findings.report(
                "E025",
                place,
                "a role, attribute or feature is declared on one line, and on its own",
                "begin it on a new line and end it on the same",
            )
        return place

    def definition(self, place: Place, children: Children) -> tree.PatternDefinition:
        """`pattern introduced(preposition) = preposition NounPhrase`."""
        name, *parameters, element = children
        return tree.PatternDefinition(
            place=place,
            name=self.small_name(name, "a pattern"),
            parameters=tuple(self.small_name(token, "a parameter") for token in parameters),
            element=element,
        )

    # --- rules ---

    def rule(self, place: Place, children: Children) -> tree.Rule | None:
        """`rule name "title"` and its clauses."""
        name, title, *rest = children
        clauses = Clauses(self.findings, rest)
        match, emit, extend = clauses.one("match"), clauses.one("emit"), clauses.one("extend")
        if match is None:
            self.missing("E016", name, "rule", "match", "say after 'match' what the rule looks for")
        if (emit is None) == (extend is None):
            self.missing(
                "E017",
                name,
                "rule",
                "emit' or 'extend",
                "say after 'emit' what the rule makes, or after 'extend' which event it completes",
                both=emit is not None,
            )
        if match is None or (emit is None) == (extend is None):
            return None
        return tree.Rule(
            place=place,
            name=self.small_name(name, "a rule"),
            title=title.text if title else None,
            phase=self.phase_name,
            match=match,
            where=self.owned(clauses.all("where")),
            unless=self.owned(clauses.all("unless")),
            emit=emit,
            extend=extend,
            priority=clauses.one("priority") or 0,
            examples=clauses.all("example"),
            nevers=clauses.all("never"),
        )

    def selection(self, place: Place, children: Children) -> tree.Selection | None:
        """`select name` or `remove name` and its clauses."""
        kind, name, title, *rest = children
        clauses = Clauses(self.findings, rest)
        match, reading = clauses.one("match"), clauses.one("reading")
        if match is None:
            self.missing("E016", name, str(kind), "match", "say after 'match' where the token stands")
        if reading is None:
            self.missing("E019", name, str(kind), "reading", f"say which readings to {kind}: reading word[upos = NOUN]")
        if match is None or reading is None:
            return None
        return tree.Selection(
            place=place,
            kind="select" if kind == "select" else "remove",
            name=self.small_name(name, "a rule"),
            title=title.text if title else None,
            phase=self.phase_name,
            match=match,
            capture=reading[0],
            test=reading[1],
            where=self.owned(clauses.all("where")),
            unless=self.owned(clauses.all("unless")),
            priority=clauses.one("priority") or 0,
            examples=clauses.all("example"),
            nevers=clauses.all("never"),
        )

    def resolution(self, place: Place, children: Children) -> tree.Resolution | None:
        """`resolve`, `fill` or `continue source of Reporting where …` and its clauses."""
        kind, role, event, *rest = children
        clauses = Clauses(self.findings, rest)
        candidates, inside = clauses.one("from"), clauses.one("inside")
        if candidates is None:
            self.missing("E020", role, str(kind), "from", "say where to look: from source of previous event | Speaker")
        if kind == "continue" and inside is None:
            hint = "name the mention that shows that a sentence goes on: inside Resumption"
            self.missing("E020", role, str(kind), "inside", hint)
        if candidates is None or (kind == "continue" and inside is None):
            return None
        return tree.Resolution(
            place=place,
            kind=_KINDS[str(kind)],
            name=self.heading(),
            phase=self.phase_name,
            role=self.small_name(role, "a role"),
            event=self.type_name(event),
            where=clauses.all("where"),
            candidates=candidates,
            inside=inside,
            agree=clauses.one("agree") or (),
            within=clauses.one("within") or 0,
            preferences=clauses.all("prefer"),
            examples=clauses.all("example"),
        )

    def heading(self) -> str:
        """The name of a resolution: its heading, with single spaces as the formatter sets them."""
        name = ""
        for kind, text in self.spelt[1:]:
            if kind in _AFTER_HEADING:
                break
            close = name.endswith(("(", "[", "{", "!")) or text in {",", ")", "]", "}", ":"}
            name += text if close or not name else f" {text}"
        return name

    def missing(self, code: str, name: Token, kind: str, clause: str, hint: str, both: bool = False) -> None:
        """Report a clause that a statement can't do without; if a line begins with what looks like its keyword, that."""
        from extractor.language.diagnose import misspelt  # here, for it needs Lark, which a text without errors doesn't

        if not both and misspelt(self.findings, self.tokens[2:], clause.split("' or '")):
            return
        what = f"has both '{clause.replace(' or ', ' and ')}'" if both else f"has no '{clause}'"
        self.findings.report(code, self.place(name), f"the {kind} '{name}' {what}", "keep one of them" if both else hint)

    def owned(self, conditions: tuple[tree.Condition, ...]) -> tuple[tree.Condition, ...]:
        """Conditions of a rule, where each feature must say whose it is."""
        for condition in conditions:
            for path in _bare(condition):
                self.findings.report(
                    "E030",
                    path.place,
                    f"'{path.feature}' is compared, but it isn't said of which capture",
                    f"write the capture before it: trigger.{path.feature}",
                )
        return conditions


def _bare(condition: tree.Condition) -> Iterator[tree.Path]:
    """The paths in a condition that don't say of which capture."""
    if isinstance(condition, tree.All | tree.Any):
        for part in condition.parts:
            yield from _bare(part)
    elif isinstance(condition, tree.Not):
        yield from _bare(condition.part)
    elif isinstance(condition, tree.Comparison) and isinstance(condition.left, tree.Path) and not condition.left.capture:
        yield condition.left


_KINDS: dict[str, Literal["resolve", "fill", "continue"]] = {"resolve": "resolve", "fill": "fill", "continue": "continue"}
