"""What is printed: templates and fonts of our own, typeset without network or system fonts."""
