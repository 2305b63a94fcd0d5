"""The docs and the code agree: settings, commands, links, and the direction of imports."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
import typer
import yaml

from bot.cli import app
from services_catalog.languages import spoken_languages
from services_catalog.settings import PROJECT_ROOT

PACKAGES = ("services_catalog", "actions", "bot")
NOT_OURS = {".venv", ".git", ".work", "node_modules", ".pytest_cache", ".toeleider", "results"}
VARIABLE = re.compile(r"\bTOELEIDER_[A-Z][A-Z_]*[A-Z]\b")
LINK = re.compile(r"\[(?:[^\[\]]|\[[^\]]*\])*\]\(<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\)")
FENCE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`[^`\n]*`")

# Against the arrows: bot -> services_catalog <- actions. Nothing that is shipped needs the tests.
FORBIDDEN = {
    "services_catalog": {"rasa", "rasa_sdk", "bot", "actions", "tests", "benchmarks"},
    "actions": {"rasa", "bot", "tests", "benchmarks"},
    "bot": {"actions", "tests", "benchmarks"},
    "bot/web": {"rasa", "rasa_sdk", "bot.nlu", "bot.engine"},
}


def files(*patterns: str) -> list[Path]:
    """The project's own files of these kinds, wherever they are."""
    found = [path for pattern in patterns for path in PROJECT_ROOT.rglob(pattern)]
    return sorted(
        path
        for path in found
        if path.is_file() and not NOT_OURS & set(path.relative_to(PROJECT_ROOT).parts)
    )


def name(path: Path) -> str:
    return path.relative_to(PROJECT_ROOT).as_posix()


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


MARKDOWN = files("*.md")


def test_every_setting_is_described_for_operators():
    scripts = [PROJECT_ROOT / script for script in ("run", "test", "toeleider-env", ".ci/run")]
    sources = [*files("*.py"), *files("endpoints*.yml", "*.env.example"), *scripts]
    used = {variable for path in sources for variable in VARIABLE.findall(read(path))}
    assert "TOELEIDER_DATABASE_URL" in used
    described = set(VARIABLE.findall(read(PROJECT_ROOT / "docs" / "operators.md")))
    assert used - described == set(), "in the code, not in docs/operators.md"
    assert described - used == set(), "in docs/operators.md, read by nothing"


def commands(group: typer.Typer, prefix: str) -> Iterator[str]:
    """All commands of a Typer app as they are typed, groups walked."""
    for command in group.registered_commands:
        assert command.callback
        yield f"{prefix} {command.name or command.callback.__name__.replace('_', '-')}"
    for inner in group.registered_groups:
        assert inner.typer_instance
        assert inner.name
        yield from commands(inner.typer_instance, f"{prefix} {inner.name}")


@pytest.mark.parametrize("command", list(commands(app, "toeleider")))
def test_every_command_is_described(command: str):
    docs = [path for path in MARKDOWN if name(path) == "README.md" or name(path).startswith("docs")]
    described = re.compile(rf"{re.escape(command)}\b")
    assert any(described.search(read(path)) for path in docs), f"'{command}' is in no document"


def test_every_command_in_the_docs_exists():
    existing = set(commands(app, "toeleider"))
    groups = {command.rsplit(" ", depth)[0] for command in existing for depth in (1, 2)}
    typed = re.compile(r"\btoeleider-env toeleider ((?:[a-z-]+ ?)+)")
    for path in MARKDOWN:
        for words in typed.findall(read(path)):
            command = "toeleider"
            for word in words.split():
                if command not in groups:
                    break
                command += f" {word}"
            assert command in existing, f"{name(path)}: '{command}'"


def links(path: Path) -> Iterator[str]:
    """The relative targets of links and images, those in code left out."""
    text = CODE.sub("", FENCE.sub("", read(path)))
    for target in LINK.findall(text):
        if not re.match(r"[a-z][a-z0-9+.-]*:", target) and not target.startswith("#"):
            yield unquote(target.partition("#")[0])


@pytest.mark.parametrize("path", MARKDOWN, ids=name)
def test_every_relative_link_leads_somewhere(path: Path):
    missing = [target for target in links(path) if not (path.parent / target).exists()]
    assert missing == []


def imports(path: Path) -> Iterator[str]:
    """The full names a file imports, inside functions too; relative ones made absolute."""
    package = list(path.relative_to(PROJECT_ROOT).with_suffix("").parts[:-1])
    for node in ast.walk(ast.parse(read(path))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*start, *([node.module] if node.module else [])])
            yield from (f"{module}.{alias.name}" for alias in node.names)


def against(imported: str, forbidden: set[str]) -> bool:
    return any(imported == wall or imported.startswith(f"{wall}.") for wall in forbidden)


@pytest.mark.parametrize("room", FORBIDDEN)
def test_imports_run_one_way(room: str):
    paths = sorted((PROJECT_ROOT / room).rglob("*.py"))
    assert paths
    wrong = [
        f"{name(path)}: {imported}"
        for path in paths
        for imported in imports(path)
        if against(imported, FORBIDDEN[room])
    ]
    assert wrong == []


def test_a_wrong_import_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("tests.test_docs.PROJECT_ROOT", tmp_path)
    room = tmp_path / "bot" / "web"
    room.mkdir(parents=True)
    (room / "x.py").write_text(
        "from bot import nlu\nfrom .. import engine\n\ndef f():\n    import rasa.core.agent\n"
    )
    found = [i for i in imports(room / "x.py") if against(i, FORBIDDEN["bot/web"])]
    assert found == ["bot.nlu", "bot.engine", "rasa.core.agent"]


def test_public_code_says_what_is_true():
    facts = yaml.safe_load(read(PROJECT_ROOT / "publiccode.yml"))
    assert facts["publiccodeYmlVersion"] == "0.4"
    assert facts["legal"]["license"] == "EUPL-1.2"
    assert set(facts["localisation"]["availableLanguages"]) == set(spoken_languages())
    for text in facts["description"].values():
        assert len(text["shortDescription"]) <= 150
        assert 150 <= len(text["longDescription"]) <= 10_000
        assert text["features"]
