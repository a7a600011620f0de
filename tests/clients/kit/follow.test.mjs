// Following a job whatever happens to the network, the server and the page.

import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { EventSource } from 'eventsource';
import { configure, pollJob } from '../../../jobs/static/kit/storyjobs.js';
import { JOB, Site, hurry, moment, page, takeTime, until } from './site.mjs';

let site, window, stop, told;

beforeEach(async () => {
  globalThis.EventSource = EventSource;
  window = page();
  stop = new AbortController();
  told = [];
  site = await new Site().open();
  hurry(4);
});
afterEach(() => {
  takeTime();
  stop.abort();
  return site.close();
});

/** Follow the job, and write down what the callbacks are told. */
function follow(job = site.urls, options = {}) {
  return pollJob(job, {
    signal: stop.signal,
    onStatus: ({ status }) => told.push(status),
    onProgress: ({ progress }) => told.push(progress),
    onComplete: (result, { status }) => told.push(['complete', result, status]),
    onError: ({ code }, job) => told.push(['error', code, job?.status]),
    onTrouble: (error) => told.push(['trouble', error && (error.status || error.code)]),
    ...options,
  });
}

const troubles = () => told.filter((one) => one[0] === 'trouble').map(([, what]) => what);
const listening = () => until(() => site.streams.size === 1, 'a stream');
const END = { status: 'completed', progress: 100, result: { url: 'a' } };
const ASKING = { events: false };

test('a job is followed by events to its end, and each callback is called once for each news', async () => {
  const ended = follow();
  await listening();
  site.tell({ status: 'processing' });
  site.tell({ progress: 40 });
  await until(() => told.includes(40));
  await moment(50); // a question about what events do not tell brings nothing new
  site.tell(END);
  const job = await ended;
  assert.deepEqual(told, ['pending', 0, 'processing', 0, 40, 'completed', 100, ['complete', { url: 'a' }, 'completed']]);
  assert.deepEqual([job.jobId, job.result], [JOB, { url: 'a' }]);
  assert.equal(site.asked('/status/').length, 1);
  assert.equal(site.asked('/events')[0].path, `/api/jobs/${JOB}/events?token=t`);
});

test('a stream that breaks off is opened again, and the end in between is not missed', async () => {
  const ended = follow();
  await listening();
  site.cutStreams();
  await listening();
  site.tell({ status: 'processing', progress: 50 });
  await until(() => told.includes(50));
  site.change(END);
  site.cutStreams();
  await ended;
  assert.deepEqual(told.at(-1), ['complete', { url: 'a' }, 'completed']);
  assert.deepEqual(troubles(), []);
});

test('a server that restarts is found again, and what happened meanwhile is told', async () => {
  const ended = follow();
  await listening();
  await site.restart(() => until(() => troubles().length));
  site.change({ status: 'processing', progress: 30 });
  await until(() => told.includes(30) && troubles().at(-1) === null);
  await listening();
  site.tell(END);
  await ended;
});

test('an answer that is cut off, a dropped connection and a page of somebody else\'s are asked again', async () => {
  hurry(5);
  site.faults.push({ kind: 'half' }, { kind: 'drop' }, { kind: 'page' });
  site.change(END);
  await follow(site.urls, ASKING);
  assert.deepEqual(troubles(), [...Array(3).fill('NETWORK_ERROR'), null]);
  const times = site.requests.map(({ at }) => at * 5);
  assert.ok(times[2] - times[1] > 800 && times[3] - times[2] > 1600, 'more patience with each failure');
});

test('a refusal for the moment is waited out as long as it asks, also when the reader comes and goes', async () => {
  for (const status of [429, 503]) site.faults.push({ status, error: 'Later.', headers: { 'Retry-After': '1' } });
  const ended = follow(site.urls, ASKING);
  await until(() => site.requests.length === 1);
  window.turn('hidden');
  window.turn('visible');
  window.network(true);
  await until(() => site.requests.length === 3);
  site.change(END);
  await ended;
  const [first, second, third] = site.requests.map(({ at }) => at);
  assert.ok(second - first >= 250 && third - second >= 250);
  assert.deepEqual(troubles(), [429, 503, null]);
});

for (const [status, code] of [[404, 'JOB_NOT_FOUND'], [401, 'INVALID_TOKEN'], [403, 'PERMISSION_DENIED']]) {
  test(`${status} ends it at once`, async () => {
    site.streamFault = 'refuse';
    site.faults.push({ status, code, error: 'No.' });
    await assert.rejects(follow(), { code, status, message: 'No.' });
    assert.deepEqual(told, [['error', code, undefined]]);
    await moment(100);
    assert.equal(site.asked('/status/').length, 1);
  });
}

test('a job that failed tells why; a cancelled one is no error', async () => {
  const ended = follow();
  await listening();
  site.tell({ status: 'failed', error: 'It went wrong.', code: 'JOB_TIMEOUT' });
  await assert.rejects(ended, { code: 'JOB_TIMEOUT', message: 'It went wrong.' });
  assert.deepEqual(told.slice(-3), ['failed', 0, ['error', 'JOB_TIMEOUT', 'failed']]);
  site.change({ status: 'cancelled' });
  told = [];
  await assert.rejects(follow(), { code: 'JOB_CANCELLED' });
  assert.deepEqual(told, ['cancelled', 0]);
});

test('a job that has ended before is told at once', async () => {
  site.change(END);
  await follow();
  assert.deepEqual(told, ['completed', 100, ['complete', { url: 'a' }, 'completed']]);
});

test('without events it asks as often as the server and the page want, and unchanged answers are not sent', async () => {
  delete globalThis.EventSource;
  hurry(10);
  site.hint = '4';
  const ended = follow(site.urls);
  await until(() => site.requests.length === 3);
  site.change(END);
  await ended;
  const times = site.requests.map(({ at }) => at);
  assert.ok(times[1] - times[0] >= 400, 'as the server said');
  assert.ok(times[2] - times[1] >= 200 && times[2] - times[1] < 400, 'every two seconds when it says nothing');
  assert.equal(site.requests[0].headers['if-none-match'], undefined);
  assert.match(site.requests[1].headers['if-none-match'], /"/);
  assert.deepEqual(told.slice(0, 3), ['pending', 0, 'completed']);
  site.requests = [];
  site.change({ status: 'pending' });
  site.hint = '0';
  follow(site.urls, { interval: 5000 });
  await until(() => site.requests.length === 2);
  assert.ok(site.requests[1].at - site.requests[0].at >= 500);
});

test('a stream that says nothing is given up for questions, and tried again later', async () => {
  hurry(20);
  site.streamFault = 'silent';
  site.hint = '2';
  const ended = follow();
  await until(() => site.asked('/status/').length >= 3);
  assert.equal(site.asked('/events').length, 1);
  site.streamFault = null;
  await listening();
  takeTime();
  site.tell(END);
  await ended;
});

test('a stream that was cut off without a word is replaced', async () => {
  hurry(50);
  follow();
  await listening();
  const [first] = site.streams;
  await until(() => site.streams.size && !site.streams.has(first), 'another stream');
  assert.ok(site.asked('/status/').length >= 2, 'and meanwhile the job is asked for now and then');
});

test('a page that nobody looks at keeps no stream, asks seldom, and is up to date when it is looked at', async () => {
  hurry(20);
  const ended = follow();
  await listening();
  window.turn('hidden');
  await until(() => site.streams.size === 0);
  await moment(500); // ten seconds
  assert.equal(site.asked('/status/').length, 1);
  await until(() => site.asked('/status/').length === 2);
  const asked = site.requests.length;
  site.change({ status: 'processing', progress: 70 });
  window.turn('visible');
  await until(() => told.includes(70));
  assert.ok(site.requests.length <= asked + 2);
  site.change(END);
  window.turn('hidden');
  await ended;
});

test('a page whose network goes says so, and comes back with it', async () => {
  follow();
  await listening();
  await site.close();
  window.network(false);
  await until(() => troubles().length === 3);
  await site.open(site.port);
  site.change({ status: 'processing', progress: 60 });
  window.network(true);
  await until(() => told.includes(60));
  await until(() => troubles().at(-1) === null);
});

test('after it is stopped no callback is called, wherever it was', async () => {
  const reason = new Error('Gone.');
  const stopped = async (options, meanwhile = () => {}) => {
    stop = new AbortController();
    told = [];
    const ended = follow(site.urls, options);
    await meanwhile();
    stop.abort(reason);
    const known = told.length;
    site.tell(END);
    await assert.rejects(ended, reason);
    await moment(30);
    assert.equal(told.length, known);
    site.change({ status: 'processing', progress: 1 });
  };
  await stopped();
  await stopped(ASKING);
  await stopped({}, listening);
  await stopped(ASKING, () => until(() => told.length));
  stop = new AbortController();
  stop.abort(null);
  await assert.rejects(follow(), (error) => error === null);
  stop = new AbortController();
  told = [];
  const onStatus = () => stop.abort(reason);
  await assert.rejects(follow(site.urls, { onStatus }), reason);
  await assert.rejects(follow(site.urls, { onStatus }), reason);
  assert.deepEqual(told, []);
});

test('a callback\'s own mistake is the page\'s to see, and stops nothing', async () => {
  const mistakes = [];
  const others = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  process.on('uncaughtException', ({ message }) => mistakes.push(message));
  site.change(END);
  const onStatus = () => { throw new Error('mine'); };
  await follow(site.urls, { onStatus });
  await moment();
  process.removeAllListeners('uncaughtException');
  for (const other of others) process.on('uncaughtException', other);
  assert.deepEqual(mistakes, ['mine']);
  assert.deepEqual(told.at(-1)[0], 'complete');
});

test('news that are older than what is known are no news', async () => {
  follow();
  await listening();
  const { updatedAt } = site.job;
  site.tell({ status: 'processing', progress: 40 });
  await until(() => told.includes(40));
  const [stream] = site.streams;
  const late = { jobId: JOB, status: 'processing', progress: 20, currentStep: 'Late', at: updatedAt };
  stream.write(`event: progress\ndata: ${JSON.stringify(late)}\n\n`);
  site.tell({ progress: 41 });
  await until(() => told.includes(41));
  assert.ok(!told.includes(20));
});

test('a server that says when news can come is not asked beside a stream before', async () => {
  hurry(100);
  site.hint = '3600';
  site.streamFault = 'silent';
  follow();
  await until(() => site.asked('/events').length >= 3);
  site.streamFault = null;
  await listening();
  const asked = site.asked('/status/').length;
  assert.equal(asked, site.asked('/events').length - 1, 'why a stream is no good');
  await moment(400); // forty seconds
  assert.equal(site.asked('/status/').length, asked);
});

test('while it is away a server is asked, and streams are left alone', async () => {
  hurry(20);
  follow();
  await listening();
  await site.close();
  await until(() => troubles().length >= 4);
  site.requests = [];
  await site.open(site.port);
  await listening();
  assert.deepEqual(site.requests.map(({ path }) => path.includes('/events')), [false, true]);
});

test('a sign-in that cannot be renewed just now is trouble, and no end', async () => {
  const tries = [() => Promise.reject(new Error('offline')), () => ({ Authorization: 'Bearer 2' })];
  configure({ headers: () => (tries.length > 1 ? tries.shift() : tries[0])() });
  site.change(END);
  await follow(JOB);
  assert.deepEqual(troubles(), ['NETWORK_ERROR', null]);
  assert.equal(site.requests[0].headers.authorization, 'Bearer 2');
});

test('an id is enough for one\'s own job, a polling address for any; with headers there are no streams', async () => {
  follow(JOB);
  await listening();
  assert.equal(site.requests[0].path, `/api/jobs/${JOB}/events`);
  site.requests = [];
  follow(site.urls.pollingUrl);
  await until(() => site.requests.length);
  assert.equal(site.requests[0].path, `/api/jobs/${JOB}/events?token=t`);
  site.requests = [];
  configure({ headers: { Authorization: 'Bearer x' } });
  follow(JOB);
  await until(() => site.requests.length);
  assert.equal(site.requests[0].path, `/api/jobs/${JOB}`);
  assert.equal(site.requests[0].headers.authorization, 'Bearer x');
});
