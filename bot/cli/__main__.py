"""``python -m bot.cli``: the same as ``toeleider``."""

from bot.cli import app

app(prog_name="toeleider")
