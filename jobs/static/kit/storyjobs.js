// storyjobs: start a job, follow it, cancel it, try it again. Without dependencies; docs/frontend.md tells how.

import { backOff, isPassing, pause, request } from './requests.js';

export { isFinished, pollJob } from './following.js';
export { StoryjobsError, configure } from './requests.js';

const TRIES = 5;
const PATIENCE = 30; // s; who has to wait longer is told so
const UPLOAD = 300; // s; a photo over a slow line

const pathOf = (jobId, verb = '') => `api/jobs/${encodeURIComponent(jobId)}${verb}`;

/**
 * Start a job of a type (`storybook`, …) with a request's body, an object or a FormData; the API's answer.
 *
 * Where the answer is lost the request is sent again with the same key, so that one call never starts two jobs. Give an
 * `idempotencyKey` of your own to have that across calls and reloads too.
 */
export async function startJob(type, body, { idempotencyKey = newKey(), signal } = {}) {
  const isForm = body instanceof FormData;
  const headers = { 'Idempotency-Key': idempotencyKey, ...(!isForm && { 'Content-Type': 'application/json' }) };
  const sent = { method: 'POST', body: isForm ? body : JSON.stringify(body), headers, signal, seconds: UPLOAD };
  return insisting(`api/jobs/${encodeURIComponent(type)}/start`, sent);
}

/** Cancel a job; a running one stops within seconds. Twice is once, so a lost answer is asked for again. */
export const cancelJob = (jobId, { signal } = {}) =>
  insisting(`api/jobs/cancel/${encodeURIComponent(jobId)}`, { method: 'POST', signal });

/** Run a failed or cancelled job again. */
export const retryJob = (jobId, { signal } = {}) => request(pathOf(jobId, '/retry'), { method: 'POST', signal });

/** Delete a finished job; one that is not finished is cancelled instead. Its book stays. */
export const deleteJob = (jobId, { signal } = {}) => request(pathOf(jobId), { method: 'DELETE', signal });

/**
 * A page of one's own jobs: `{jobs, counts, next}`, newest first. `status` and `type` may be lists; `next`, from the
 * page before, brings the following one. With an earlier answer as `known`, that very object comes back while it holds.
 */
export function listJobs({ status, type, search, limit, next } = {}, { known, signal } = {}) {
  const wanted = Object.entries({ status, type, search, limit }).filter(([, value]) => value != null && value !== '');
  return request(next ?? `api/jobs/user?${new URLSearchParams(wanted)}`, { known, signal });
}

/** Ask until there is an answer. Only for requests that do the same when they come twice. */
async function insisting(path, options) {
  for (let failures = 1; ; failures += 1) {
    try {
      return await request(path, options);
    } catch (error) {
      const isAway = isPassing(error) && [0, 502, 503, 504].includes(error.status);
      if (!isAway || failures === TRIES || error.retryAfter > PATIENCE) throw error;
      const asked = error.retryAfter ?? 0;
      await pause(asked + backOff(failures), options.signal, !asked);
    }
  }
}

/** Also where crypto.randomUUID is missing: on a page without TLS. */
const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16)).join('-');
