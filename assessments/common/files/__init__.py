"""Uploaded files: checked by content, stored whole or not at all, under names that say nothing, given out inert."""
