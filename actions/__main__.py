"""``python -m actions --port 5055``: the action server, on this machine's own address only."""

from __future__ import annotations

import argparse
import logging
import os
from contextlib import suppress

from services_catalog.log_guard import guard_logs
from services_catalog.search.query import Query


def main() -> None:
    """Serve until stopped."""
    parser = argparse.ArgumentParser(prog="python -m actions", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=5055)
    options = parser.parse_args()
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    logging.basicConfig(
        level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    guard_logs()
    from rasa_sdk.endpoint import create_app

    from actions.counting import count_with
    from actions.desk import desk
    from services_catalog.database import CatalogueUnavailable
    from services_catalog.indicators import Counter

    # The first visitor need not wait for the index; a database that is gone now may come back.
    with suppress(CatalogueUnavailable):
        desk().search(Query(text="warm-up"))
    counter = Counter(desk().database)
    count_with(counter)
    app = create_app("actions", cors_origins=[])
    try:
        app.run(options.host, options.port, workers=1, access_log=False)
    finally:
        counter.close()


if __name__ == "__main__":
    main()
