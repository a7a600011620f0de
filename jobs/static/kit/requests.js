// Where the API is, how it is asked, and what it refuses.

const { origin } = new URL(import.meta.url);
const site = { base: origin === 'null' ? globalThis.location?.origin : origin, headers: {} };
const notes = new WeakMap(); // of each answer: its ETag, and until when asking again makes no sense

/**
 * Say where the API is (`base`; unset: where this module comes from) and what to send along (`headers`: an object, or a
 * function, also async, that makes one for each request: `{ Authorization: 'Bearer …' }`).
 */
export function configure(changes) {
  Object.assign(site, changes);
}

/** The whole address of a path of the API, or of an address that the API has handed out. */
export const addressOf = (path) => new URL(path, `${site.base}/`.replace(/\/+$/, '/'));

/** Whether it leads to the API itself. Nothing else is told who is asking. */
export const isOurs = (url) => url.origin === addressOf('').origin;

/** Whether requests bring headers along, which an EventSource cannot. */
export const bringsHeaders = () => typeof site.headers === 'function' || Object.keys(site.headers).length > 0;

/**
 * What went wrong: `message` (the server's own sentence, to be shown), `code` (stable, as docs/api.md lists them; of our
 * own: NETWORK_ERROR, HTTP_ERROR, JOB_CANCELLED), `status` (of HTTP; 0 without an answer), `retryAfter` (seconds, or
 * null), `requestId` (for whoever helps), `details` (sentences by field), `body` (all of the answer).
 */
export class StoryjobsError extends Error {
  name = 'StoryjobsError';

  constructor(message, about = {}) {
    super(message, { cause: about.cause });
    const { code, status = 0, retryAfter = null, requestId = null, details = null, body = null } = about;
    Object.assign(this, { code, status, retryAfter, requestId, details, body });
  }
}

/** Ask, and get the JSON that is answered: `known`, an earlier answer, if it still holds. Throws StoryjobsError. */
export async function request(path, { method = 'GET', body, headers, known, signal, seconds = 30 } = {}) {
  const url = addressOf(path);
  const etag = known && notes.get(known)?.etag;
  signal?.throwIfAborted();
  const limit = new AbortController();
  const stop = () => limit.abort();
  const timer = setTimeout(stop, seconds * 1000);
  signal?.addEventListener('abort', stop);
  try {
    const own = isOurs(url) ? await (typeof site.headers === 'function' ? site.headers() : site.headers) : {};
    const response = await fetch(url, {
      method,
      body,
      headers: { Accept: 'application/json', ...(etag && { 'If-None-Match': etag }), ...headers, ...own },
      cache: 'no-store', // a family's jobs stay in no browser's cache; ETags we keep ourselves
      credentials: isOurs(url) ? 'include' : 'omit',
      signal: limit.signal,
    });
    return await understood(response, known);
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof StoryjobsError) throw error;
    throw unreachable(error);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
}

async function understood(response, known) {
  const { headers, status } = response;
  if (status === 304) return known;
  const retryAfter = secondsOf(headers.get('Retry-After'));
  const body = await response.json().catch(() => null);
  if (response.ok) {
    if (!body) throw unreachable(); // cut off, or somebody else's page, as of a hotel's network
    notes.set(body, { etag: headers.get('ETag'), until: Date.now() + retryAfter * 1000 });
    return body;
  }
  const { error = `The server answered ${status}.`, code = 'HTTP_ERROR', details } = body ?? {};
  const requestId = body?.requestId ?? headers.get('X-Request-ID');
  throw new StoryjobsError(error, { code, status, retryAfter, requestId, details, body });
}

function unreachable(cause) {
  return new StoryjobsError('The server cannot be reached.', { code: 'NETWORK_ERROR', cause });
}

function secondsOf(header) {
  const seconds = header ? Number(header) : NaN;
  return (Number.isNaN(seconds) ? Math.max(0, (Date.parse(header) - Date.now()) / 1000) : seconds) || null;
}

/** For how many seconds from now it makes no sense to ask again, as the server said with this answer. */
export const hintOf = (answer) => Math.max(0, (notes.get(answer)?.until - Date.now()) / 1000 || 0);

/** Whether the same request may succeed later: no answer, too many of them, a server that is away. */
export const isPassing = ({ status }) => status < 400 || status >= 500 || [408, 425, 429].includes(status);

/** Seconds before the next try: more with each failure, and not the same for all who failed together. */
export const backOff = (failures, first = 1, most = 30) =>
  Math.min(most, first * 2 ** (failures - 1)) * (0.5 + Math.random() / 2);

export const isHidden = () => globalThis.document?.visibilityState === 'hidden';

/** Wait so many seconds; with `early` no longer than until the network or the reader comes back. */
export function pause(seconds, signal, early = true) {
  return new Promise((resolve) => {
    const over = new AbortController();
    const end = () => {
      clearTimeout(timer);
      over.abort();
      resolve();
    };
    const timer = setTimeout(end, Math.min(seconds, 3600) * 1000);
    const once = { signal: over.signal };
    signal?.addEventListener('abort', end, once);
    if (signal?.aborted) end();
    if (!early) return;
    globalThis.addEventListener?.('online', end, once);
    globalThis.document?.addEventListener('visibilitychange', () => isHidden() || end(), once);
  });
}
