"""Row-level security: the roles, which rows and columns of each table are whose, and whether it is all as declared."""
