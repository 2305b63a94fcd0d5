"""``toeleider lint``: look the training sentences over."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Table

from bot.cli.screen import console, errors, print_json


def lint(
    languages: Annotated[
        list[str] | None, typer.Argument(help="Folders of data/nlu (nl, ar-Latn); all without.")
    ] = None,
    doubts: Annotated[
        bool, typer.Option(help="Also compare meanings: sentences that seem mislabelled.")
    ] = True,
    json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False,
) -> None:
    """Find duplicates, near-duplicates, templates and doubtful labels in data/nlu."""
    from bot.evaluation.lint import lint as look
    from bot.nlu.arabizi import for_encoder
    from bot.nlu.corpus import sentences
    from bot.nlu.vectors import encode_sentences

    data = list(sentences())
    vectors = encode_sentences([for_encoder(s.text, s.language) for s in data]) if doubts else None
    with errors.status("Comparing sentences…"):
        found = look(data, vectors)
    if languages:
        found = [one for one in found if one.folder in languages]
    if json:
        print_json([{**vars(one), "error": one.is_error} for one in found])
    else:
        table = Table("kind", "language", "intent", "sentence", "why")
        for one in found:
            style = "red" if one.is_error else None
            table.add_row(one.kind, one.folder, one.intent, one.text, one.why, style=style)
        console.print(table)
        wrong = sum(one.is_error for one in found)
        console.print(f"{len(data)} sentences, {wrong} errors, {len(found) - wrong} to look at")
    if any(one.is_error for one in found):
        raise typer.Exit(1)
