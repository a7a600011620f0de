"""What a real cluster counts and logs of real jobs."""

import json

from jobs.latencies import PROVIDER, stored


def test_a_cluster_counts_the_provider_s_calls_and_writes_json_alone(start_cluster, cartoon, openai, alice):
    cluster = start_cluster(ENABLE_METRICS_COLLECTION="true", LOG_FORMAT="json")
    job = cartoon(alice)
    cluster.stop(within=20)
    calls = {row.what: row for row in stored() if (row.family, row.by, row.outcome) == (PROVIDER, "openai", "ok")}
    assert sum(calls["draw_portrait"].counts) == 1
    assert calls["draw_portrait"].seconds > 0
    lines = list(map(json.loads, cluster.said().splitlines()))
    events = [line.get("event") for line in lines if line.get("job_id") == str(job.id)]
    assert (events[0], events[-1]) == ("job.started", "job.completed")
