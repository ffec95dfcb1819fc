"""The house rules that no linter holds: short functions, short files, nothing of anybody's machine."""

import ast
import re
import statistics
import subprocess
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
MOST_LINES, MEDIAN, LONG = 300, 10, 30
# A migration is written by Django and frozen.
WRITTEN_BY_HAND = re.compile(r"^(?!(?:registry|outreach)/migrations/).*\.(py|html|js|css|sql)$")
FOREIGN = re.compile(r"https?://(?:[\w.-]*\.)?(?:pypi\.org|pythonhosted\.org)|/(?:home|root|work)/\w")


def tracked() -> list[Path]:
    """What belongs to the project: known to git, or about to be."""
    told = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=CHECKOUT, capture_output=True, text=True
    )
    names = told.stdout.splitlines() if told.returncode == 0 else []
    if not names:
        pytest.skip("not a git checkout: which files belong to the project is not known here")
    return [CHECKOUT / name for name in names if (CHECKOUT / name).is_file()]


def named(path: Path) -> str:
    return path.relative_to(CHECKOUT).as_posix()


def functions(path: Path) -> Iterator[int]:
    """The lines of each function, its docstring left out: words are not length."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0]
            worded = ast.get_docstring(node) is not None
            yield node.end_lineno - node.lineno + 1 - (first.end_lineno - first.lineno + 1 if worded else 0)


def test_files_are_short() -> None:
    sizes = {
        named(path): len(path.read_text().splitlines()) for path in tracked() if WRITTEN_BY_HAND.match(named(path))
    }
    assert len(sizes) > 300
    assert {name: lines for name, lines in sizes.items() if lines > MOST_LINES} == {}


def test_functions_are_short() -> None:
    code = [path for path in tracked() if re.match(r"(config|registry|outreach)/(?!migrations/).*\.py$", named(path))]
    lengths = list(chain.from_iterable(map(functions, code)))
    assert len(lengths) > 1000
    assert statistics.median(lengths) < MEDIAN
    assert statistics.quantiles(lengths, n=10)[-1] < LONG


def test_nothing_of_a_registry_or_of_somebodys_machine() -> None:
    texts = {named(path): path.read_bytes().decode(errors="replace") for path in tracked()}
    assert {name: found[0] for name, text in texts.items() if (found := FOREIGN.search(text))} == {}
