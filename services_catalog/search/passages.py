"""The pieces of text that are searched, kept with their vectors and renewed when text changes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from services_catalog.encoder import Encoder
from services_catalog.languages import SOURCE
from services_catalog.models import Passage, Service, ServiceTranslation

BATCH = 128


@dataclass(frozen=True)
class Piece:
    """A text to search; ``part`` is ``head``, ``body`` or ``ask1``, ``ask2`` and so on."""

    service_id: str
    language: str
    part: str
    text: str

    @property
    def hash(self) -> str:
        """SHA-256 of the text."""
        return hashlib.sha256(self.text.encode("utf-8")).hexdigest()


def pieces_of(service: Service) -> list[Piece]:
    """All pieces of one service, in Dutch and in every language it is translated to."""
    words: list[tuple[str, Service | ServiceTranslation]] = [(SOURCE, service)]
    words += [(t.language, t) for t in service.translations]
    found: list[Piece] = []
    for language, text in words:
        found.append(Piece(service.id, language, "head", f"{text.title}. {text.summary}"))
        body = " ".join(filter(None, (text.description, text.who)))
        if body:
            found.append(Piece(service.id, language, "body", body[:400]))
        found += [
            Piece(service.id, language, f"ask{n}", question)
            for n, question in enumerate(text.asks, start=1)
        ]
    return found


def refresh_passages(
    session: Session,
    encoder: Encoder,
    *,
    only: Iterable[str] | None = None,
    known: Mapping[str, bytes] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> int:
    """Make the passages of the services (all, or the ids in ``only``) match their text.

    ``known`` maps text hashes to vectors that need not be computed again. Returns how many
    vectors were computed.
    """
    query = select(Service).options(selectinload(Service.translations))
    stored_query = select(Passage)
    if only is not None:
        ids = list(only)
        query = query.where(Service.id.in_(ids))
        stored_query = stored_query.where(Passage.service_id.in_(ids))
    wanted = {
        (p.service_id, p.language, p.part): p
        for service in session.scalars(query)
        for p in pieces_of(service)
    }
    stored = {(p.service_id, p.language, p.part): p for p in session.scalars(stored_query)}
    for key in stored.keys() - wanted.keys():
        session.delete(stored[key])
    stale = [
        piece
        for key, piece in wanted.items()
        if key not in stored
        or stored[key].text_hash != piece.hash
        or stored[key].encoder != encoder.name
    ]
    vectors = dict(known or {})
    missing = list({p.hash: p for p in stale if p.hash not in vectors}.values())
    for start in range(0, len(missing), BATCH):
        batch = missing[start : start + BATCH]
        for piece, vector in zip(batch, encoder.encode([p.text for p in batch]), strict=True):
            vectors[piece.hash] = pack(vector)
        if progress:
            progress(start + len(batch), len(missing))
    for piece in stale:
        row = stored.get((piece.service_id, piece.language, piece.part))
        if row is None:
            row = Passage(service_id=piece.service_id, language=piece.language, part=piece.part)
            session.add(row)
        row.text, row.text_hash = piece.text, piece.hash
        row.encoder, row.vector = encoder.name, vectors[piece.hash]
    session.flush()
    return len(missing)


def pack(vector: np.ndarray) -> bytes:
    """A vector as it is stored: float16, little endian."""
    return vector.astype("<f2").tobytes()


def unpack(data: bytes) -> np.ndarray:
    """The float32 vector of stored bytes."""
    return np.frombuffer(data, dtype="<f2").astype(np.float32)
