"""Load tests against the running server, over HTTP as families use it: manage.py load_test and queue_test.

`target.py` refuses servers that cost money or are somebody else's, `visitors.py` makes users for the time of a test,
`site.py` asks for them and `figures.py` counts what came of it. `life.py` is how a family uses the site for a while,
`queue.py` how a queue of many jobs drains; `running.py` ends both in time.
"""
