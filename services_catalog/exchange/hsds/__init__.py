"""Open Referral HSDS 3.1: full objects, a read API, and tables; see ``docs/exchange.md``."""
