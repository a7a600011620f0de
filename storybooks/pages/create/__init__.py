"""/create: the story form in steps."""
