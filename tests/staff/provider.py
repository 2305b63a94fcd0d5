"""A small OpenID Connect provider on the loopback, strict about what it is brought."""

from __future__ import annotations

import base64
import hashlib
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import uvicorn
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route


@dataclass
class Provider:
    """``claims`` is who signs in; ``spoil`` what goes into the identity token instead."""

    issuer: str = ""
    client_id: str = "toeleider"
    client_secret: str = "heel geheim"
    claims: dict[str, Any] = field(default_factory=dict)
    spoil: dict[str, Any] = field(default_factory=dict)
    asked: dict[str, dict[str, str]] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    signing: RSAKey | None = None
    refused: list[str] = field(default_factory=list)

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self.metadata),
                Route("/authorize", self.authorize),
                Route("/token", self.token, methods=["POST"]),
                Route("/keys", self.keys),
            ]
        )

    async def metadata(self, _request: Request) -> Response:
        return JSONResponse(
            {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "code_challenge_methods_supported": ["S256"],
            }
        )

    async def authorize(self, request: Request) -> Response:
        query = dict(request.query_params)
        for name in ("state", "nonce", "code_challenge", "redirect_uri"):
            if not query.get(name):
                return Response(f"{name} misses", 400)
        if query["client_id"] != self.client_id or query["code_challenge_method"] != "S256":
            return Response("wrong", 400)
        code = secrets.token_urlsafe(16)
        self.asked[code] = query
        back = urlencode({"code": code, "state": query["state"]})
        return RedirectResponse(f"{query['redirect_uri']}?{back}", 302)

    async def token(self, request: Request) -> Response:
        form = await request.form()
        asked = self.asked.pop(str(form.get("code")), None)
        if asked is None:
            return self.no("code")
        given = hashlib.sha256(str(form.get("code_verifier")).encode()).digest()
        if base64.urlsafe_b64encode(given).rstrip(b"=").decode() != asked["code_challenge"]:
            return self.no("verifier")
        basic = base64.b64encode(f"{self.client_id}:{self.client_secret}".encode()).decode()
        quoted = base64.b64encode(
            f"{self.client_id}:{self.client_secret.replace(' ', '+')}".encode()
        ).decode()
        if request.headers.get("authorization") not in (f"Basic {basic}", f"Basic {quoted}"):
            return self.no("client")
        if form.get("redirect_uri") != asked["redirect_uri"]:
            return self.no("redirect_uri")
        at = int(time.time())
        claims = {
            "iss": self.issuer, "aud": self.client_id, "iat": at, "exp": at + 60,
            "nonce": asked["nonce"], **self.claims, **self.spoil,
        }  # fmt: skip
        signed = jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.signing or self.key)
        return JSONResponse({"access_token": "a", "token_type": "Bearer", "id_token": signed})

    def no(self, why: str) -> Response:
        self.refused.append(why)
        return JSONResponse({"error": "invalid_grant"}, 400)

    async def keys(self, _request: Request) -> Response:
        return JSONResponse({"keys": [self.key.as_dict(private=False)]})


@contextmanager
def running(provider: Provider) -> Iterator[Provider]:
    """The provider on a free port, for as long as the block lasts."""
    config = uvicorn.Config(provider.app(), port=0, log_level="error", ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 10
    while not server.started:
        assert time.monotonic() < until, "the provider did not start"
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    provider.issuer = f"http://127.0.0.1:{port}"
    try:
        yield provider
    finally:
        server.should_exit = True
        thread.join(5)
