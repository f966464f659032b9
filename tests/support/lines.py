"""Which lines ran in the rooms where every line must (``[tool.coverage.run]``).

A tracer makes Python stop at every line of every module, and a page takes twice as long.
Here the rooms under the rule note their own lines: each of their modules is compiled with
a short call before every statement, and all other code runs as it always does. What was
noted is written as coverage's own data; coverage knows what a line is, and judges.
"""

import ast
import os
import sys
from fnmatch import fnmatch
from importlib.abc import MetaPathFinder
from importlib.machinery import PathFinder, SourceFileLoader
from pathlib import Path

from coverage import Coverage, CoverageData

FILE = "PORTAL_TEST_LINES"
ROOT = Path(__file__).resolve().parents[2]
NOTE = "__note_line__"


class Notes(ast.NodeTransformer):
    """Puts ``__note_line__(number)`` before every statement of every block.

    A ``case`` or an ``except`` counts when it is entered; a tracer counts one looked at.
    """

    def generic_visit(self, node):
        super().generic_visit(node)
        for field in ("body", "orelse", "finalbody"):
            block = getattr(node, field, None)
            if isinstance(block, list):
                setattr(node, field, _noted(block))
        if isinstance(node, ast.ExceptHandler | ast.match_case):
            line = getattr(node, "lineno", None) or node.pattern.lineno
            node.body.insert(0, _note(line, node.body[0]))
        return node


def _noted(block: list[ast.stmt]) -> list[ast.stmt]:
    noted, notes = [], []
    for statement in block:
        heads = [statement, *getattr(statement, "decorator_list", ())]
        notes += [_note(head.lineno, statement) for head in heads]
        if not _must_stand_first(statement):
            noted += notes
            notes = []
        noted.append(statement)
    return noted + notes


def _must_stand_first(statement: ast.stmt) -> bool:
    """Texts that document, and imports from the future."""
    if isinstance(statement, ast.Expr):
        value = statement.value
        return isinstance(value, ast.Constant) and isinstance(value.value, str)
    return isinstance(statement, ast.ImportFrom) and statement.module == "__future__"


def _note(line: int, beside: ast.stmt) -> ast.stmt:
    call = ast.Call(ast.Name(NOTE, ast.Load()), [ast.Constant(line)], [])
    note = ast.copy_location(ast.Expr(call), beside)
    return ast.fix_missing_locations(note)


class Loader(SourceFileLoader):
    """Compiles anew each time: what is kept of a module beside it notes nothing."""

    def __init__(self, name: str, path: str, ran: set[int]):
        super().__init__(name, path)
        self._ran = ran

    def get_code(self, fullname):
        tree = ast.parse(self.get_data(self.path), self.path)
        return compile(Notes().visit(tree), self.path, "exec", dont_inherit=True)

    def exec_module(self, module):
        module.__dict__[NOTE] = self._ran.add
        super().exec_module(module)


class Watch(MetaPathFinder):
    """Loads the modules under the rule so that they note their lines.

    Args:
        rules: A configuration of coverage; its ``include`` and ``omit`` say which modules.
    """

    def __init__(self, root: Path = ROOT, rules: Path = ROOT / "pyproject.toml"):
        self.root, self.ran = root, {}
        options = Coverage(config_file=str(rules), data_file=None)
        self._include = options.get_option("run:include")
        self._omit = options.get_option("run:omit") or []

    def find_spec(self, fullname, path=None, target=None):
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is None or not spec.origin or not self.holds_for(Path(spec.origin)):
            return None
        ran = self.ran.setdefault(spec.origin, set())
        spec.loader = Loader(fullname, spec.origin, ran)
        return spec

    def holds_for(self, file: Path) -> bool:
        if not file.is_relative_to(self.root):
            return False
        inside = file.relative_to(self.root).as_posix()
        return any(fnmatch(f"/{inside}", pattern) for pattern in self._include) and not any(
            fnmatch(inside, pattern) for pattern in self._omit
        )

    def keep(self, file: str) -> None:
        """Write what this process ran, a file per process, to be combined into ``file``."""
        data = CoverageData(basename=f"{file}.{os.getpid()}")
        data.erase()
        data.add_lines({file: lines for file, lines in self.ran.items() if lines})
        data.write()


def watch() -> None:
    """Begin, when the run wants to know (``PORTAL_TEST_LINES``: where to keep it)."""
    if FILE in os.environ:
        sys.meta_path.insert(0, Watch())


def keep() -> None:
    """At the end of a run: what every :class:`Watch` of this process saw."""
    for finder in sys.meta_path:
        if isinstance(finder, Watch):
            finder.keep(os.environ[FILE])
