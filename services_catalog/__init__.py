"""What is on offer: the catalogue of municipal services, its search, hours and translations.

The lower floor of the house: it knows SQLAlchemy and never imports rasa, rasa_sdk, ``bot`` or
``actions``.
"""
