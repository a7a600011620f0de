// What the guide's pages do with a job: start it, ask how it goes until it ends, and treat errors by their code.
//
//   node guide.mjs BASE COOKIE < requests.json
//
// BASE is the site that the page is from, COOKIE the session of its visitor ("" for none). Of a list of
// {path, body} or {path, jobId} each is followed to its end; a line of JSON tells what the page would show.

import { text } from 'node:stream/consumers';

const [base, cookie] = process.argv.slice(2);
const PAUSE = 100; // ms; the guide's pages wait 2000

/** fetch as a page of the site has it: relative addresses, the visitor's session, the page's origin. */
function fetchFromPage(path, options = {}) {
  return fetch(base + path, { ...options, headers: { Cookie: cookie, Origin: base, ...options.headers } });
}

async function startJob(path, jobData) {
  const response = await fetchFromPage(`/api/jobs/${path}/start`, { method: 'POST', body: JSON.stringify(jobData) });
  if (!response.ok) {
    throw await failure(response);
  }
  return response.json();
}

async function failure(response) {
  const { error, code } = await response.json();
  return Object.assign(new Error(error), { code });
}

/** The result of a job; `ask` asks for its status. */
async function pollJob(ask) {
  for (;;) {
    const response = await ask();
    if (!response.ok) {
      throw await failure(response);
    }
    const status = await response.json();
    if (status.status === 'completed') {
      return status.result;
    }
    if (status.status === 'failed' || status.status === 'cancelled') {
      throw Object.assign(new Error(status.error ?? 'cancelled'), { code: status.code });
    }
    await new Promise((resume) => setTimeout(resume, PAUSE));
  }
}

async function run({ path, body, jobId }) {
  const pollOnPage = (id) => pollJob(() => fetchFromPage(`/api/jobs/${path}/status/${id}`));
  try {
    if (jobId) {
      return { shows: 'result', result: await pollOnPage(jobId) };
    }
    const job = await startJob(path, body);
    const [result, again] = await Promise.all([
      pollOnPage(job.jobId),
      pollJob(() => fetch(job.pollingUrl)), // as the guide's polling hook does: with no header at all
    ]);
    return { shows: 'result', estimatedMinutes: job.estimatedMinutes, result, again };
  } catch (error) {
    if (error.code === 'JOB_TIMEOUT') {
      return { shows: 'timeout message', error: error.message };
    }
    if (error.code === 'JOB_FAILED') {
      return { shows: 'retry option', error: error.message };
    }
    return { shows: 'generic error', code: error.code, error: error.message };
  }
}

for (const request of JSON.parse(await text(process.stdin))) {
  console.log(JSON.stringify(await run(request)));
}
