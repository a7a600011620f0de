// A client made from the API's description: starts a job, waits for its end, prints what came of it.
//
//   node scenes.js BASE STORY

import createClient from 'openapi-fetch';
import type { paths } from './api.js';

const [base = '', story = ''] = process.argv.slice(2);
const api = createClient<paths>({ baseUrl: base });

const started = await api.POST('/api/jobs/scenes/start', {
  body: { story, audience: 'young_adults' },
  params: { header: { 'Idempotency-Key': 'once' } },
});
if (started.error) {
  throw new Error(`${started.error.code}: ${started.error.error}`);
}

async function ended(jobId: string) {
  for (;;) {
    const { data: job, error } = await api.GET('/api/jobs/scenes/status/{job_id}', {
      params: { path: { job_id: jobId }, header: { Prefer: 'wait=20' } },
    });
    if (error) {
      throw new Error(`${error.code}: ${error.error}`);
    }
    if (job && job.status !== 'pending' && job.status !== 'processing') {
      return job;
    }
  }
}

const job = await ended(started.data.jobId);
const scenes = job.result?.pages.flatMap((page) => page.scenes.map((scene) => scene.description)) ?? [];
console.log(JSON.stringify({ status: job.status, progress: job.progress, scenes }));
