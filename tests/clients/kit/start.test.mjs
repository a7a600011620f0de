// Starting jobs, and what else is asked once.

import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import {
  StoryjobsError,
  cancelJob,
  configure,
  deleteJob,
  listJobs,
  pollJob,
  retryJob,
  startJob,
} from '../../../jobs/static/kit/storyjobs.js';
import { JOB, Site, hurry, takeTime, until } from './site.mjs';

let site;
beforeEach(async () => (site = await new Site().open()));
afterEach(() => {
  takeTime();
  return site.close();
});

const keys = () => site.requests.map(({ headers }) => headers['idempotency-key']);

test('a start whose answer is lost is sent again with the same key; another call has another', async () => {
  hurry(8);
  site.faults.push({ kind: 'lost' }, { kind: 'drop' });
  const answer = await startJob('scenes', { story: 'Once.' });
  assert.equal(answer.jobId, JOB);
  await startJob('scenes', { story: 'Once.' });
  const [first, second, third, other] = keys();
  assert.match(first, /^[!-~]{20,255}$/);
  assert.deepEqual([second, third], [first, first]);
  assert.notEqual(other, first);
  assert.deepEqual([...new Set(site.requests.map(({ method, path, body }) => `${method} ${path} ${body}`))], [
    'POST /api/jobs/scenes/start {"story":"Once."}',
  ]);
});

test('a key of the page\'s own is used', async () => {
  await startJob('scenes', {}, { idempotencyKey: 'draft-7' });
  assert.deepEqual(keys(), ['draft-7']);
});

test('a server that is away is waited for as long as it asks', async () => {
  hurry(4);
  site.faults.push({ status: 503, error: 'Shortly.', headers: { 'Retry-After': '1' } }, { status: 502 });
  await startJob('scenes', {});
  const [first, second] = site.requests;
  assert.ok(second.at - first.at >= 250);
  assert.equal(site.requests.length, 3);
});

test('a refusal is told at once: its sentence, code, details, id and when to come back', async () => {
  const details = { title: ['Title is required'] };
  site.faults.push({ status: 429, error: 'Too many requests.', code: 'RATE_LIMIT_EXCEEDED', requestId: 'r-12345678', details,
    headers: { 'Retry-After': '1800' } });
  await assert.rejects(startJob('storybook', {}), (error) => {
    assert.ok(error instanceof StoryjobsError);
    const { message, code, status, retryAfter, requestId } = error;
    assert.deepEqual([message, code, status, retryAfter, requestId, error.details], [
      'Too many requests.', 'RATE_LIMIT_EXCEEDED', 429, 1800, 'r-12345678', details,
    ]);
    return true;
  });
  assert.equal(site.requests.length, 1);
});

test('a moment to come back may be a date', async () => {
  const headers = { 'Retry-After': new Date(Date.now() + 90_000).toUTCString() };
  site.faults.push({ status: 429, error: 'Later.', headers });
  await assert.rejects(startJob('scenes', {}), ({ retryAfter }) => retryAfter > 80 && retryAfter <= 90);
});

test('a start that never gets through ends with NETWORK_ERROR, and with the reason of who stops it', async () => {
  await site.close();
  const stop = new AbortController();
  const stopped = startJob('scenes', {}, { signal: stop.signal });
  stop.abort(new Error('The reader left.'));
  await assert.rejects(stopped, /The reader left/);
  await site.open(site.port);
  hurry(20);
  site.faults.push(...Array(5).fill({ kind: 'drop' }));
  await assert.rejects(startJob('scenes', {}), { code: 'NETWORK_ERROR', status: 0 });
  assert.equal(site.requests.length, 5);
});

test('a form is sent as a form', async () => {
  const form = new FormData();
  form.append('prompt', 'A girl.');
  form.append('image', new Blob(['x'], { type: 'image/png' }), 'photo.png');
  await startJob('cartoonize', form);
  assert.match(site.requests[0].headers['content-type'], /^multipart\/form-data; boundary/);
  assert.match(site.requests[0].body, /photo\.png/);
});

test('jobs are cancelled, tried again and deleted by their id alone', async () => {
  site.faults.push({ kind: 'lost' });
  await cancelJob(JOB);
  await retryJob(JOB);
  await deleteJob(JOB);
  assert.deepEqual(site.requests.map(({ method, path }) => `${method} ${path}`), [
    `POST /api/jobs/cancel/${JOB}`,
    `POST /api/jobs/cancel/${JOB}`,
    `POST /api/jobs/${JOB}/retry`,
    `DELETE /api/jobs/${JOB}`,
  ]);
  await assert.rejects(async () => {
    site.faults.push({ status: 404, error: 'Job not found', code: 'JOB_NOT_FOUND' });
    await cancelJob('../health?x=');
  }, { code: 'JOB_NOT_FOUND' });
  assert.equal(site.requests.at(-1).path, '/api/jobs/cancel/..%2Fhealth%3Fx%3D');
});

test('lists are asked for by filters and by the next page\'s address', async () => {
  const next = `${site.base}/api/jobs/user?limit=2&cursor=abc`;
  site.answers = { 'GET /api/jobs/user?status=failed%2Ccancelled&search=fox+%26+moon&limit=2': { jobs: [], next } };
  const page = await listJobs({ status: ['failed', 'cancelled'], search: 'fox & moon', limit: 2, type: '' });
  await listJobs({ next: page.next });
  assert.equal(site.requests.at(-1).path, '/api/jobs/user?limit=2&cursor=abc');
});

test('headers of the page\'s own come along, made anew for each request, and to nobody else', async () => {
  const other = await new Site().open();
  let number = 0;
  configure({ base: site.base, headers: async () => ({ Authorization: `Bearer ${(number += 1)}` }) });
  try {
    await startJob('scenes', {});
    await cancelJob(JOB);
    assert.deepEqual(site.requests.map(({ headers }) => headers.authorization), ['Bearer 1', 'Bearer 2']);
    const stop = new AbortController();
    pollJob({ pollingUrl: other.urls.pollingUrl }, { signal: stop.signal });
    await until(() => other.requests.length);
    stop.abort();
    assert.equal(other.requests[0].headers.authorization, undefined);
  } finally {
    await other.close();
  }
});
