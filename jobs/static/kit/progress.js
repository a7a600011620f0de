// <job-progress>: how a job goes, live, with cancelling it and trying it again.

import { Element, keepingFocus, make, mark, shadowOf, showMeanwhile, write } from './build.js';
import { cancelJob, deleteJob, isFinished, pollJob, retryJob } from './storyjobs.js';
import { voiceAt } from './words.js';

const VERBS = { cancel: cancelJob, retry: retryJob, delete: deleteJob };
const CERTAIN = 400; // ms; the second click of a double click is no answer to a question

/**
 * Follows the job of its attributes `job-id` or `polling-url` (and `events-url`), or shows what is set as its `job`.
 * Events, which bubble: `job-status`, `job-progress`, `job-complete`, `job-error`, and once it is done `job-cancel`,
 * `job-retry` and `job-delete`. `readonly` leaves the buttons out.
 */
export class JobProgress extends Element {
  static observedAttributes = ['job-id', 'polling-url', 'events-url', 'lang', 'readonly'];
  verbs = ['cancel', 'retry'];
  #job = null;
  #trouble = null;
  #refusal = null; // what the last button, or the whole job, was refused with
  #following = null;
  #source = ''; // of which job
  #asking = ''; // which verb it asks about
  #askedAt = -CERTAIN;
  #busy = false;
  #said = ''; // to who listens
  #isDue = false;

  constructor() {
    super();
    this.nodes = this.build();
    shadowOf(this, this.nodes.base, this.nodes.meanwhile, this.nodes.quiet);
  }

  build() {
    const part = (name, tag = 'p', more = {}, ...children) => make(tag, { part: name, ...more }, ...children);
    const button = (name, press) => make('button', { type: 'button', part: `button ${name}`, click: press });
    const nodes = {
      status: part('status', 'span'),
      id: part('id', 'span', { class: 'id soft' }),
      fill: part('fill', 'div'),
      percent: part('percent', 'strong'),
      time: part('time', 'span', { class: 'soft' }),
      phase: part('phase', 'p', { dir: 'auto' }),
      step: part('step', 'p', { dir: 'auto', class: 'step soft' }),
      note: part('note'),
      error: part('error', 'p', { dir: 'auto', class: 'box' }),
      question: make('p', { id: 'question' }),
      yes: button('yes', () => this.#answer(true)),
      no: button('no', () => this.#answer(false)),
      quiet: make('p', { class: 'quiet', role: 'status' }),
      meanwhile: make('slot'),
      buttons: Object.fromEntries(Object.keys(VERBS).map((verb) => [verb, button(verb, () => this.#press(verb))])),
    };
    nodes.bar = part('bar', 'div', { role: 'progressbar', 'aria-valuemin': 0, 'aria-valuemax': 100 }, nodes.fill);
    nodes.top = make('div', { class: 'row' }, nodes.status, nodes.id);
    nodes.line = make('div', { class: 'row' }, nodes.percent, nodes.time);
    nodes.actions = part('actions', 'div', {}, ...Object.values(nodes.buttons));
    nodes.ask = part('question', 'div', {
      class: 'actions', role: 'group', 'aria-labelledby': 'question',
      keydown: ({ key }) => key === 'Escape' && this.#answer(false),
    }, nodes.question, nodes.yes, nodes.no);
    const { top, bar, line, phase, step, note, error, ask, actions } = nodes;
    const mousedown = (event) => this.#isTooSoon() && event.preventDefault(); // it would take the focus along
    const shown = [top, bar, line, phase, step, note, error, ask, actions];
    nodes.base = part('base', 'div', { tabindex: -1, mousedown }, ...shown);
    return nodes;
  }

  get job() {
    return this.#job;
  }

  set job(job) {
    if (job?.status !== this.#job?.status) this.#refusal = null;
    this.#job = job;
    this.render();
  }

  connectedCallback() {
    if (Object.hasOwn(this, 'job')) { // set before this class was there
      const { job } = this;
      delete this.job;
      this.#job = job;
    }
    this.#follow();
    this.render();
  }

  disconnectedCallback() {
    this.#following?.abort();
  }

  attributeChangedCallback(name) {
    if (!this.isConnected) return;
    if (name === 'lang' || name === 'readonly') return this.render();
    if (!this.#isDue) queueMicrotask(() => this.#follow()); // several may change at once
    this.#isDue = true;
  }

  focus(options) {
    this.nodes.base.focus(options);
  }

  #follow() {
    this.#isDue = false;
    this.#following?.abort();
    const given = (name) => this.getAttribute(name) || undefined;
    const [jobId, pollingUrl, eventsUrl] = [given('job-id'), given('polling-url'), given('events-url')];
    if (!this.isConnected || !(jobId || pollingUrl)) return;
    if (this.#source !== (jobId ?? pollingUrl)) this.#job = null;
    this.#source = jobId ?? pollingUrl;
    this.#refusal = this.#trouble = null;
    this.#following = new AbortController();
    pollJob({ jobId, pollingUrl, eventsUrl }, {
      signal: this.#following.signal,
      onStatus: (job) => this.tell('job-status', job),
      onProgress: (job) => {
        this.job = job;
        this.tell('job-progress', job);
      },
      onComplete: (_, job) => this.tell('job-complete', job),
      onError: (error, job) => {
        if (!isFinished(job)) this.#refusal = error;
        this.tell('job-error', error);
        this.render();
      },
      onTrouble: (error) => {
        this.#trouble = error;
        this.render();
      },
    });
  }

  tell(name, detail) {
    return this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true, cancelable: true }));
  }

  // --- Buttons

  #press(verb) {
    if (this.#busy) return;
    if (verb === 'retry') return this.#do(verb);
    this.#asking = verb;
    this.#askedAt = performance.now();
    this.render();
    this.nodes.no.focus();
  }

  #answer(isYes) {
    if (this.#busy || this.#isTooSoon()) return;
    if (isYes) return this.#do(this.#asking);
    const { [this.#asking]: button } = this.nodes.buttons;
    this.#asking = '';
    this.render();
    button?.focus();
  }

  #isTooSoon() {
    return performance.now() - this.#askedAt < CERTAIN;
  }

  async #do(verb) {
    this.#busy = true;
    this.#refusal = null;
    this.render();
    try {
      const answer = await VERBS[verb](this.#job.jobId);
      const done = verb === 'delete' && answer.status !== this.#job.status ? 'cancel' : verb; // it had been tried again
      this.#job = { ...this.#job, status: answer.status, canCancel: false, canRetry: false };
      if (verb === 'retry') this.#follow();
      if (this.tell(`job-${done}`, answer) && done === 'delete') this.remove();
    } catch (error) {
      this.#refusal = error;
      this.tell('job-error', error);
    }
    this.#busy = false;
    this.#asking = '';
    this.render();
  }

  // --- What is seen

  render() {
    if (!this.isConnected) return;
    keepingFocus(this.shadowRoot, this.nodes.base, () => this.show(this.#job ?? {}, voiceAt(this)));
  }

  show(job, voice) {
    const { nodes } = this;
    const words = job.status ? voice.status(job) : this.#refusal ? '' : voice.say('loading');
    showMeanwhile(nodes.meanwhile, nodes.base, !job.status && !this.#refusal && !this.#trouble);
    mark(this, 'status', job.status);
    mark(nodes.base, 'data-status', job.status);
    write(nodes.status, words);
    write(nodes.id, job.jobId?.slice(-8) ?? '');
    write(nodes.phase, job.currentPhase ? voice.step(job.currentPhase) : '');
    write(nodes.step, job.currentStep && !isFinished(job) ? voice.step(job.currentStep) : '');
    write(nodes.note, this.#trouble ? voice.say('trouble') : '');
    write(nodes.error, this.#refusal ? voice.error(this.#refusal) : job.status === 'failed' ? voice.error(job) : '');
    this.#showBar(job, voice);
    this.#showButtons(job, voice);
    const quarter = Math.floor((job.progress ?? 0) / 25) * 25;
    this.#sayQuietly(quarter && !isFinished(job) ? `${words}, ${voice.percent(quarter)}` : words, job);
  }

  #showBar(job, voice) {
    const { bar, fill, percent, time, line } = this.nodes;
    const isUnknown = !job.progress && !isFinished(job) && !job.runAt;
    write(percent, isUnknown || !job.status || isFinished(job) ? '' : voice.percent(job.progress));
    write(time, remaining(job, voice));
    line.hidden = percent.hidden && time.hidden;
    bar.hidden = !job.status && Boolean(this.#refusal);
    fill.style.setProperty('--_percent', job.progress ?? 0);
    mark(bar, 'aria-valuenow', isUnknown ? null : job.progress);
    const told = [percent, this.nodes.status, this.nodes.step, time].filter((node) => !node.hidden);
    mark(bar, 'aria-valuetext', told.map((node) => node.textContent).join(', '));
    mark(bar, 'aria-label', job.title || (job.jobType ? voice.type(job) : voice.say('loading')));
  }

  #showButtons(job, voice) {
    const { buttons, actions, ask, question, yes, no } = this.nodes;
    const can = { cancel: job.canCancel, retry: job.canRetry, delete: isFinished(job) };
    const isOffered = (verb) => can[verb] && this.verbs.includes(verb) && !this.hasAttribute('readonly');
    if (!this.#busy && !isOffered(this.#asking)) this.#asking = '';
    for (const [verb, button] of Object.entries(buttons)) {
      write(button, isOffered(verb) ? voice.say(verb) : '');
      mark(button, 'aria-disabled', this.#busy || null);
    }
    actions.hidden = Boolean(this.#asking) || Object.values(buttons).every(({ hidden }) => hidden);
    ask.hidden = !this.#asking;
    if (ask.hidden) return;
    write(question, voice.say(`${this.#asking}Ask`));
    write(yes, voice.say(`${this.#asking}Yes`));
    write(no, voice.say(`${this.#asking}No`));
    for (const button of [yes, no]) mark(button, 'aria-disabled', this.#busy || null);
  }

  /** To who cannot see it: each new status, and each quarter of the way. Not what was there from the beginning. */
  #sayQuietly(words, job) {
    if (!job.status || words === this.#said) return;
    if (this.#said) this.nodes.quiet.textContent = [job.title, words].filter(Boolean).join(': ');
    this.#said = words;
  }
}

function remaining(job, voice) {
  if (job.status === 'processing' && job.estimatedTimeRemaining) {
    return voice.say('left', { time: voice.duration(job.estimatedTimeRemaining) });
  }
  if (job.status !== 'pending') return '';
  if (job.runAt && new Date(job.runAt) > Date.now()) return voice.say('starts', { date: voice.date(job.runAt) });
  return job.queuePosition ? voice.say('place', { n: job.queuePosition }) : '';
}
