// How the elements look: the page's own letters and colours, and custom properties for what it may change.

export const look = globalThis.CSSStyleSheet && new CSSStyleSheet();

look?.replaceSync(`
:host {
  --_line: var(--job-line, color-mix(in srgb, currentColor 22%, transparent));
  --_gap: var(--job-gap, .75rem);
  --_round: var(--job-radius, .5rem);
  --_pending: var(--job-pending, #a8700f);
  --_processing: var(--job-processing, #2f7fd6);
  --_completed: var(--job-completed, #2f8a4d);
  --_failed: var(--job-failed, #d0483e);
  --_cancelled: var(--job-cancelled, #7a7a7a);
  display: block; color: inherit; font: inherit;
}
:host([hidden]), [hidden] { display: none !important }
* { box-sizing: border-box }
.base { --_now: var(--_pending); display: grid; grid-template-columns: minmax(0, 1fr); gap: var(--_gap);
  overflow-wrap: anywhere }
a { color: inherit }
.base:focus-visible, :is(button, a, input, select, summary):focus-visible {
  outline: .2rem solid var(--job-focus, currentColor); outline-offset: .15rem;
}
.base:focus { outline-offset: .3rem }
.base[data-status=processing] { --_now: var(--_processing) }
.base[data-status=completed] { --_now: var(--_completed) }
.base[data-status=failed] { --_now: var(--_failed) }
.base[data-status=cancelled] { --_now: var(--_cancelled) }
.card { padding: calc(1.25 * var(--_gap)); border: 1px solid var(--_line); border-radius: var(--_round);
  background: var(--job-surface, none) }
.row, .actions, .tools, .counters { display: flex; flex-wrap: wrap; gap: .25rem var(--_gap); align-items: center }
.row { justify-content: space-between }
p, h3, dl, ul { margin: 0; padding: 0; list-style: none }
[dir=auto] { text-align: -webkit-match-parent; text-align: match-parent }
h3 { font: inherit; font-weight: 700; flex: 1 1 10rem }
h3 a { color: inherit }
.soft { opacity: .8; font-size: .875em }
.status { display: inline-flex; gap: .5em; align-items: center; font-weight: 600 }
.status::before { content: ""; inline-size: .7em; block-size: .7em; border: .12em solid var(--_now);
  background: var(--_now); border-radius: 50% }
[data-status=pending] .status::before { background: none }
[data-status=processing] .status::before { border-inline-start-color: transparent; background: none;
  animation: turn 1s linear infinite }
[data-status=failed] .status::before { border-radius: 0; transform: rotate(45deg) }
[data-status=cancelled] .status::before { block-size: .25em; border-radius: 0 }
.bar { block-size: var(--job-bar, .6rem); overflow: hidden; border-radius: 1rem; background: var(--_line) }
.fill { block-size: 100%; inline-size: calc(1% * var(--_percent, 0)); border-radius: inherit; background: var(--_now);
  transition: inline-size .4s }
.bar:not([aria-valuenow]) .fill { inline-size: 35%; animation: to-and-fro 1.6s ease-in-out infinite alternate }
.box { padding: .5em .75em; border-inline-start: .25rem solid var(--_now); background: var(--_line);
  border-radius: .25rem }
.actions .box { flex-basis: 100% }
:is(button, .button, input, select) { font: inherit; color: inherit; min-block-size: 2.75rem; padding: .25em 1em;
  border: 1px solid color-mix(in srgb, currentColor 55%, transparent); border-radius: var(--_round); background: none }
:is(button, .button, select, summary) { cursor: pointer }
:is(button, .button):hover { background: var(--_line) }
.button { display: inline-flex; align-items: center; text-decoration: none }
option { color: CanvasText; background: Canvas }
[aria-disabled=true] { opacity: .55; cursor: default }
[aria-pressed=true] { background: var(--_line); border-width: 2px; font-weight: 700 }
summary { inline-size: fit-content; min-block-size: 1.5rem }
dl { display: grid; grid-template-columns: auto 1fr; gap: .25rem var(--_gap); padding-block: .5rem }
dd { margin: 0 }
input { flex: 1 1 12rem; min-inline-size: 0 }
ul { display: grid; grid-template-columns: minmax(0, 1fr); gap: var(--_gap) }
.more { justify-self: center }
.quiet { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%);
  white-space: nowrap }
:host([compact]) :is(.step, .phase, .id) { display: none }
:host([compact]) .base { gap: .25rem }
@keyframes turn { to { transform: rotate(1turn) } }
@keyframes to-and-fro { from { margin-inline-start: 0 } to { margin-inline-start: 65% } }
@media (prefers-reduced-motion: reduce) {
  *, ::before { animation: none !important; transition: none !important }
  .bar:not([aria-valuenow]) .fill { inline-size: 100%; opacity: .5 }
}
@media (forced-colors: active) { .fill, .status::before { forced-color-adjust: none } .bar { border: 1px solid } }
`);
