// The hook in a React of its own, strict as in development.

import './with-react.mjs';
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { EventSource } from 'eventsource';
import React, { StrictMode, act, createElement } from 'react';
import { create } from 'react-test-renderer';
import { JOB, Site, moment, page, until } from './site.mjs';

const { useJobPolling } = await import('../../../jobs/static/kit/react.js');
globalThis.IS_REACT_ACT_ENVIRONMENT = true;
globalThis.EventSource = EventSource;
page();
const { error: complain } = console;
console.error = (said, ...rest) => /test-renderer is deprecated/.test(said) || complain(said, ...rest);

const END = { status: 'completed', progress: 100, result: { storybook_id: 'b' } };
let site, root, hook, renders;

beforeEach(async () => {
  site = await new Site().open();
  renders = [];
});
afterEach(async () => {
  await act(() => root.unmount());
  await site.close();
});

function Story({ jobId, pollingUrl, options }) {
  hook = useJobPolling(jobId, pollingUrl, options);
  renders.push(hook);
  return null;
}

const element = (props) => createElement(StrictMode, null, createElement(Story, props));
const show = (props) => act(() => (root ? root.update(element(props)) : (root = create(element(props)))));
const shown = async (props) => {
  root = null;
  await show(props);
};
const eventually = (condition) => until(() => {
  act(() => {});
  return condition();
}, condition);
const ours = () => ({ jobId: JOB, pollingUrl: site.urls.pollingUrl });
const listening = () => eventually(() => site.streams.size === 1);

test('it follows a job from when there is one to its end', async () => {
  const completed = [];
  const options = { onComplete: (result) => completed.push(result) };
  await shown({ jobId: null, pollingUrl: null, options });
  assert.deepEqual([hook.data, hook.isPolling, hook.error], [null, false, null]);
  await show({ ...ours(), options });
  assert.equal(hook.isPolling, true);
  await listening();
  await act(() => site.tell({ status: 'processing', progress: 40 }));
  await eventually(() => hook.data?.progress === 40);
  await act(() => site.tell(END));
  await eventually(() => !hook.isPolling);
  assert.equal(hook.data.status, 'completed');
  assert.deepEqual(completed, [{ storybook_id: 'b' }]);
  assert.equal(hook.error, null);
});

test('new callbacks in each render are the ones that are called, and start nothing anew', async () => {
  const told = [];
  const render = (number) => show({ ...ours(), options: { onProgress: ({ progress }) => told.push([number, progress]) } });
  root = null;
  await render(1);
  await listening();
  await eventually(() => told.length === 1);
  const asked = site.requests.length;
  for (const number of [2, 3, 4]) await render(number);
  await act(() => site.tell({ progress: 40 }));
  await eventually(() => told.length === 2);
  assert.deepEqual(told, [[1, 0], [4, 40]]);
  assert.equal(site.requests.length, asked);
});

test('another job takes the place of the one before, which is heard of no more', async () => {
  await shown(ours());
  await listening();
  await eventually(() => hook.data);
  const other = await new Site().open();
  other.change({ status: 'processing', progress: 7 });
  await show({ jobId: JOB, pollingUrl: other.urls.pollingUrl });
  assert.equal(hook.data, null);
  await eventually(() => hook.data?.progress === 7);
  await eventually(() => site.streams.size === 0);
  await show({ jobId: null });
  assert.deepEqual([hook.data, hook.isPolling], [null, false]);
  await other.close();
});

test('it stops, and goes on, as it is told', async () => {
  await shown({ ...ours(), options: { autoStart: false } });
  await moment(30);
  assert.deepEqual([hook.isPolling, site.requests.length], [false, 0]);
  await act(() => hook.startPolling());
  await listening();
  await act(() => hook.stopPolling());
  assert.equal(hook.isPolling, false);
  await eventually(() => site.streams.size === 0);
  const { length } = renders;
  site.change({ progress: 90 });
  await moment(30);
  assert.equal(renders.length, length);
});

test('a failed job tells why, and runs again at a retry', async () => {
  const errors = [];
  await shown({ ...ours(), options: { onError: ({ code }) => errors.push(code) } });
  await listening();
  await act(() => site.tell({ status: 'failed', error: 'It went wrong.', code: 'JOB_FAILED', canRetry: true }));
  await eventually(() => !hook.isPolling);
  assert.deepEqual([hook.error.message, hook.error.code, errors], ['It went wrong.', 'JOB_FAILED', ['JOB_FAILED']]);
  site.change({ status: 'pending', error: undefined });
  await act(() => hook.retry());
  assert.equal(site.asked('/retry').length, 1);
  assert.deepEqual([hook.isPolling, hook.error], [true, null]);
  await eventually(() => hook.data.status === 'pending');
});

test('it cancels, and shows what that comes to; a refusal is its error', async () => {
  await shown(ours());
  await listening();
  await act(() => hook.cancel());
  assert.equal(site.asked('/cancel/').length, 1);
  await act(() => site.tell({ status: 'cancelled' }));
  await eventually(() => !hook.isPolling);
  assert.deepEqual([hook.data.status, hook.error], ['cancelled', null]);
  site.faults.push({ status: 409, error: 'It is over.', code: 'ILLEGAL_MOVE' });
  await act(() => hook.cancel());
  assert.equal(hook.error.code, 'ILLEGAL_MOVE');
});

test('a page that is left hears nothing more and keeps nothing open', async () => {
  await shown(ours());
  await listening();
  await act(() => root.unmount());
  await until(() => site.streams.size === 0);
  const { length } = renders;
  site.change(END);
  await moment(30);
  assert.equal(renders.length, length);
});
