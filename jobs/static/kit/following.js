// Following one job to its end, whatever becomes of the network, the server and the reader's attention.

import {
  StoryjobsError,
  addressOf,
  backOff,
  bringsHeaders,
  hintOf,
  isHidden,
  isOurs,
  isPassing,
  pause,
  request,
} from './requests.js';

const FINAL = ['completed', 'failed', 'cancelled'];
// Seconds
const FIRST_EVENT = 5; // a stream that says nothing for so long is held back by something on the way
const SILENCE = 45; // one that was cut off without a word is opened anew
const LOOK = 15; // what events do not tell (time left, place in the queue) is asked for beside them
const USUAL = 2; // between two questions when nobody says anything
const CLOCK = 60; // as far as a device's clock is believed
const UNSEEN = 15; // between two questions of a page that nobody looks at; it keeps no connection open

export const isFinished = (job) => FINAL.includes(job?.status);

/**
 * Follow a job until it has ended: by events, and by asking where they do not come through.
 *
 * `job` is what a start answered (its `pollingUrl` and `eventsUrl` need no sign-in), a polling address, or the id of a
 * job of one's own. Callbacks: `onStatus(job)` for each status, `onProgress(job)` for whatever changes,
 * `onComplete(result, job)`, `onError(error, job)` when it failed or cannot be asked for any more, and
 * `onTrouble(error)` when it cannot be asked for just now (`null`: it can again). A cancelled job ends with `onStatus`.
 * Once `signal` is aborted none is called. `interval`: the least pause between two questions, in ms. `events: false`
 * only asks.
 *
 * The promise brings the completed job. It is rejected with a StoryjobsError when the job failed (its code), was
 * cancelled (JOB_CANCELLED) or is refused (401, 403, 404), and with the signal's reason. Nobody has to await it.
 */
export function pollJob(job, options = {}) {
  const ended = new Following(job, options).run();
  ended.catch(() => {});
  return ended;
}

class Following {
  #job = null;
  #options;
  #signal;
  #urls;
  #answer; // the latest to a question
  #told; // what the callbacks know
  #failures = 0; // in a row
  #deaf = 0; // streams in a row that said nothing
  #listenAt = 0; // when the next one may be tried

  constructor(job, options) {
    this.#options = options;
    this.#signal = options.signal;
    this.#urls = addressesOf(job, options.events);
  }

  async run() {
    try {
      while (!isFinished(this.#job)) {
        this.#signal?.throwIfAborted();
        if (this.#mayListen()) {
          if (await this.#listen()) continue;
          await pause(Math.random() / 2, this.#signal); // not all whom a server has lost ask it at once
        }
        await this.#ask();
      }
      this.#signal?.throwIfAborted();
      return this.#ended(this.#job);
    } catch (error) {
      if (this.#job?.status !== 'cancelled') this.#call('onError', error, this.#job);
      throw error;
    }
  }

  #ended(job) {
    if (job.status === 'cancelled') {
      throw new StoryjobsError('The job was cancelled.', { code: 'JOB_CANCELLED', body: job });
    }
    if (job.status === 'failed') throw new StoryjobsError(job.error, { code: job.code, body: job });
    this.#call('onComplete', job.result, job);
    return job;
  }

  async #ask() {
    try {
      await this.#look();
      this.#well();
    } catch (error) {
      this.#signal?.throwIfAborted();
      if (!isPassing(error)) throw error;
      this.#failures += 1;
      this.#call('onTrouble', error);
      const asked = error.retryAfter ?? 0;
      return pause(asked + backOff(this.#failures), this.#signal, !asked);
    }
    if (!isFinished(this.#job)) await pause(this.#untilNextLook() * (1 + Math.random() / 4), this.#signal);
  }

  #untilNextLook() {
    const wanted = Math.max(this.#calm() || USUAL, (this.#options.interval ?? 0) / 1000);
    if (isHidden()) return Math.max(wanted, UNSEEN);
    return this.#urls.events ? Math.min(wanted, Math.max(1, (this.#listenAt - Date.now()) / 1000)) : wanted;
  }

  /** For how many seconds a question brings nothing new: the server's word, or that the job waits for its moment. */
  #calm() {
    const due = (Date.parse(this.#job?.runAt) - Date.now()) / 1000 || 0;
    return hintOf(this.#answer) || Math.max(0, Math.min(due, CLOCK));
  }

  async #look() {
    this.#answer = await request(this.#urls.polling, { known: this.#answer, signal: this.#signal });
    const isOld = this.#answer.updatedAt < this.#job?.updatedAt; // an event was faster
    if (isFinished(this.#answer) || !isOld) this.#take(this.#answer);
  }

  #mayListen() {
    const isAway = this.#failures > 0 || globalThis.navigator?.onLine === false;
    return this.#urls.events && !isHidden() && !isAway && Date.now() >= this.#listenAt;
  }

  /** Listen while the stream is any good; false when it takes a question to learn what became of the job. */
  #listen() {
    return new Promise((resolve) => {
      const over = new AbortController();
      const whenOver = { signal: over.signal };
      const stream = new EventSource(this.#urls.events, { withCredentials: isOurs(this.#urls.events) });
      let heard = false;
      const close = (isGood) => {
        if (over.signal.aborted) return;
        over.abort();
        stream.close();
        clearTimeout(silence);
        clearInterval(looks);
        this.#deaf = heard ? 0 : this.#deaf + !isGood;
        this.#listenAt = this.#deaf && Date.now() + backOff(this.#deaf, 10, 300) * 1000;
        resolve(isGood);
      };
      const look = () => this.#look().catch((error) => (error?.status && isPassing(error)) || close(false));
      const hear = ({ type, data }) => {
        heard = true;
        this.#well();
        clearTimeout(silence);
        silence = setTimeout(close, SILENCE * 1000, true);
        const status = this.#job?.status;
        this.#hear(type, JSON.parse(data));
        if (isFinished(this.#job)) close(true);
        else if (status && status !== this.#job.status) look();
      };
      for (const type of ['snapshot', 'progress', 'end']) stream.addEventListener(type, hear);
      stream.onerror = () => close(false);
      let silence = setTimeout(close, FIRST_EVENT * 1000, false);
      const looks = setInterval(() => this.#calm() || look(), LOOK * 1000);
      this.#signal?.addEventListener('abort', () => close(true), whenOver);
      globalThis.document?.addEventListener('visibilitychange', () => isHidden() && close(true), whenOver);
      globalThis.addEventListener?.('offline', () => close(false), whenOver);
    });
  }

  #hear(type, told) {
    if (type !== 'progress') return this.#take(told);
    const { status, progress, currentStep, at: updatedAt } = told;
    if (isFinished(told) || updatedAt < this.#job?.updatedAt) return; // the end comes whole, and with its result
    const gone = { estimatedTimeRemaining: null, currentPhase: null, queuePosition: null, runAt: undefined };
    this.#take({ ...this.#job, ...(status !== this.#job?.status && gone), status, progress, currentStep, updatedAt });
  }

  #take(job) {
    const before = this.#job?.status;
    const told = JSON.stringify(job);
    this.#job = job;
    if (told === this.#told) return;
    this.#told = told;
    if (job.status !== before) this.#call('onStatus', job);
    this.#call('onProgress', job);
  }

  #well() {
    if (!this.#failures) return;
    this.#failures = this.#deaf = this.#listenAt = 0;
    this.#call('onTrouble', null);
  }

  #call(name, ...told) {
    if (this.#signal?.aborted) return;
    try {
      this.#options[name]?.(...told);
    } catch (error) {
      queueMicrotask(() => { throw error; }); // the page's own mistake: for its console, and not in our way
    }
  }
}

/** Where a job is asked for and told of; `events` is null where no stream can be had. */
function addressesOf(job, wantsEvents = true) {
  const given = typeof job !== 'string' ? job : job.includes('/') ? { pollingUrl: job } : { jobId: job };
  const polling = addressOf(given.pollingUrl ?? `api/jobs/${encodeURIComponent(given.jobId)}`);
  const [, api, id] = /^(.*\/api\/jobs\/).*?([^/]+)$/.exec(polling.pathname) ?? [];
  const known = given.eventsUrl ?? (id && `${api}${id}/events${polling.search}`);
  const events = known && new URL(known, polling);
  const isBarred = events && bringsHeaders() && !events.searchParams.has('token');
  return { polling, events: wantsEvents && globalThis.EventSource && !isBarred ? events : null };
}
