"""Fullcast: a story to an audiobook in which everyone has a voice of their own."""
