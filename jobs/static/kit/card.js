// <job-card>: a job with its title, what came out of it, its details, and deleting it.

import { make, safe, write } from './build.js';
import { JobProgress } from './progress.js';
import { addressOf } from './requests.js';

/** As <job-progress>; `book-url` says where books are shown (`/storybook/{id}`), `job-url` where jobs are. */
export class JobCard extends JobProgress {
  verbs = ['cancel', 'retry', 'delete'];
  #shown = {};

  build() {
    const nodes = super.build();
    const own = {
      title: make('h3', { part: 'title', dir: 'auto' }),
      type: make('span', { part: 'type', class: 'soft' }),
      result: make('div', { part: 'result', class: 'actions' }),
      summary: make('summary', { part: 'summary' }),
      facts: make('dl', { part: 'facts' }),
    };
    own.details = make('details', { part: 'details' }, own.summary, own.facts);
    nodes.id.remove(); // the whole one is among the facts
    nodes.top.replaceChildren(own.title, nodes.status);
    nodes.top.after(own.type);
    nodes.ask.before(own.result);
    nodes.base.append(own.details);
    nodes.base.classList.add('card');
    return { ...nodes, ...own };
  }

  show(job, voice) {
    super.show(job, voice);
    const { title, type, summary, result, facts, details } = this.nodes;
    const name = job.jobType ? voice.type(job) : '';
    this.#name(title, job.title || name, job.jobId);
    write(type, job.title ? name : '');
    write(summary, voice.say('details'));
    details.hidden = !job.jobId;
    this.#fill(result, linesOf(job.result ?? {}, this.#addressOfBook(job), voice));
    if (job.jobId) this.#fill(facts, factsOf(job, voice));
  }

  #name(title, words, id) {
    const address = id && this.getAttribute('job-url');
    const href = address && safe(address.replace('{id}', id), document.baseURI);
    if (href) this.#fill(title, [make('a', { part: 'link', href }, words)]);
    else write(title, words);
  }

  #addressOfBook({ result, storybookUrl }) {
    const id = encodeURIComponent(result?.storybook_id);
    return this.getAttribute('book-url')?.replace('{id}', id) ?? storybookUrl ?? `storybook/${id}`;
  }

  /** New nodes only for what is new: a link that somebody is about to press stays. */
  #fill(node, children) {
    const told = children.map((child) => child.outerHTML).join('');
    node.hidden = !told;
    if (this.#shown[node.part] !== told) node.replaceChildren(...children);
    this.#shown[node.part] = told;
  }
}

function linesOf(result, bookUrl, voice) {
  const { storybook_id: book, pdf_url: pdf, url, pages, cached, reused, warning } = result;
  const lines = [
    book && link('open', bookUrl, voice),
    pdf && link('download', pdf, voice, { download: '' }),
    url && link('picture', url, voice, { target: '_blank', rel: 'noopener' }),
    pages && make('span', { part: 'pages' }, voice.count('pages', pages.length)),
    (cached || reused) && make('span', { part: 'again' }, voice.say('again')),
    warning && make('p', { part: 'warning', class: 'box', dir: 'auto' }, warning),
  ];
  return lines.filter(Boolean);
}

function link(name, address, voice, more = {}) {
  const href = safe(address, addressOf(''));
  return href && make('a', { part: `button ${name}`, class: 'button', href, ...more }, voice.say(name));
}

function factsOf({ jobId, createdAt, updatedAt, retryCount, maxRetries }, voice) {
  const facts = { id: jobId, created: time(createdAt, voice), updated: time(updatedAt, voice) };
  if (retryCount != null) facts.retries = `${retryCount}/${maxRetries}`;
  return Object.entries(facts).flatMap(([name, fact]) => [make('dt', {}, voice.say(name)), make('dd', {}, fact)]);
}

const time = (moment, voice) => make('time', { datetime: moment }, voice.date(moment));
