"""Organizations, locations, hotlines and the municipality: changed by staff, with a history.

They have no drafts: what is saved holds at once. Each kind is a :class:`~.kind.Kind`;
:class:`~.book.RecordBook` saves them, notes the history and notices that somebody else was first.
"""
