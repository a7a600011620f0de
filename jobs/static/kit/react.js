// A React hook around pollJob, in the call shape of the guide.

import { useCallback, useEffect, useRef, useState } from 'react';
import { cancelJob, isFinished, pollJob, retryJob } from './storyjobs.js';

/**
 * Follow a job: `{data, isPolling, error, startPolling, stopPolling, retry, cancel}`.
 *
 * Starts by itself once there is a `jobId` or a `pollingUrl`, unless `autoStart` is false. Options, besides those of
 * pollJob: `eventsUrl`. Callbacks may be new in each render; always the latest ones are called.
 */
export function useJobPolling(jobId, pollingUrl, options = {}) {
  const { autoStart = true, interval, events, eventsUrl } = options;
  const hasJob = Boolean(jobId || pollingUrl);
  const [state, setState] = useState({ data: null, isPolling: autoStart && hasJob, error: null });
  const latest = useRef(options);
  const running = useRef(null);
  const seen = useRef(null);
  useEffect(() => {
    latest.current = options;
  });

  const stopPolling = useCallback(() => {
    running.current?.abort();
    running.current = null;
    setState((known) => ({ ...known, isPolling: false }));
  }, []);

  const startPolling = useCallback(() => {
    if (!hasJob) return;
    running.current?.abort();
    const run = (running.current = new AbortController());
    const show = (changes) => running.current === run && setState((known) => ({ ...known, ...changes }));
    const told = (name, changes) => (...news) => {
      if (changes) show(changes(...news));
      latest.current[name]?.(...news);
    };
    const source = { jobId: jobId ?? undefined, pollingUrl: pollingUrl ?? undefined, eventsUrl };
    show({ isPolling: true, error: null });
    pollJob(source, {
      signal: run.signal,
      interval,
      events,
      onStatus: told('onStatus'),
      onProgress: told('onProgress', (data) => ({ data: (seen.current = data) })),
      onComplete: told('onComplete'),
      onError: told('onError', (error) => ({ error })),
      onTrouble: told('onTrouble'),
    }).catch(() => {}).finally(() => {
      show({ isPolling: false });
      if (running.current === run) running.current = null;
    });
  }, [hasJob, jobId, pollingUrl, eventsUrl, interval, events]);

  useEffect(() => {
    seen.current = null;
    setState({ data: null, isPolling: false, error: null });
    if (autoStart) startPolling();
    return stopPolling;
  }, [autoStart, startPolling, stopPolling]);

  /** Ask for a change of the job; what is answered, or null after a refusal, which `error` and onError tell. */
  const ask = useCallback(async (verb) => {
    try {
      return await verb(seen.current?.jobId ?? jobId);
    } catch (error) {
      setState((known) => ({ ...known, error }));
      latest.current.onError?.(error, seen.current);
      return null;
    }
  }, [jobId]);

  const cancel = useCallback(async () => {
    const answer = await ask(cancelJob);
    if (answer && !running.current) startPolling(); // to see its end
    return answer;
  }, [ask, startPolling]);

  /** Run a job again that has failed or was cancelled; of any other, ask again how it goes. */
  const retry = useCallback(async () => {
    const canRetry = isFinished(seen.current) && seen.current.canRetry;
    const answer = canRetry ? await ask(retryJob) : null;
    if (answer || !canRetry) startPolling();
    return answer;
  }, [ask, startPolling]);

  return { ...state, startPolling, stopPolling, retry, cancel };
}
