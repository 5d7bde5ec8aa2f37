"""Media Overlays for a book that is an EPUB already: its own files, with ids and times added."""
