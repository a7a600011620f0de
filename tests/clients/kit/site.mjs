// A site that the kit's tests can make fail in every way: one job, asked for and told of as the API does, on loopback.

import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { configure } from '../../../jobs/static/kit/storyjobs.js';

export const JOB = '1dea3c9f-98a2-4f5e-8a6f-0d1f7c1f8d52';

export class Site {
  requests = []; // {method, path, headers, body, at}
  faults = []; // for each of the next questions: what happens instead of an answer
  streams = new Set();
  streamFault = null; // what happens to each stream
  hint = '0';
  clock = 0;
  job = {
    ...{ jobId: JOB, jobType: 'noop', title: '', status: 'pending', progress: 0, currentStep: 'Waiting to start' },
    ...{ estimatedTimeRemaining: null, currentPhase: null, queuePosition: null },
  };

  async open(port = 0) {
    this.server = createServer((request, response) => this.#answer(request, response));
    await once(this.server.listen(port, '127.0.0.1'), 'listening');
    this.port = this.server.address().port;
    this.base = `http://127.0.0.1:${this.port}`;
    this.urls = {
      jobId: JOB,
      pollingUrl: `${this.base}/api/jobs/noop/status/${JOB}?token=t`,
      eventsUrl: `${this.base}/api/jobs/${JOB}/events?token=t`,
    };
    configure({ base: this.base, headers: {} });
    this.#touch();
    return this;
  }

  async close() {
    this.server.closeAllConnections();
    this.streams.clear();
    this.server.close();
    await once(this.server, 'close');
  }

  /** Away and back at the same address, with every connection lost. */
  async restart(meanwhile = () => {}) {
    await this.close();
    await meanwhile();
    await this.open(this.port);
  }

  asked(what) {
    return this.requests.filter(({ path }) => path.includes(what));
  }

  /** Change the job, and tell whoever listens, as the API does. */
  tell(changes) {
    Object.assign(this.job, changes);
    this.#touch();
    const { jobId, status, progress, currentStep, updatedAt: at } = this.job;
    const isOver = ['completed', 'failed', 'cancelled'].includes(status);
    for (const stream of this.streams) {
      stream.write(frame('progress', { jobId, status, progress, currentStep, at }));
      if (isOver) stream.end(frame('end', this.job));
    }
  }

  /** Change the job behind the back of whoever listens. */
  change(changes) {
    Object.assign(this.job, changes);
    this.#touch();
  }

  cutStreams() {
    for (const stream of this.streams) stream.destroy();
    this.streams.clear();
  }

  #touch() {
    this.job.updatedAt = new Date(Date.UTC(2026, 0, 1) + (this.clock += 1000)).toISOString();
  }

  async #answer(request, response) {
    const { method, url: path, headers } = request;
    const body = method === 'POST' ? await text(request) : '';
    this.requests.push({ method, path, headers, body, at: performance.now() });
    if (path.includes('/events')) return this.#stream(response);
    const fault = this.faults.shift();
    if (fault) return FAULTS[fault.kind ?? 'refuse'](response, fault, () => this.#understood(method, path, headers, response));
    this.#understood(method, path, headers, response);
  }

  #understood(method, path, headers, response) {
    if (method === 'GET' && path.includes(JOB)) return this.#status(headers, response);
    const answer = this.answers?.[`${method} ${path}`] ?? { jobId: JOB, ...this.urls };
    json(response, method === 'POST' ? 202 : 200, answer);
  }

  #status(headers, response) {
    const told = JSON.stringify(this.job);
    const etag = `"${createHash('md5').update(told).digest('hex')}"`;
    const isOver = ['completed', 'failed', 'cancelled'].includes(this.job.status);
    const hint = isOver ? {} : { 'Retry-After': this.hint };
    if (headers['if-none-match'] === etag) return response.writeHead(304, { ETag: etag }).end();
    json(response, 200, this.job, { ETag: etag, ...hint });
  }

  #stream(response) {
    if (this.streamFault === 'refuse') return json(response, 429, { error: 'Too many.', code: 'TOO_MANY_STREAMS' });
    response.writeHead(200, { 'Content-Type': 'text/event-stream' }).flushHeaders();
    if (this.streamFault === 'silent') return;
    this.streams.add(response);
    response.on('close', () => this.streams.delete(response));
    response.write(`retry: 2000\n\n${frame('snapshot', this.job)}`);
  }
}

const FAULTS = {
  refuse: (response, { status, headers, ...body }) => json(response, status, body, headers),
  drop: (response) => response.destroy(),
  half: (response) => response.writeHead(200, { 'Content-Length': 999 }).write('{"jobId":', () => response.destroy()),
  page: (response) => response.writeHead(200, { 'Content-Type': 'text/html' }).end('<h1>Welcome to our hotel</h1>'),
  lost: (response, _, answer) => {
    response.end = () => response.destroy();
    answer();
  },
};

function json(response, status, body, headers = {}) {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(body));
}

const frame = (event, data) => `event: ${event}\ndata: ${JSON.stringify(data)}\nid: 1\n\n`;

/** Come back when the condition is true; it is asked often. */
export async function until(condition, what = condition) {
  for (const end = performance.now() + 8000; !condition(); await moment()) {
    if (performance.now() > end) throw new Error(`never: ${what}`);
  }
}

const { setTimeout: inTime, setInterval: often } = globalThis;
const { now } = Date;
export const moment = (ms = 5) => new Promise((resume) => inTime(resume, ms));

/** Let time pass so many times as fast for the kit, where a wait is long. */
export function hurry(times) {
  const start = now();
  Date.now = () => start + (now() - start) * times;
  globalThis.setTimeout = (call, ms, ...told) => inTime(call, ms / times, ...told);
  globalThis.setInterval = (call, ms, ...told) => often(call, ms / times, ...told);
}

export function takeTime() {
  Object.assign(Date, { now });
  Object.assign(globalThis, { setTimeout: inTime, setInterval: often });
}

/** A page as far as the kit sees one: it can be hidden, and its network go. */
export function page() {
  const window = new EventTarget();
  const document = Object.assign(new EventTarget(), { visibilityState: 'visible' });
  const navigator = { onLine: true };
  for (const [name, value] of Object.entries({ document, navigator })) {
    Object.defineProperty(globalThis, name, { value, configurable: true });
  }
  globalThis.addEventListener = window.addEventListener.bind(window);
  return {
    turn(visibilityState) {
      document.visibilityState = visibilityState;
      document.dispatchEvent(new Event('visibilitychange'));
    },
    network(isThere) {
      navigator.onLine = isThere;
      window.dispatchEvent(new Event(isThere ? 'online' : 'offline'));
    },
  };
}
