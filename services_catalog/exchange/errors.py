"""Files that cannot be read, said twice: in English for the command line, in Dutch for staff."""

from __future__ import annotations

from services_catalog.i18n import Translator
from services_catalog.i18n import mark as _

UNREADABLE = _("Dit bestand kunnen we niet lezen. Download het opnieuw, en probeer nog eens.")


class UnreadableFile(ValueError):
    """A file that cannot be read; the message names it, the cause and the cure."""

    def __init__(self, message: str, sentence: str = UNREADABLE, **values: object) -> None:
        """``sentence`` is the msgid of the same for staff, filled with ``values``."""
        super().__init__(message)
        self.sentence, self.values = sentence, values

    def told(self, say: Translator) -> str:
        """What staff read."""
        return say(self.sentence, **self.values)
