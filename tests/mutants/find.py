# SPDX-License-Identifier: Apache-2.0
"""Finds the mutants of C++ sources from their tokens.

There is no parser. Three habits of clang-format's Google style stand in for one. A binary operator
has a space on both sides: `a < b` is a comparison, `vector<int>` is not. A declaration has a space
between its type and its name. A block's `{` follows its head. A mistake costs one build, because
the mutant does not compile.
"""
import re
from typing import NamedTuple

TOKEN = re.compile(r"""
    (?P<skip> \s+ | //[^\n]* | /\*.*?\*/ | \#(?:\\\n|[^\n])* )
  | (?P<text> \w*R"(?P<tag>[^(\s]*)\(.*?\)(?P=tag)" | "(?:\\.|[^"\\])*" | '(?:\\.|[^'\\])*' )
  | (?P<number> \d(?:'?[\w.])* )
  | (?P<word> \w+ )
  | (?P<sign> <=>|<<=|>>=|\.\.\.|->|::|\+\+|--|&&|\|\||<<|>>|[-+*/%<>=!&|^]=|. )
""", re.X | re.S)

REPLACED = {"<": ["<=", ">="], "<=": ["<", ">"], ">": [">=", "<="], ">=": [">", "<"],
            "==": ["!="], "!=": ["=="], "+": ["-"], "-": ["+"], "*": ["/"], "/": ["*"],
            "%": ["*"], "&&": ["||"], "||": ["&&"], "+=": ["-="], "-=": ["+="]}
WORDS = {"true": "false", "false": "true", "min": "max", "max": "min"}
# Deleting one of these rarely compiles, or deletes no call.
KEPT = ("return", "co_return", "throw", "using", "delete", "break", "continue", "case", "default")
# What is left of a call or an assignment when the contents of its brackets are left out.
STATEMENT = re.compile(r"(co_await )?(\*|\+\+|--)?(::)?\w+((::|\.|->)\w+|\(\)|\[\])*"
                       r"(\+\+|--| [-+*/%&|]?= .*)?")
BOOL_FUNCTION = re.compile(r"\b(bool|awaitable<bool>) [\w:]+\(")
OPENING, CLOSING = ("(", "[", "{"), (")", "]", "}")


class Token(NamedTuple):
    kind: str
    text: str
    begin: int
    end: int


class Mutant(NamedTuple):
    file: str
    line: int
    column: int
    begin: int
    end: int
    old: str
    new: str
    source_line: str

    def __str__(self):
        old, new = (" ".join(text.split()) for text in (self.old, self.new or "(nothing)"))
        return f"{self.file}:{self.line}:{self.column}: {old} -> {new}"


class Source:
    """The tokens of one file, and which brackets they are in."""

    def __init__(self, name, text):
        self.name, self.text, self.mutants = name, text, []
        self.tokens = [Token(match.lastgroup, match.group(), match.start(), match.end())
                       for match in TOKEN.finditer(text) if match.lastgroup != "skip"]
        self.partner, self.inside, self.blocks = {}, [], {}
        stack = [None]
        for i, token in enumerate(self.tokens):
            if token.text in CLOSING:
                self.partner[i] = stack.pop()
                self.partner[self.partner[i]] = i
            self.inside.append(stack[-1])
            if token.text in OPENING:
                if token.text == "{" and self.opens_block(i, stack[-1]):
                    self.blocks[i] = self.head(i)
                stack.append(i)

    def between(self, first, last):
        """Returns the text from token `first` to token `last`."""
        return self.text[self.tokens[first].begin:self.tokens[last].end] if first <= last else ""

    def head(self, brace):
        """Returns the text in front of a `{`, back to the statement or block before it."""
        first = brace
        while first > 0 and self.tokens[first - 1].text not in (";", "}", *OPENING):
            first = self.partner.get(first - 1, first - 1)
        return self.between(first, brace - 1)

    def opens_block(self, brace, parent):
        """True if a `{` begins statements: not a type, a namespace or a list of values."""
        before, head = self.tokens[brace - 1].text, self.head(brace)
        if re.search(r"\b(namespace|class|struct|enum|union)\b", head):
            return False
        if before in (";", "{", "}"):
            return parent in self.blocks
        return before in (")", "]", "const", "noexcept", "override", "final", "mutable", "else",
                          "do", "try", ":") or "->" in head

    def is_at(self, i, text):
        """True if token `i` is `text`."""
        return self.tokens[i].text == text

    def statement_begins(self, i):
        """True if token `i` is the first of a statement, also of one behind an `if (...)`."""
        if self.inside[i] not in self.blocks:
            return False
        before = self.tokens[i - 1].text
        if before == ")":
            word = self.partner[i - 1] - 1
            return self.tokens[word].text in ("if", "for", "while", "constexpr")
        return before in (";", "{", "}", "else", "do")

    def statement_end(self, i):
        """Returns the index of the `;` that ends the statement at token `i`, and its outline: the
        statement without spaces before `.` and without the contents of its brackets."""
        outline = ""
        while not self.is_at(i, ";"):
            token = self.tokens[i]
            if token.text in CLOSING:
                return None, ""
            spaced = outline and self.text[token.begin - 1].isspace()
            outline += (" " if spaced and token.text not in (".", "->") else "") + token.text
            if i in self.partner:
                i = self.partner[i]
                outline += self.tokens[i].text
            i += 1
        return i, outline

    def add(self, first, last, new):
        """Replaces the tokens `first` to `last` with `new`, unless their line has a NOLINT."""
        begin, end = self.tokens[first].begin, self.tokens[last].end
        line_begin = self.text.rfind("\n", 0, begin) + 1
        source_line = self.text[line_begin:self.text.find("\n", end)]
        if "NOLINT" not in source_line:
            self.mutants.append(Mutant(self.name, self.text.count("\n", 0, begin) + 1,
                                       begin - line_begin + 1, begin, end, self.text[begin:end],
                                       new, source_line.strip()))

    def find(self):
        """Returns the mutants in the order of their places."""
        find = {"sign": self.find_operator, "number": self.find_number, "word": self.find_word,
                "text": lambda *_: None}
        skipped = 0
        for i, token in enumerate(self.tokens):
            skipped = max(skipped, self.skipped_until(i) or 0)
            if i >= skipped:
                find[token.kind](i, token)
                if self.statement_begins(i):
                    self.find_statement(i)
        return self.mutants

    def skipped_until(self, i):
        """Returns where a static_assert, or a constant of a header, ends if one begins at `i`."""
        in_header = self.name.endswith(".h") and not self.is_at(i - 1, "if")
        if not self.is_at(i, "static_assert") and not (in_header and self.is_at(i, "constexpr")):
            return None
        end, _ = self.statement_end(i)
        return None if end and any(block in range(i, end) for block in self.blocks) else end

    def find_operator(self, i, token):
        before, after = self.text[token.begin - 1], self.text[token.end:token.end + 1]
        neighbours = {self.tokens[i - 1].kind, self.tokens[min(i + 1, len(self.tokens) - 1)].kind}
        joins_texts = token.text == "+" and "text" in neighbours
        if before.isspace() and after.isspace() and not joins_texts:
            for new in REPLACED.get(token.text, []):
                self.add(i, i, new)
        elif token.text == "!":
            self.add(i, i, "")
        elif token.text in ("++", "--"):
            self.add(i, i, "--" if token.text == "++" else "++")

    def find_number(self, i, token):
        pure = self.is_at(i - 1, "=") and self.tokens[i - 2].text in (")", "const", "noexcept")
        digits = re.fullmatch(r"(0x[\da-fA-F']+|0|[1-9][\d']*)([a-zA-Z_]*)", token.text)
        if digits and not pure:
            value = int(digits[1].replace("'", ""), 0) + 1
            self.add(i, i, (f"{value:#x}" if "x" in digits[1] else str(value)) + digits[2])

    def find_word(self, i, token):
        if token.text in WORDS and (token.text in ("true", "false") or self.is_at(i - 1, "::")):
            self.add(i, i, WORDS[token.text])
        elif token.text in ("if", "while") and self.is_at(i + 1, "("):
            self.find_condition(i, [" && false"] + [" || true"] * (token.text == "if"))
        elif token.text in ("return", "co_return") and self.in_bool_function(i):
            last, _ = self.statement_end(i)
            value = self.between(i + 1, last - 1)
            if value not in WORDS:
                self.add(i + 1, last - 1, f"!({value})")

    def find_condition(self, i, endings):
        first, last = i + 2, self.partner[i + 1] - 1
        own = [k for k in range(first, last + 1) if self.inside[k] == i + 1]
        after = [k + 1 for k in own if self.is_at(k, ";")]
        first = after[-1] if after else first
        name = [self.tokens[k - 1] for k in own if k >= first and self.is_at(k, "=")]
        condition = self.between(first, last)
        if name and name[0].kind == "word":  # `if (auto x = f())`
            for ending in endings if self.is_at(i, "if") else []:
                self.add(first, last, f"{condition}; ({name[0].text}){ending}")
        elif not name:
            for ending in endings:
                self.add(first, last, f"({condition}){ending}")

    def in_bool_function(self, i):
        """True if a `return` at token `i` ends a function of bool, not a lambda within one."""
        block = self.inside[i]
        while re.match(r"(if|for|while|switch|else|do|try|catch)\b|$", self.blocks.get(block, "-")):
            block = self.inside[block]
        return block in self.blocks and bool(BOOL_FUNCTION.search(self.blocks[block]))

    def find_statement(self, i):
        if self.tokens[i].text in KEPT:
            return
        last, outline = self.statement_end(i)
        acts = any(sign in outline for sign in ("(", "=", "++", "--"))
        if acts and STATEMENT.fullmatch(outline):
            self.add(i, last, ";")


def find_mutants(tree):
    """Returns the mutants of all sources of `tree`/exporter, in the order of their names."""
    paths = sorted((tree / "exporter").rglob("*"))
    return [mutant for path in paths if path.suffix in (".cc", ".h")
            for mutant in Source(str(path.relative_to(tree)), path.read_text()).find()]
