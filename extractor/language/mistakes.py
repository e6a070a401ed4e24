"""What can be wrong in the text of a rule file: a table of mistakes, each with examples of itself.

In: nothing. Out: `MISTAKES`. `diagnose` finds out which one an error is; a test runs the same examples.

The file is long because it is one table.
"""

from typing import NamedTuple


class Mistake(NamedTuple):
    """A known mistake. In `message` and `hint`, {found} is the word that stopped the parser and {expected} what could follow.

    Each of `examples` must be explained by this mistake. Those of a mistake with `seen` are recognized by their characters or
    lines and not by the parser's state.
    """

    code: str
    message: str
    hint: str
    examples: tuple[str, ...]
    seen: bool = False


MISTAKES = (
    Mistake("E001", "found {found} where {expected} is expected", "", ("mention A closed is B", "event A is B is C")),
    Mistake(
        "E002",
        "this string has no end: its closing quotation mark is missing on the line",
        "close it on the same line; a line break inside a string is written \\n, a quotation mark \\\"",
        ('rule a match "as read', "rule a match 'Ansa\n  emit B", 'rule a match b example "c', "pattern a = [lemma = \"b]"),
        seen=True,
    ),
    Mistake(
        "E004",
        "the typographic mark {found} stands outside a string",
        "{better}",
        ("rule a match “as read”", "rule a match «b»", "pattern a = b … c", "rule a match ‘b’", "pattern a = <„b>"),
        seen=True,
    ),
    Mistake(
        "E005",
        "the character {found} means nothing here",
        "words of the text are written between quotation marks",
        ("rule a match b ; c", "pattern a = %", "pattern a = b \\ c", "phase a;"),
        seen=True,
    ),
    Mistake(
        "E006",
        "{found} begins no statement",
        "{nearest}",
        ("foo", "phase chunks foo", "pattern a = b\nruel c\n  match d", "Phase chunks", '"text"', "mention A\nfoo", ") phase a"),
    ),
    Mistake(
        "E007",
        "{found} is no clause of this statement",
        "{nearest}",
        (
            "rule a foo b",
            "rule a\n  match b\n  emit C\n  foo d",
            "rule a\n  match b\n  wehre d.e = f\n  emit C",
            "rule a\n  match b\n  emmit C",
            "rule a match b where c foo",
            "rule a match b where c.d = e foo",
            "rule a match b emit C (d = e) foo",
            "rule a match b extend c foo",
            "rule a priority 3 foo",
            'rule a example "b" => C "d" foo',
            'rule a never "b" because "c" foo',
            'rule a never "b" why "c"',
            "select a foo b",
            "select a match b reading c[d = e] foo",
            "resolve a of B foo",
            "resolve a of B from C foo",
            "continue a of B from C inside D foo",
            "event A\n  rolle b : C",
            "mention A\n  feture b : text",
            "mention A\n  feature b : c foo",
            "event A role b : C foo",
            "event A role b : C ? foo",
        ),
    ),
    Mistake(
        "E009",
        "{found} is a keyword, and keywords can't be names",
        "choose another name; as a value, after '=', a keyword is an ordinary word",
        (
            "pattern where = b",
            "rule match match b emit C",
            "rule a match role:b emit C",
            "rule a match b role emit C",
            "phase rule",
            "event A role event : B",
            "mention A feature rule : text",
            "rule a match when(b) emit C",
            "rule a match b emit C (role = d)",
            "rule a match b where rule.c = d emit C",
        ),
        seen=True,
    ),
    Mistake(
        "E010",
        "a name is missing: found {found}",
        "names are made of letters, digits and '_', and begin with a letter",
        (
            "rule", "phase", "mention", "event", "pattern", "select", "resolve", "continue",
            "pattern = a", 'rule "title" match a', "phase 7",
            "event A role : B", "event A attribute : b", "mention A feature : b", "mention A is", "resolve a of",
            "abstract event", "mention\nevent A",
        ),
    ),
    Mistake(
        "E013",
        "this {found} is never closed",
        "add the missing {closing}",
        (
            "rule a\n  match ( b | c\n  emit D",
            "rule a match [lemma = b",
            "rule a\n  match [lemma = b\n  where c",
            "rule a\n  match p(b\n  emit D",
            "rule a match B[c = d",
            "rule a\n  match b\n  emit C (d = e\n  example \"f\" => C \"g\"",
            "rule a match left( b",
            "rule a\n  match b\n  where (c or d\n  emit E",
            "pattern a = [lemma in {b, c",
            "pattern a = (b\nrule c match d emit E",
        ),
        seen=True,
    ),
    Mistake(
        "E014",
        "{found} closes nothing",
        "take it out, or add the opening bracket that is missing",
        ("rule a match b )", "pattern a = b ]", "rule a match b where c )", "rule a match (b ] c)", "rule a match b emit C )"),
        seen=True,
    ),
    Mistake(
        "E015",
        "'=>' is missing between the example and what it must give: found {found}",
        'write: example "text" => Type "span"',
        ('rule a example "b" Say "c"', 'rule a example "b" emit C', 'rule a example "b" = Say "c"', 'rule a example "b"',
         'rule a example "b" -> Say "c"', 'rule a example "b" "c"'),
    ),
    Mistake(
        "E021",
        "there is no test between '[' and ']'",
        "say what the token must be: [upos = NOUN]; any token at all is ..{{1,1}}",
        ("pattern a = []", "pattern a = B[]"),
    ),
    Mistake(
        "E022",
        "a gap takes only limits, {{m,n}}: found {found}",
        "write ..{{0,8}} for at most eight tokens, or .. for any number; a gap is always as short as possible",
        ("pattern a = ..?", "pattern a = ..*", "pattern a = ..+", "pattern a = b:..?"),
    ),
    Mistake(
        "E024",
        "this is nested too deeply",
        "make named patterns of the inner parts",
        ("pattern a = " + "(" * 100 + "b" + ")" * 100, "rule a match b where " + "not " * 100 + "c"),
        seen=True,
    ),
    Mistake(
        "E027",
        "what the example must give is incomplete: found {found}",
        'write a type and its text: => Say "said" (source "the mayor", no content, polarity = negative)',
        ('rule a example "b" =>', 'rule a example "b" => "c"', 'rule a example "b" => Say', 'rule a example "b" => Say (c "d")',
         'rule a example "b" => C "d" ()', 'rule a example "b" => C "d" (e)', 'rule a example "b" => C "d" (e "f" g "h")',
         'rule a example "b" => C "d" (e ->)', 'rule a example "b" => C "d",', 'rule a example "b" => C "d" (no "e")',
         "rule a example b", "rule a example"),
    ),
    Mistake(
        "E028",
        "this '<' begins no lemma: its '>' is missing on the line",
        "write <say>; of several words <make known>",
        ("pattern a = <say", "pattern a = <say\nphase b"),
        seen=True,
    ),
    Mistake(
        "E029",
        "a regular expression is expected after '~', between slashes: found {found}",
        "write word ~ /^[0-9]+$/, on one line; a slash inside is written \\/",
        ('pattern a = [word ~ "b"]', "pattern a = [word ~ /b]", "pattern a = [word ~ b]", "pattern a = [word ~ //]"),
    ),
    Mistake(
        "E032",
        "{found} is no condition",
        "{nearest}",
        ("rule a match b where contain(c, D)", "rule a match b where agreed(c, d: number)", "rule a match b unless foo(c)"),
        seen=True,
    ),
    Mistake(
        "E034",
        "'=' is missing after the pattern's name: found {found}",
        "write: pattern name = …; parameters touch the name: pattern name(x) = …",
        ('pattern a "b"', "pattern a b", "pattern a : b", "pattern a", "pattern a (b) = c", "pattern a(b) c"),
    ),
    Mistake(
        "E035",
        "':' is missing after the name: found {found}",
        "write: role source : Speaker ?, feature number : Sing | Plur, attribute polarity : positive | negative",
        ("event A role b C", "mention A feature b text", "event A attribute b c", "event A role b = C", "mention A feature b"),
    ),
    Mistake(
        "E036",
        "an element of a pattern is missing: found {found}",
        'an element is "words", <lemma>, [a token\'s test], Type, a named pattern, @lexicon.list or a group ( … )',
        (
            "rule a match where b", "rule a match", "pattern a =", "pattern a = ()", "pattern a = (b | )", "pattern a = ( | b)",
            "pattern a = b |", "pattern a = b:", "pattern a = b()", "pattern a = b(c,)", "pattern a = left()",
            "pattern a = not b", "rule a match 7", "pattern a = b:^", "pattern a = c:left(b)",
        ),
    ),
    Mistake(
        "E037",
        "{found} repeats nothing: it must follow an element that can be repeated",
        "the ends '^' '$' and the look-arounds left( … ) right( … ) can't be repeated, nor can a repetition without a group",
        ("pattern a = ^?", "pattern a = ? b", "pattern a = b? ?", "pattern a = b* *", "pattern a = left(b)?", "pattern a = (? b)",
         "pattern a = b* +", "pattern a = $*", "pattern a = b | * c"),
    ),
    Mistake(
        "E038",
        "where to look can't be read: found {found}",
        "write: from source of previous event | Speaker[function = subject] | Document; of a 'continue' also: inside Resumption",
        ("resolve a of B from b of event", "resolve a of B from b of previous", "resolve a of B from", "resolve a of B from C |",
         'resolve a of B from "c"', "continue a of B from C inside", 'continue a of B from C inside "d"',
         "continue a of B from C inside 2 sentences"),
    ),
    Mistake(
        "E039",
        "'within' takes a number of sentences: found {found}",
        "write: within 2 sentences; 0 sentences is the event's own",
        ("resolve a of B within two sentences",
         "resolve a of B within 2", "resolve a of B within", "resolve a of B within 2 tokens"),
    ),
    Mistake(
        "E040",
        "'priority' takes a whole number: found {found}",
        "write: priority 20; the default is 0",
        ("rule a priority high", "rule a priority", "rule a priority = 3"),
    ),
    Mistake(
        "E041",
        "this condition is incomplete: found {found} where {expected} is expected",
        "write agree(a, b: number person), contains(a, Type), same(a.lemma, b.lemma), before(a, b), length(a) <= 3",
        ("rule a match b where agree(c, d)", "rule a match b where agree(c d: e)", "rule a match b where agree(c, d:)",
         "rule a match b where contains(c)", "rule a match b where same(c, d)", "rule a match b where before(c)",
         "rule a match b where length(c)", "rule a match b where length(c) <= d", "rule a match b where agree()",
         "rule a match b where same(c.d)", "rule a match b where length()", "rule a match b where", "rule a match b where emit C",
         "rule a match b where c and", "rule a match b where not", "rule a match b unless ()"),
    ),
    Mistake(
        "E042",
        "what to make is missing: found {found}",
        "write: emit Type (feature = value), or emit @lexicon.list[trigger.lemma].event; extend event (attribute = value)",
        ("rule a emit", "rule a emit (b = c)", 'rule a emit "b"', "rule a extend", "rule a extend (b = c)", "rule a emit @b.c",
         "rule a emit @b.c[d].event", "rule a emit @b.c[d.e]", "rule a emit emit"),
    ),
    Mistake(
        "E043",
        "'@' begins the name of a list, which has two parts",
        "write @lexicon.list, without spaces",
        ("pattern a = @b", "pattern a = [lemma in @b]", "pattern a = @", "pattern a = @b .c"),
        seen=True,
    ),
    Mistake(
        "E044",
        "':' stands alone: the name of a capture touches it",
        "write name:element",
        ("pattern a = b : c", "pattern a = : c"),
    ),
    Mistake(
        "E045",
        "a value is missing: found {found}",
        "a value is a word or a \"string\"; outside [ … ] it may be the feature of a capture: trigger.lemma",
        ("pattern a = [lemma = ]", "pattern a = [lemma = & b]", "rule a emit B (c = )", "rule a emit B (c = d else)",
         "event A attribute b : c =", "rule a match b where c.d =", "pattern a = [lemma = (b | c)]",
         "pattern a = [lemma = /b/]", "rule a match b where c.d = @e.f", "mention A feature b :", "mention A feature b : c |",
         'rule a example "b" => C "d" (e =)', "pattern a = [lemma = @b.c]"),
    ),
    Mistake(
        "E046",
        "the value is incomplete: found {found} where {expected} is expected",
        "write: (number = Plur, polarity = negative if neg else positive), without a comma at the end",
        ("rule a emit B (c = d if e)", "rule a emit B (c = d if)", "rule a emit B (c = d if e.f = g)", "rule a emit B (c d)",
         "rule a emit B ()", "rule a emit B (c = d e = f)", "rule a emit B (c)", "rule a emit B (c = d,)"),
    ),
    Mistake(
        "E047",
        "a feature of a capture has no place in a pattern",
        "test a token by [lemma = say], a mention by Type[lemma = say], and compare captures after 'where'",
        ("rule a match b c.lemma emit D", "pattern a = b.c"),
        seen=True,
    ),
    Mistake(
        "E048",
        "the string before this ends too early: {found} touches its closing quotation mark",
        "a quotation mark inside a string is written \\\", or put the string between the other kind of marks: '…'",
        ('rule a example "He said "yes"." => Say "said"', 'rule a never "the "Hammer" rests"'),
        seen=True,
    ),
    Mistake(
        "E049",
        "after 'in' a list or a set is expected: found {found}",
        "write lemma in @lexicon.list or lemma in {{have, be}}",
        ("pattern a = [lemma in b]", "pattern a = [lemma in (b, c)]", 'pattern a = [lemma in "b"]', "pattern a = [lemma in {}]",
         "pattern a = [lemma in {b c}]", "pattern a = [lemma in {b, }]", "pattern a = [lemma in]"),
    ),
    Mistake(
        "E026",
        "{found} is no operator here",
        "inside [ … ] parts are joined by '&' and '|' and negated by '!'; in conditions by 'and', 'or' and 'not'; "
        "equality is one '='",
        (
            "pattern a = [b == c]", "pattern a = [b = c && d = e]", "pattern a = [b = c and d = e]", "pattern a = [b = c, d = e]",
            "pattern a = [not b]", "pattern a = [b <= c]", "pattern a = [b : c]", "pattern a = [b = c or d = e]",
            "rule a match b where c == d", "rule a match b where c.d == e", "rule a match b where c & d",
            "rule a match b where !c",
            "rule a match b where c.d = e & f", "rule a match b where c.d = e | f", "rule a match b where c.d = e, f",
            "rule a match b where c.d <= 3", "rule a match b where c | d", "rule a match b where c, d",
        ),
    ),
)
