"""Trying web addresses politely, and never one inside the house.

An address in the catalogue is written by people, and imports bring in more: fetching it must not
let anybody knock on the doors of our own network. So every name is looked up here, every number
it leads to must be public, and the request goes to that very number (a name that is looked up
twice may lead elsewhere the second time). Proxies of the environment are not used: they would do
the looking up themselves.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum

import httpx

from services_catalog.linter.contact import check_url

MOST_REDIRECTS = 3
TIMEOUT = 10.0
PAUSE = 1.0
"""Seconds between two requests to one host."""
_AT_ONCE = 8
_REDIRECTS = (301, 302, 303, 307, 308)
# It is there, but not for machines, or not just now: nothing is wrong with the link.
_SHY = frozenset({401, 403, 405, 406, 429, 451, 999})
_RESERVED = ("example.com", "example.net", "example.org", "example", "test", "invalid")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class Trouble(StrEnum):
    """Why there is no HTTP status."""

    NAME = "name"
    TIMEOUT = "timeout"
    CONNECTION = "connection"
    CERTIFICATE = "certificate"
    REDIRECTS = "redirects"
    ANSWER = "answer"
    PRIVATE = "private"
    RESERVED = "reserved"


NOT_FETCHED = frozenset({Trouble.PRIVATE.value})
"""Leads into a private network: not tried."""
HARMLESS = frozenset({Trouble.RESERVED.value})
"""A name kept for examples (RFC 2606), as in the demonstration catalogue: not tried."""


@dataclass(frozen=True)
class Outcome:
    """How an address did."""

    url: str
    status: str
    works: bool
    answered: bool
    """Whether anything outside was heard: if nothing ever is, it is we who are off line."""


class _Stop(Exception):
    def __init__(self, trouble: Trouble, *, answered: bool = False) -> None:
        super().__init__(trouble)
        self.trouble, self.answered = trouble, answered


class Fetcher:
    """Tries addresses: one at a time per host, HEAD first, and says who it is."""

    def __init__(
        self,
        about: str = "",
        *,
        timeout: float = TIMEOUT,
        pause: float = PAUSE,
        allow_local: bool = False,
    ) -> None:
        """``about``: an address where the asked site can read who asks, such as the city's.

        ``allow_local``: fetch private addresses too. For tests with a server of their own.
        """
        self._agent = "digitale-toeleider link check" + (f" (+{about})" if about else "")
        self._timeout, self._pause, self._allow_local = timeout, pause, allow_local
        self._context = ssl.create_default_context()
        self._turns: dict[str, threading.Lock] = defaultdict(threading.Lock)
        self._last: dict[str, float] = {}

    def try_all(
        self, urls: Iterable[str], progress: Callable[[int, int], None] | None = None
    ) -> list[Outcome]:
        """All addresses, several hosts at once; the outcomes in the order of ``urls``."""
        wanted = list(dict.fromkeys(urls))
        hosts: dict[str, list[str]] = defaultdict(list)
        for url in wanted:
            hosts[httpx.URL(url).host].append(url)
        found: dict[str, Outcome] = {}
        counting = threading.Lock()

        def visit(group: list[str]) -> None:
            for url in group:
                outcome = self.try_one(url)
                with counting:
                    found[url] = outcome
                    if progress:
                        progress(len(found), len(wanted))

        with ThreadPoolExecutor(_AT_ONCE) as pool:
            list(pool.map(visit, hosts.values()))
        return [found[url] for url in wanted]

    def try_one(self, url: str) -> Outcome:
        """One address, redirects followed."""
        heard = False
        try:
            target = httpx.URL(url)
            for _hop in range(MOST_REDIRECTS + 1):
                status, location = self._ask(target)
                heard = True
                if status not in _REDIRECTS or not location:
                    works = 200 <= status < 300 or status in _SHY
                    return Outcome(url, str(status), works, answered=True)
                target = target.join(location)
                check_url(str(target))
            raise _Stop(Trouble.REDIRECTS, answered=True)
        except _Stop as stop:
            kept_out = stop.trouble in NOT_FETCHED | HARMLESS
            return Outcome(url, stop.trouble.value, kept_out, heard or stop.answered)
        except (httpx.InvalidURL, ValueError):
            return Outcome(url, Trouble.ANSWER.value, works=False, answered=heard)

    def _ask(self, target: httpx.URL) -> tuple[int, str]:
        """Status and ``Location``, by HEAD, or by GET where HEAD is not understood."""
        address = self._look_up(target)
        try:
            status, location = self._request("HEAD", target, address)
        except _Stop as stop:
            if stop.trouble is not Trouble.ANSWER:
                raise
            status = 400
        if status >= 400 and status != 429:
            status, location = self._request("GET", target, address)
        return status, location

    def _request(self, method: str, target: httpx.URL, address: str) -> tuple[int, str]:
        host = target.raw_host.decode("ascii")
        with self._turns[host]:
            wait = self._last.get(host, 0.0) + self._pause - time.monotonic()
            if wait > 0:
                time.sleep(wait)
            try:
                # A client each: a kept connection belongs to a number, not to a name.
                with (
                    httpx.Client(
                        verify=self._context, timeout=self._timeout, trust_env=False
                    ) as client,
                    client.stream(
                        method,
                        target.copy_with(host=address),
                        headers={
                            "Host": target.netloc.decode("ascii"),
                            "User-Agent": self._agent,
                            "Accept": "text/html, */*;q=0.5",
                        },
                        extensions={"sni_hostname": host},
                    ) as answer,
                ):
                    return answer.status_code, answer.headers.get("location", "")
            except httpx.TimeoutException as error:
                raise _Stop(Trouble.TIMEOUT) from error
            except httpx.ConnectError as error:
                if _of_tls(error):
                    raise _Stop(Trouble.CERTIFICATE, answered=True) from error
                raise _Stop(Trouble.CONNECTION) from error
            except httpx.HTTPError as error:
                raise _Stop(Trouble.ANSWER, answered=True) from error
            finally:
                self._last[host] = time.monotonic()

    def _look_up(self, target: httpx.URL) -> str:
        """A number of the host, when all its numbers are public."""
        host = target.raw_host.decode("ascii").rstrip(".").lower()
        if any(host == name or host.endswith(f".{name}") for name in _RESERVED):
            raise _Stop(Trouble.RESERVED)
        try:
            found = socket.getaddrinfo(host, target.port or 443, type=socket.SOCK_STREAM)
        except socket.gaierror as error:
            unknown = error.errno != socket.EAI_AGAIN
            raise _Stop(Trouble.NAME if unknown else Trouble.CONNECTION) from error
        except (OSError, UnicodeError) as error:
            raise _Stop(Trouble.NAME) from error
        numbers = [str(entry[4][0]).partition("%")[0] for entry in found]
        if not self._allow_local and not all(is_public(number) for number in numbers):
            raise _Stop(Trouble.PRIVATE)
        # A machine without IPv6 would fail on the first; most sites have both.
        return next((number for number in numbers if ":" not in number), numbers[0])


def is_public(number: str) -> bool:
    """Whether an IP address is one of the open internet, whatever it is wrapped in."""
    address = ipaddress.ip_address(number)
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is None and address.teredo:
            inner = address.teredo[1]
        if inner is None and address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return address.is_global and not (
        address.is_multicast or address.is_reserved or address.is_unspecified
    )


def _of_tls(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return True
        error = error.__cause__ or error.__context__
    return False
