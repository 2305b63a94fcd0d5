"""Translations as files: out to a translation office and back in (PO, XLIFF 2.1 and 1.2)."""
