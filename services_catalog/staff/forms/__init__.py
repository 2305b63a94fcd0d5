"""The service form: what a browser sends becomes a document, and a document fills the form."""
