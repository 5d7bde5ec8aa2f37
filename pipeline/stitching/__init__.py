"""Clips to chapters to files: timeline (pure), mixdown, mastering, packaging."""
