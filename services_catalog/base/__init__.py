"""A base catalogue that several municipalities follow, each with words of its own where it wants.

A base is a file. ``exporting`` makes it, ``following`` lays it beside our services, ``states``
says per field who says what, ``choosing`` does what staff decide. Nothing here publishes by
itself, and nothing asks anything of the network.
"""
