"""The editing core: documents, drafts, publishing, history, and staging of imports.

A *document* is a service as plain JSON in the shape of
:class:`~services_catalog.loading.shapes.ServiceSource`; everything here speaks documents. No pages
and no wording of pages: those build on :class:`~services_catalog.editing.book.EditingBook`.
"""
