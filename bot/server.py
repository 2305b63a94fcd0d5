"""``python -m bot.server --port 5005``: Rasa with our endpoints, on this machine's address only."""

from __future__ import annotations

import argparse
import logging
import os

from services_catalog.log_guard import guard_logs
from services_catalog.settings import PROJECT_ROOT


def main() -> None:
    """Serve until stopped. Never exposed: the web process stands in front."""
    parser = argparse.ArgumentParser(prog="python -m bot.server", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=5005)
    parser.add_argument("--model", required=True)
    parser.add_argument("--endpoints", default=str(PROJECT_ROOT / "endpoints.yml"))
    parser.add_argument("--credentials", default=str(PROJECT_ROOT / "credentials.yml"))
    parser.add_argument("--debug", action="store_true")
    options = parser.parse_args()
    # One thread for the encoder: more made a forked child hang (docs/adr).
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    level = logging.DEBUG if options.debug else logging.WARNING
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    guard_logs()
    from rasa.core.run import serve_application
    from rasa.core.utils import AvailableEndpoints
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(level)
    guard_logs()
    serve_application(
        options.model,
        interface=options.host,
        port=options.port,
        credentials=options.credentials,
        enable_api=False,
        endpoints=AvailableEndpoints.read_endpoints(options.endpoints),
    )


if __name__ == "__main__":
    main()
