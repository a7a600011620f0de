// What the guide's pages do with a job: start it, ask how it goes until it ends, and treat errors by their code.
//
//   node guide.mjs BASE COOKIE < requests.json
//
// Of a list of {path, body}, {path, form}, {path, body, upload: {field: photo}} or {path, jobId} each is followed to
// its end; a line of JSON tells what the page would show.

import { text } from 'node:stream/consumers';
import { Page, answered, formOf, pause, shown } from './page.mjs';

const PAUSE = 100; // ms; the guide's pages wait 2000
const page = new Page(...process.argv.slice(2));

/** The result of a job; `ask` asks for its status. */
async function pollJob(ask) {
  for (;;) {
    const status = await (await answered(await ask())).json();
    if (status.status === 'completed') {
      return status.result;
    }
    if (status.status === 'failed' || status.status === 'cancelled') {
      throw Object.assign(new Error(status.error ?? 'cancelled'), { code: status.code });
    }
    await pause(PAUSE);
  }
}

async function start({ path, body, form, upload = {} }) {
  const addresses = {};
  for (const [field, photo] of Object.entries(upload)) {
    addresses[field] = await page.upload(photo);
  }
  return page.start(path, form ? await formOf(form) : { ...body, ...addresses });
}

async function run(request) {
  const pollOnPage = (id) => pollJob(() => page.fetch(`/api/jobs/${request.path}/status/${id}`));
  try {
    if (request.jobId) {
      return { shows: 'result', result: await pollOnPage(request.jobId) };
    }
    const job = await start(request);
    const [result, again] = await Promise.all([
      pollOnPage(job.jobId),
      pollJob(() => fetch(job.pollingUrl)), // as the guide's polling hook does: with no header at all
    ]);
    return { shows: 'result', estimatedMinutes: job.estimatedMinutes, result, again };
  } catch (error) {
    return shown(error);
  }
}

for (const request of JSON.parse(await text(process.stdin))) {
  console.log(JSON.stringify(await run(request)));
}
