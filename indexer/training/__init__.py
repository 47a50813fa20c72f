"""Adapting the static encoder to an archive's own texts: pairs, learning, and the folder that it is kept in."""
