// A page of the site, as far as its scripts see one: relative addresses, the visitor's session, the page's origin.

export class Page {
  /** `base` is the site that the page is from, `cookie` the session of its visitor ("" for none). */
  constructor(base, cookie) {
    this.base = base;
    this.cookie = cookie;
  }

  fetch(path, options = {}) {
    const address = new URL(path, this.base);
    return fetch(address, { ...options, headers: { Cookie: this.cookie, Origin: this.base, ...options.headers } });
  }

  /** Start a job; `body` is JSON as the guide sends it (without a Content-Type), or a form. */
  async start(path, body) {
    const sent = body instanceof FormData ? body : JSON.stringify(body);
    return (await answered(await this.fetch(`/api/jobs/${path}/start`, { method: 'POST', body: sent }))).json();
  }

  async upload(photo) {
    const answer = await this.fetch('/api/upload-image', { method: 'POST', body: await formOf({ image: photo }) });
    return (await (await answered(answer)).json()).secure_url;
  }
}

/** A form; its values that are data URLs become files. */
export async function formOf(fields) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    form.append(name, value.startsWith('data:') ? await (await fetch(value)).blob() : value);
  }
  return form;
}

/** The answer, unless it is a refusal: then an error with its sentence, code and status. */
export async function answered(response) {
  if (!response.ok) {
    const { error, code } = await response.json();
    throw Object.assign(new Error(error), { code, httpStatus: response.status });
  }
  return response;
}

/** What the guide's page shows for an error. */
export function shown(error) {
  if (error.code === 'JOB_TIMEOUT') {
    return { shows: 'timeout message', error: error.message };
  }
  if (error.code === 'JOB_FAILED') {
    return { shows: 'retry option', error: error.message };
  }
  return { shows: 'generic error', code: error.code, error: error.message };
}

export const pause = (milliseconds) => new Promise((resume) => setTimeout(resume, milliseconds));
