// The guide's polling hook, with the buttons beside it: it asks at once and then again and again, knows nothing but the
// polling address, comes back after a refusal, and lets its visitor cancel the job or try it again.
//
//   node hook.mjs BASE COOKIE < requests.json
//
// Each of a list of {path, body, cancelAt?: status, retry?: true} is followed to its end; a line of JSON tells the
// statuses that the hook saw, what the buttons were answered, how often it was refused, what it showed before a retry,
// and how it ended.

import { text } from 'node:stream/consumers';
import { Page, answered, pause, shown } from './page.mjs';

const PAUSE = 50; // ms; the guide's hook waits 2000
const PATIENCE = 3; // refusals in a row
const page = new Page(...process.argv.slice(2));

/** Ask as the hook does; a refusal is asked again after 1, 2 and 4 seconds. */
async function ask(pollingUrl, told) {
  for (let refusals = 0; ; refusals += 1) {
    const response = await fetch(pollingUrl, { headers: { 'Cache-Control': 'no-cache' } });
    if (response.ok || refusals === PATIENCE) {
      return (await answered(response)).json();
    }
    told.refusals.push(response.status);
    await pause(1000 * 2 ** refusals);
  }
}

/** Press a button; what it answers. */
async function press(button, told) {
  const response = await answered(await page.fetch(button, { method: 'POST' }));
  const { success, status } = await response.json();
  told.buttons.push({ http: response.status, success, status });
}

async function follow({ jobId, pollingUrl }, cancelAt, told) {
  for (let cancelled = false; ; ) {
    const job = await ask(pollingUrl, told);
    if (job.status !== told.statuses.at(-1)) {
      told.statuses.push(job.status);
    }
    if (!['pending', 'processing'].includes(job.status)) {
      return job;
    }
    if (job.status === cancelAt && !cancelled) {
      cancelled = true;
      await press(`/api/jobs/cancel/${jobId}`, told);
    }
    await pause(PAUSE);
  }
}

function shownAtEnd({ status, result, error, code }) {
  return status === 'failed' ? shown({ message: error, code }) : { shows: status, result };
}

async function run({ path, body, cancelAt, retry }) {
  const told = { statuses: [], buttons: [], refusals: [] };
  try {
    const started = await page.start(path, body);
    let job = await follow(started, cancelAt, told);
    if (retry && job.canRetry) {
      told.before = shownAtEnd(job);
      await press(`/api/jobs/${started.jobId}/retry`, told);
      job = await follow(started, null, told);
    }
    return { ...told, ...shownAtEnd(job) };
  } catch (error) {
    return { ...told, ...shown(error), http: error.httpStatus };
  }
}

for (const request of JSON.parse(await text(process.stdin))) {
  console.log(JSON.stringify(await run(request)));
}
