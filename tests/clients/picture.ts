// A client made from the API's description: has a scene drawn as a guest, follows the job by its polling address alone,
// and fetches the picture.
//
//   node picture.js BASE

import createClient from 'openapi-fetch';
import type { paths } from './api.js';

type Asked = paths['/api/jobs/image/status/{job_id}']['get']['responses'][200]['content']['application/json'];

const [base = ''] = process.argv.slice(2);
const api = createClient<paths>({ baseUrl: base });

const scene = { image_prompt: 'A quiet harbour at dusk.', character_description: 'A girl in a red top.' };

const refused = await api.POST('/api/jobs/image/start', { body: { ...scene, emotion: ' ', audience: 'children' } });
const unlike = { details: undefined, requestId: undefined };
const refusal = refused.error && { http: refused.response.status, ...refused.error, ...unlike };

const { data: started, error } = await api.POST('/api/jobs/image/start', {
  body: { ...scene, emotion: 'proud', audience: 'children', style: 'comic-book' },
});
if (error) {
  throw new Error(`${error.code}: ${error.error}`);
}

async function ended(pollingUrl: string): Promise<Asked> {
  for (;;) {
    const response = await fetch(pollingUrl, { headers: { Prefer: 'wait=20' } });
    const job = (await response.json()) as Asked;
    if (job.status !== 'pending' && job.status !== 'processing') {
      return job;
    }
  }
}

async function kindOf(address: string): Promise<string | null> {
  return (await fetch(address)).headers.get('content-type');
}

const job = await ended(started.pollingUrl);
const style = 'imageInfo' in started ? started.imageInfo.style : undefined;
const url = job.result?.url;
const kind = url && (await kindOf(url));
console.log(JSON.stringify({ refusal, status: job.status, style, prompt: job.result?.prompt_used, kind }));
