// <job-dashboard>: all of one's own jobs, counted, searched, filtered, page by page, and live.

import { Element, keepingFocus, make, mark, shadowOf, showMeanwhile, write } from './build.js';
import { backOff, isHidden, isPassing, pause } from './requests.js';
import { isFinished, listJobs } from './storyjobs.js';
import { voiceAt } from './words.js';

const STATUSES = ['pending', 'processing', 'completed', 'failed', 'cancelled'];
const BUSY = 5; // s between two looks while anything is under way
const CALM = 15;
const CARD_PARTS =
  'base, title, link, type, status, bar, fill, percent, time, phase, step, note, error, result, open, download, picture, ' +
  'pages, again, warning, question, actions, button, cancel, retry, delete, yes, no, details, summary, facts';

/**
 * `limit`: entries on a page (20); `book-url` and `job-url` as of <job-card>. Slots: `empty` and `signed-out`. `refresh()` looks at
 * once; otherwise nothing is asked while nobody looks at the page. `view` is what the reader has chosen to see
 * ({status, type, search, pages}), to be kept and set again by a page that wants to; the event `job-view` tells of a change.
 */
export class JobDashboard extends Element {
  static observedAttributes = ['lang'];
  #filters = { status: '', type: '', search: '' };
  #pages = []; // {key, list}: what was asked, and the answer
  #wanted = 1; // how many of them
  #items = new Map(); // by the job's id
  #gone = new Set(); // deleted here; a list that is under way may not know yet
  #error = null;
  #run = null;
  #typing;
  #isAsked = false; // to tell who listens how many were found

  constructor() {
    super();
    this.nodes = this.#build();
    const root = shadowOf(this, this.nodes.base, this.nodes.meanwhile);
    root.addEventListener('job-delete', (event) => this.#drop(event));
    for (const name of ['job-cancel', 'job-retry', 'job-error']) root.addEventListener(name, () => this.refresh());
  }

  #build() {
    const counter = (status) =>
      make('button', { part: 'button counter', type: 'button', click: () => this.#filter({ status }) });
    const nodes = {
      search: make('input', { part: 'search', type: 'search', maxlength: 100, input: () => this.#type() }),
      type: make('select', { part: 'filter', change: ({ target }) => this.#filter({ type: target.value }) }),
      note: make('p', { part: 'note', class: 'box', dir: 'auto' }),
      list: make('ul', { part: 'list', role: 'list' }),
      nothing: make('p', { part: 'nothing' }),
      empty: make('slot', { name: 'empty' }),
      signedOut: make('slot', { name: 'signed-out' }),
      more: make('button', { part: 'button more', type: 'button', click: () => this.#more() }),
      quiet: make('p', { class: 'quiet', role: 'status' }),
      meanwhile: make('slot'),
    };
    nodes.counts = new Map(['', ...STATUSES].map((status) => [status, counter(status)]));
    nodes.counters = make('div', { part: 'counters', role: 'group' }, ...nodes.counts.values());
    nodes.tools = make('div', { part: 'tools', role: 'search' }, nodes.search, nodes.type);
    const { counters, tools, note, list, nothing, empty, signedOut, more, quiet } = nodes;
    const shown = [counters, tools, note, list, nothing, empty, signedOut, more, quiet];
    return { ...nodes, base: make('div', { part: 'dashboard', class: 'base', tabindex: -1 }, ...shown) };
  }

  connectedCallback() {
    this.refresh();
  }

  disconnectedCallback() {
    this.#run?.abort();
  }

  attributeChangedCallback() {
    this.#render();
    for (const item of this.#items.values()) item.firstChild.render();
  }

  /** Look at once, and go on looking. */
  refresh() {
    this.#run?.abort();
    this.#run = new AbortController();
    this.#live(this.#run.signal);
  }

  get view() {
    return { ...this.#filters, pages: this.#wanted };
  }

  set view({ status = '', type = '', search = '', pages = 1 }) {
    this.nodes.search.value = search;
    this.#see({ status, type, search }, pages);
  }

  // --- What the reader does

  #filter(changes) {
    this.#isAsked = true;
    this.#choose(changes, 1);
  }

  #choose(changes, pages) {
    this.#see(changes, pages);
    this.dispatchEvent(new CustomEvent('job-view', { detail: this.view, bubbles: true, composed: true }));
  }

  #see(filters, pages) {
    Object.assign(this.#filters, filters);
    this.#wanted = pages;
    this.refresh();
  }

  #type() {
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => this.#filter({ search: this.nodes.search.value.trim() }), 300);
  }

  #more() {
    this.#choose({}, this.#pages.length + 1);
  }

  #drop(event) {
    event.preventDefault(); // or the card would take itself away, and the focus with it
    this.#gone.add(event.detail.jobId);
    this.refresh();
  }

  // --- What the server says

  async #live(signal) {
    this.#render();
    for (let failures = 0; !signal.aborted; ) {
      let seconds = CALM;
      try {
        await this.#look(signal);
        this.#error = null;
        failures = 0;
        if (this.#counts().pending + this.#counts().processing) seconds = BUSY;
      } catch (error) {
        if (signal.aborted) return;
        this.#error = error;
        failures += 1;
        seconds = (error.retryAfter ?? 0) + backOff(failures, 2, 60);
      }
      this.#render();
      if (!this.#error && this.#isAsked) this.#tellFound();
      if (this.#error && !isPassing(this.#error)) return;
      await pause(seconds, signal, !this.#error?.retryAfter);
      while (isHidden() && !signal.aborted) await pause(CALM, signal);
    }
  }

  /** The first page, and of the others those that may have changed: a new entry moves all of them. */
  async #look(signal) {
    const pages = [];
    const first = { ...this.#filters, limit: this.getAttribute('limit') ?? 20 };
    for (let next; pages.length < this.#wanted && (next || !pages.length); next = pages.at(-1).list.next) {
      const key = next ?? JSON.stringify(first);
      const before = this.#pages[pages.length];
      const known = before?.key === key ? before.list : undefined;
      const isCalm = next && known?.jobs.every(isFinished);
      pages.push({ key, list: isCalm ? known : await listJobs(next ? { next } : first, { known, signal }) });
    }
    this.#pages = pages;
  }

  #counts() {
    return this.#pages[0]?.list.counts ?? {};
  }

  #jobs() {
    const jobs = this.#pages.flatMap(({ list }) => list.jobs).filter(({ jobId }) => !this.#gone.has(jobId));
    return new Map(jobs.map((job) => [job.jobId, job]));
  }

  // --- What is seen

  #render() {
    if (this.isConnected) keepingFocus(this.shadowRoot, this.nodes.base, () => this.#show(voiceAt(this)));
  }

  #show(voice) {
    const { note, nothing, empty, signedOut, more, tools, counters } = this.nodes;
    const isLoaded = this.#pages.length > 0;
    const isOut = [401, 403].includes(this.#error?.status);
    const jobs = isOut ? new Map() : this.#jobs();
    const isBare = Object.values(this.#counts()).every((count) => !count);
    showMeanwhile(this.nodes.meanwhile, this.nodes.base, !isLoaded && !this.#error);
    this.#showTools(voice);
    this.#showJobs(jobs);
    tools.hidden = counters.hidden = isOut || !isLoaded || isBare;
    write(note, this.#error && !isOut ? (this.#error.status ? voice.error(this.#error) : voice.say('trouble')) : '');
    write(nothing, isLoaded || this.#error ? '' : voice.say('loading'));
    if (isLoaded && !isOut && !isBare && !jobs.size) write(nothing, voice.say('none'));
    write(empty, isLoaded && !isOut && isBare ? voice.say('empty') : '');
    write(signedOut, isOut ? voice.error(this.#error) : '');
    write(more, !isOut && this.#pages.at(-1)?.list.next ? voice.say('more') : '');
    mark(more, 'aria-disabled', this.#wanted > this.#pages.length || null);
  }

  #tellFound() {
    this.#isAsked = false;
    this.nodes.quiet.textContent = voiceAt(this).count('found', this.#jobs().size);
  }

  #showTools(voice) {
    const { counts, search, type } = this.nodes;
    const numbers = this.#counts();
    const all = Object.values(numbers).reduce((sum, number) => sum + number, 0);
    for (const [status, button] of counts) {
      write(button, `${status ? voice.status({ status }) : voice.say('all')} ${status ? numbers[status] ?? 0 : all}`);
      mark(button, 'aria-pressed', this.#filters.status === status);
    }
    for (const [node, word] of [[search, 'search'], [type, 'type'], [this.nodes.counters, 'status']]) {
      mark(node, 'aria-label', voice.say(word));
    }
    mark(search, 'placeholder', voice.say('search'));
    if (type.dataset.language !== voice.language) this.#fillTypes(voice);
    type.value = this.#filters.type;
  }

  #fillTypes(voice) {
    const { type } = this.nodes;
    type.dataset.language = voice.language;
    const choices = [['', voice.say('allTypes')], ...Object.entries(voice.words.types)];
    type.replaceChildren(...choices.map(([value, words]) => make('option', { value }, words)));
  }

  /** Cards stay as they are and where they are, whatever comes before them or goes: one may be in somebody's hand. */
  #showJobs(jobs) {
    const { list } = this.nodes;
    for (const [id, item] of this.#items) {
      if (jobs.has(id)) continue;
      if (item.contains(this.shadowRoot.activeElement)) (item.nextSibling ?? item.previousSibling)?.firstChild.focus();
      item.remove();
      this.#items.delete(id);
    }
    [...jobs].forEach(([id, job], index) => {
      const item = this.#items.get(id) ?? make('li', { part: 'item' }, this.#card());
      this.#items.set(id, item);
      if (list.children[index] !== item) list.insertBefore(item, list.children[index] ?? null);
      if (item.firstChild.job !== job) item.firstChild.job = job;
    });
    list.hidden = !jobs.size;
  }

  #card() {
    const card = make('job-card', { exportparts: CARD_PARTS, part: 'card', class: '' });
    for (const name of ['book-url', 'job-url']) mark(card, name, this.getAttribute(name));
    return card;
  }
}
