"""Django's PostgreSQL backend whose statements say for whom they are asked: the database of DATABASE_URL."""
