"""``python -m bot.web --host 127.0.0.1 --port 8080``: run the web process."""

from __future__ import annotations

import argparse
import logging
import sys

import uvicorn

from bot.web.app import create_app
from bot.web.settings import SettingsError, load_web_settings
from services_catalog.log_guard import guard_logs


def main() -> int:
    """Serve until stopped; 2 when a setting is wrong."""
    parser = argparse.ArgumentParser(prog="python -m bot.web", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8080)
    options = parser.parse_args()
    logging.basicConfig(
        level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    guard_logs()
    # httpx logs every address it asks at INFO; ours say enough.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    try:
        app = create_app(load_web_settings())
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    # No access log: it would keep addresses. No proxy headers: host mode decides whom to believe.
    # No websockets: Rasa's Sanic pins a release of that library that uvicorn cannot import.
    uvicorn.run(
        app, host=options.host, port=options.port, access_log=False, server_header=False,
        ws="none", proxy_headers=False, log_level="info", timeout_graceful_shutdown=10,
    )  # fmt: skip
    return 0


if __name__ == "__main__":
    sys.exit(main())
