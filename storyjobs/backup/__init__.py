"""A backup: one tar file with PostgreSQL's dump, the media of the local store, checksums and a manifest.

`programs.py` finds pg_dump and pg_restore and tells them where the database is, `databases.py` makes databases beside
it, `archive.py` writes and reads the file, `backup.py` makes one and tries it out, `restore.py` brings one back.
"""
