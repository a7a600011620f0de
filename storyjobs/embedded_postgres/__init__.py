"""A real PostgreSQL beside the project, for development, tests and the demo: the database when DATABASE_URL is unset.

`base.py` is the Django backend: whoever asks it for a connection finds a running server. `server.py` starts the server
for its first user and `guardian.py` stops it after the last one. `account.py` says as whom it runs, `place.py` where
its files are, and `cluster.py` makes them. `manage.py dbshell` opens its psql.
"""
