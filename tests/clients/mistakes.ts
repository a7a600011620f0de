// What a client's author may get wrong, and the compiler must say so: each of these lines is an error.

import createClient from 'openapi-fetch';
import type { paths } from './api.js';

const api = createClient<paths>();

// @ts-expect-error: no such type of job
await api.POST('/api/jobs/poem/start', { body: {} });
// @ts-expect-error: no such audience
await api.POST('/api/jobs/scenes/start', { body: { story: '', audience: 'toddlers' } });
// @ts-expect-error: the field is called story
await api.POST('/api/jobs/scenes/start', { body: { tale: '' } });
const { data: job } = await api.GET('/api/jobs/scenes/status/{job_id}', { params: { path: { job_id: '' } } });
// @ts-expect-error: no such status
console.log(job?.status === 'done');
// @ts-expect-error: only a completed job has a result
console.log(job?.result.pages);

const { data: any } = await api.GET('/api/jobs/{job_id}', { params: { path: { job_id: '' } } });
if (any?.jobType === 'scenes') {
  console.log(any.result?.pages.length);
  // @ts-expect-error: another type's result
  console.log(any.result?.pdf_url);
}
