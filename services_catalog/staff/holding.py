"""Files that wait between two steps of one person, and long work that is being done for them.

A file is looked at before it is kept, and must be there twice. The page does not carry it: it may
be 25 MB, and what comes back from a browser may be another file. So it waits in a folder of this
machine, below ``TOELEIDER_HOME``, that only our own account can read, under a name nobody can
guess, and only the session that brought it finds it. It goes when it is kept or cancelled, after an
hour, and when the process that took it is no more: whoever starts next clears up, and knows by a
lock that the system lets go of when a process ends.

Several web processes of one machine share the folder; with several machines the proxy must send
``/staff/`` of one person to one of them (see ``deploy/nginx.conf``).
"""

from __future__ import annotations

import fcntl
import hmac
import json
import logging
import os
import re
import secrets
import shutil
import threading
import time
import weakref
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any

from services_catalog.staff.uploads import Upload

log = logging.getLogger(__name__)

HOUR = 3600.0
MOST = 3
"""Of one session; the oldest goes when there are more."""
_TOKEN = re.compile(r"[A-Za-z0-9_-]{20,60}")
_LOCK, _STATE, _FILES = "lock", "state.json", "files"

Json = dict[str, Any]


class Parcel:
    """What waits for one person: files, and what is known of them."""

    def __init__(self, folder: Path) -> None:
        """In ``folder``, which is there."""
        self._folder = folder

    @property
    def token(self) -> str:
        """What the addresses of its pages hold."""
        return self._folder.name

    @property
    def files(self) -> list[Path]:
        """The files, in the order in which they came."""
        return sorted((self._folder / _FILES).glob("*/*"))

    def add(self, upload: Upload) -> Path:
        """Keep a file under its own name."""
        number = len(self.files)
        place = self._folder / _FILES / f"{number:02}"
        place.mkdir(mode=0o700, parents=True)
        path = place / upload.name
        upload.file.seek(0)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as kept:
            shutil.copyfileobj(upload.file, kept)
        return path

    def read(self, name: str = _STATE) -> Json:
        """What was told last; empty when nothing was, or when it is gone."""
        try:
            found: Json = json.loads((self._folder / name).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found

    def tell(self, name: str = _STATE, **values: Any) -> None:
        """Add to what is known; whoever reads meanwhile gets the old or the new, whole."""
        text = json.dumps(self.read(name) | values, ensure_ascii=False)
        fresh = self._folder / f"{name}.{secrets.token_hex(4)}"
        try:
            handle = os.open(fresh, os.O_WRONLY | os.O_CREAT, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
            fresh.replace(self._folder / name)
        except FileNotFoundError:
            log.info("what waited was thrown away while it was worked on")

    def age(self) -> float:
        """Seconds since it came."""
        came = self.read().get("came")
        try:
            return time.time() - float(came or self._folder.stat().st_mtime)
        except OSError:
            return HOUR

    def empty(self) -> None:
        """Away with the files and what was found in them; what is told of the work stays."""
        for one in self._folder.iterdir():
            if one.is_dir():
                shutil.rmtree(one, ignore_errors=True)
            elif not one.name.startswith(_STATE):
                one.unlink(missing_ok=True)

    def drop(self) -> None:
        """Away with it."""
        shutil.rmtree(self._folder, ignore_errors=True)


Work = Callable[[Parcel, Callable[[int, int], None]], Json]


class Holding:
    """What waits in one process. One piece of work is done at a time: visitors come first."""

    def __init__(self, folder: Path) -> None:
        """Below ``folder``, which is made when something comes; what the dead left goes now."""
        self._root = folder
        self._own = folder / secrets.token_hex(8)
        self._lock: Any = None
        self._making = threading.Lock()
        self._workers = ThreadPoolExecutor(1, "staff-work")
        self._clear_up()

    def take(self, owner: str, kind: str) -> Parcel:
        """A new, empty parcel of ``owner`` (a hash of the session)."""
        self.sweep()
        with self._making:
            if self._lock is None:
                self._own.mkdir(mode=0o700, parents=True)
                self._root.chmod(0o700)
                self._lock = (self._own / _LOCK).open("w")
                fcntl.flock(self._lock, fcntl.LOCK_EX)
                # Also when the process ends well, without waiting for the next one.
                weakref.finalize(self, shutil.rmtree, self._own, ignore_errors=True)
        mine = [one for one in self._all() if one.read().get("owner") == owner]
        for old in sorted(mine, key=Parcel.age, reverse=True)[: max(0, len(mine) - MOST + 1)]:
            old.drop()
        folder = self._own / secrets.token_urlsafe(24)
        folder.mkdir(mode=0o700)
        parcel = Parcel(folder)
        parcel.tell(owner=owner, kind=kind, came=time.time(), state="empty")
        timer = threading.Timer(HOUR + 1, self.sweep)
        timer.daemon = True
        timer.start()
        return parcel

    def find(self, token: str, owner: str) -> Parcel | None:
        """The parcel of this name, of any process here; None when it is gone or not theirs."""
        if not _TOKEN.fullmatch(token):
            return None
        for folder in self._root.glob(f"*/{token}"):
            parcel = Parcel(folder)
            held = str(parcel.read().get("owner", ""))
            if hmac.compare_digest(held.encode(), owner.encode()) and parcel.age() < HOUR:
                return parcel
        return None

    def work(self, parcel: Parcel, work: Work, patience: float = 2.5) -> None:
        """Do ``work`` on a parcel; what takes less than ``patience`` seconds is done on return.

        ``work`` gets a callable (done, total) and returns what is to be told when it is ready. The
        state is then ``ready``, or ``failed`` when it raised.
        """
        parcel.tell(state="waiting", done=0, total=0, began=time.time())

        def run() -> None:
            said = 0.0

            def progress(done: int, total: int) -> None:
                nonlocal said
                if time.monotonic() - said > 0.3 or done == total:
                    said = time.monotonic()
                    parcel.tell(done=done, total=total)

            parcel.tell(state="working")
            try:
                parcel.tell(state="ready", **work(parcel, progress))
            except Exception as error:
                log.error("work of the staff pages failed (%s)", type(error).__name__)
                parcel.tell(state="failed")

        future: Future[None] = self._workers.submit(run)
        wait([future], timeout=patience)

    def sweep(self) -> None:
        """Away with what is older than an hour."""
        for parcel in self._all():
            if parcel.age() >= HOUR:
                parcel.drop()

    def _all(self) -> list[Parcel]:
        return [Parcel(one) for one in self._own.glob("*") if one.is_dir()]

    def _clear_up(self) -> None:
        for lock in self._root.glob(f"*/{_LOCK}"):
            try:
                with lock.open("r") as file:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    shutil.rmtree(lock.parent, ignore_errors=True)
            except OSError:  # its process lives
                continue
