"""The little that a wording may say besides its words: placeholders, `if` and `for`.

It is a small part of Jinja. What is parsed is looked through node by node, and what is not named
here is refused: there are no filters, calls, attributes, sums, macros or files. What is left asks
flags and goes through short lists once, so a wording always ends, and soon.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from typing import Final

from jinja2 import StrictUndefined, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from activities.wordings.fault import Fault
from activities.wordings.placeholders import Placeholder, Shape

_TAGS: Final = 300
_TAG_LENGTH: Final = 300  # characters
_DEPTH: Final = 6  # of `if` and `for` within each other
_OPENS: Final = frozenset({"if", "for"})
_CLOSES: Final = frozenset({"endif", "endfor"})
_ONLY: Final = "only placeholders, if and for can stand in a wording"
_ALONE: Final = "between {{ and }} stands one placeholder and nothing else"


@cache
def environment() -> ImmutableSandboxedEnvironment:
    """What wordings are read and rendered by: without anything but placeholders."""
    made = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        cache_size=0,
    )
    made.globals.clear()
    made.filters.clear()
    made.tests = {"defined": made.tests["defined"]}
    return made


@dataclass
class Uses:
    """What a part of a wording uses.

    Attributes:
        names: The placeholders and flags.
        compared: The words or numbers that a placeholder is compared with.
        faults: What is wrong.
    """

    names: set[str] = field(default_factory=set)
    compared: dict[str, set[str | int]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def uses_of(text: str, known: Mapping[str, Placeholder], after: int = 0) -> Uses:
    """What a part of a wording uses, and what is wrong with how it is written.

    Args:
        text: The part.
        known: The placeholders that it may have.
        after: How many lines stand before it.
    """
    uses = Uses()
    reader = _Reader(known, after, uses)
    try:
        uses.faults += [Fault(one.words, (one.line or 1) + after) for one in _too_much(text)]
        if not uses.faults:
            reader.read(environment().parse(text).body, {})
    except TemplateSyntaxError as error:
        said = (error.message or "it cannot be read").rstrip(".")
        uses.faults.append(Fault(f"this cannot be read: {said}", error.lineno + after))
    except (RecursionError, ValueError, OverflowError):
        uses.faults.append(Fault("this is too entangled to be read", 1 + after))
    return uses


def _too_much(text: str) -> Iterator[Fault]:
    """What would be costly to parse: too many tags, too long, too deep."""
    depth = tags = length = 0
    began = False
    for line, token, value in environment().lex(text):
        if token in {"block_begin", "variable_begin"}:
            tags, length, began = tags + 1, 0, token == "block_begin"  # noqa: S105 - no password
            if tags > _TAGS:
                yield Fault(f"there are more than {_TAGS} placeholders and conditions", line)
                return
        elif token in {"block_end", "variable_end"}:
            began = False
        elif token != "data":  # noqa: S105 - no password
            length += len(value)
            if length > _TAG_LENGTH:
                yield Fault(f"one condition is longer than {_TAG_LENGTH} characters", line)
                return
            if began and token == "name":  # noqa: S105 - no password
                began = False
                depth += (value in _OPENS) - (value in _CLOSES)
                if depth > _DEPTH:
                    yield Fault(f"more than {_DEPTH} if and for stand within each other", line)
                    return


class _Reader:
    """Looks through what was parsed.

    Args:
        known: The placeholders that there may be.
        after: How many lines stand before it.
        uses: What is found is entered here.
    """

    def __init__(self, known: Mapping[str, Placeholder], after: int, uses: Uses) -> None:
        self._known = known
        self._after = after
        self._uses = uses

    def read(self, body: list[nodes.Node], entries: Mapping[str, frozenset[str]]) -> None:
        """Look through some nodes, within loops over these entries with their parts."""
        for node in body:
            match node:
                case nodes.Output():
                    for shown in node.nodes:
                        self._shown(shown, entries)
                case nodes.If():
                    self._asked(node.test)
                    self.read(node.body, entries)
                    self.read(list(node.elif_), entries)
                    self.read(node.else_, entries)
                case nodes.For():
                    self._gone_through(node, entries)
                case _:
                    self._fault(node, _ONLY)

    def _shown(self, node: nodes.Node, entries: Mapping[str, frozenset[str]]) -> None:
        match node:
            case nodes.TemplateData():
                pass
            case nodes.Name(name=name) if name in entries:
                parts = _either(f"{name}.{part}" for part in sorted(entries[name]))
                self._fault(node, f"{{{{ {name} }}}} is an entry of a list: show {parts}")
            case nodes.Name(name=name):
                found = self._placeholder(node, name)
                if found is not None and found.shape is Shape.FLAG:
                    self._fault(node, f"{name} shows nothing: ask it with {{% if {name} %}}")
                elif found is not None and found.shape is Shape.LIST:
                    asked = f"{{% for one in {name} %}}"
                    self._fault(node, f"{name} is a list: go through it with {asked}")
            case nodes.Getattr(node=nodes.Name(name=name), attr=part) if name in entries:
                if part not in entries[name]:
                    parts = _either(f"{name}.{each}" for each in sorted(entries[name]))
                    self._fault(node, f"there is no {name}.{part}; there is {parts}")
            case _:
                self._fault(node, _ALONE)

    def _gone_through(self, node: nodes.For, entries: Mapping[str, frozenset[str]]) -> None:
        plain = not (node.else_ or node.test or node.recursive or entries)
        if not (
            plain and isinstance(node.target, nodes.Name) and isinstance(node.iter, nodes.Name)
        ):
            self._fault(node, "for is written as {% for one in LIST %}, and not within another")
            return
        found = self._placeholder(node, node.iter.name)
        if found is None:
            return
        if found.shape is not Shape.LIST or not isinstance(found.example, tuple):
            self._fault(node, f"{node.iter.name} is no list")
            return
        if node.target.name in self._known:
            self._fault(node, f"{node.target.name} is a placeholder: call the entry otherwise")
            return
        self.read(node.body, {node.target.name: frozenset(found.example[0])})

    def _asked(self, node: nodes.Node) -> None:
        """A condition."""
        match node:
            case nodes.Not():
                self._asked(node.node)
            case nodes.And() | nodes.Or():
                self._asked(node.left)
                self._asked(node.right)
            case nodes.Test(name="defined", node=nodes.Name(name=name), args=[]):
                self._placeholder(node, name)
            case nodes.Name(name=name):
                found = self._placeholder(node, name)
                if found is not None and found.shape not in {Shape.FLAG, Shape.LIST}:
                    self._fault(node, f"ask for {name} with {{% if {name} is defined %}}")
            case nodes.Compare(
                expr=nodes.Name(name=name), ops=[nodes.Operand(expr=nodes.Const(value=value))]
            ):
                self._compared(node, name, node.ops[0].op, value)
            case _:
                self._fault(node, "a condition asks placeholders, with not, and, or, is defined")

    def _compared(self, node: nodes.Node, name: str, op: str, value: object) -> None:
        found = self._placeholder(node, name)
        if found is None:
            return
        if found.shape is Shape.NUMBER and isinstance(value, int) and op not in {"in", "notin"}:
            near = {value - 1, value, value + 1}
            self._uses.compared.setdefault(name, set()).update(near)
        elif found.shape is Shape.CHOICE and op in {"eq", "ne"} and value in found.choices:
            self._uses.compared.setdefault(name, set()).add(str(value))
        elif found.shape is Shape.CHOICE:
            choices = _either(f"“{each}”" for each in found.choices if each)
            self._fault(node, f"{name} is compared by == with {choices}")
        else:
            self._fault(node, f"{name} cannot be compared so")

    def _placeholder(self, node: nodes.Node, name: str) -> Placeholder | None:
        found = self._known.get(name)
        if found is None:
            near = get_close_matches(name[:100], self._known, n=1)
            meant = f"; {{{{ {near[0]} }}}} may be meant" if near else ""
            self._fault(
                node, f"there is no placeholder {{{{ {name[:60]} }}}} in this letter{meant}"
            )
            return None
        self._uses.names.add(name)
        return found

    def _fault(self, node: nodes.Node, words: str) -> None:
        self._uses.faults.append(Fault(words, node.lineno + self._after))


def _either(words: Iterator[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last
