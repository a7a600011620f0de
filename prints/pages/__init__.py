"""Pages about books on paper: ordering one, and what becomes of it."""
