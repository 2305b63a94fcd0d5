"""The staff pages, one module per matter; each has its ``ROUTES``."""
