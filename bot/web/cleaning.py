"""What is over is deleted, also when nobody writes anything new."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence

from anyio import to_thread
from sqlalchemy.exc import SQLAlchemyError

log = logging.getLogger(__name__)

EVERY = 6 * 3600
"""Seconds between two rounds."""


async def keep_clean(purges: Sequence[Callable[[], object]]) -> None:
    """Call each of ``purges`` now and every six hours, for ever; a failure waits for the next."""
    while True:
        for purge in purges:
            try:
                await to_thread.run_sync(purge)
            except SQLAlchemyError as error:
                log.error("What is over could not be deleted (%s)", type(error).__name__)
        await asyncio.sleep(EVERY)
