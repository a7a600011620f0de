"""manage.py validate_config: every variable, what is dangerous though it is legal, and whether everything answers."""
