"""The widget's own unit tests, and that the committed file is what its source makes."""

from __future__ import annotations

import subprocess
from pathlib import Path

from services_catalog.settings import PROJECT_ROOT
from tests.support import missing, require_program

WIDGET = PROJECT_ROOT / "widget"
COMMITTED = PROJECT_ROOT / "bot" / "web" / "static" / "widget.js"


def run(*words: str) -> subprocess.CompletedProcess[str]:
    node = require_program(("node",), "The widget's source is")
    return subprocess.run(
        [node, *words], cwd=WIDGET, capture_output=True, text=True, timeout=120, check=False
    )


def test_the_widgets_own_tests_pass() -> None:
    tests = [str(path) for path in sorted((WIDGET / "test").glob("*.test.js"))]
    done = run("--import", "./test/stub.register.mjs", "--test", *tests)
    assert done.returncode == 0, done.stdout[-4000:]
    assert "# pass 0" not in done.stdout


def test_the_committed_file_is_current(tmp_path: Path) -> None:
    if not (WIDGET / "node_modules" / "esbuild").exists():
        missing("The widget's build is not tested: run npm --prefix widget ci")
    built = tmp_path / "widget.js"
    done = run("build.mjs", str(built))
    assert done.returncode == 0, done.stderr
    assert built.read_bytes() == COMMITTED.read_bytes(), "run: npm --prefix widget run build"
