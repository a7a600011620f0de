"""The plainest views that do what ours do: what Django and REST framework cost alone; for `bin/bench api`."""
