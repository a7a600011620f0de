// Making and changing nodes without disturbing who reads them or has one in hand.

import { look } from './look.js';

/** Nothing can be made where there is no document (a server that renders React), but the modules can be loaded. */
export const Element = globalThis.HTMLElement ?? class {};

/** A node with attributes, listeners (functions) and children; without a `class` its `part` is that too. */
export function make(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'function') node.addEventListener(key, value);
    else node.setAttribute(key, value);
  }
  if (attributes.part && !('class' in attributes)) node.className = attributes.part;
  node.append(...children);
  return node;
}

export function shadowOf(host, ...children) {
  const root = host.attachShadow({ mode: 'open' });
  root.adoptedStyleSheets = [look];
  root.append(...children);
  return root;
}

/** Have a node say this; one with nothing to say is not there. What it says already it does not say again. */
export function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
  node.hidden = !text;
}

export function mark(node, name, value) {
  if (value == null) node.removeAttribute(name);
  else if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value);
}

/** Make changes; who had something in hand that went away has `home` instead. */
export function keepingFocus(root, home, change) {
  const had = root.activeElement;
  change();
  const has = root.activeElement;
  if (had && (!has || has.closest('[hidden]'))) home.focus({ preventScroll: true });
}

/** Until its first answer an element shows what a page has written into it, if there is anything, and not its `base`. */
export function showMeanwhile(slot, base, isWaiting) {
  slot.hidden = !isWaiting;
  base.hidden = isWaiting && slot.assignedElements().length > 0;
}

/** The whole address, if it is one of the web: nobody's result makes a link that runs a script. */
export function safe(address, base) {
  try {
    const url = new URL(address, base);
    return /^https?:$/.test(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}
