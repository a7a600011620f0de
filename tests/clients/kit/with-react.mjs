// The kit names React and leaves it to the page to say where it is; here it is beside these tests.

import { register } from 'node:module';

const here = JSON.stringify(import.meta.url);
const hooks = `export const resolve = (name, context, next) =>
  next(name, /^react(\\/|$)/.test(name) ? { ...context, parentURL: ${here} } : context);`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);
