// Runs the React component of docs/frontend.md against the site at BASE: its button is pressed, and what it brings told.
//
//   node snippet.mjs BASE STORY < component.jsx

import './with-react.mjs';
import { text } from 'node:stream/consumers';
import { act, createElement } from 'react';
import { create } from 'react-test-renderer';
import typescript from 'typescript';
import { configure } from '../../../jobs/static/kit/storyjobs.js';
import { moment } from './site.mjs';

const [base, story] = process.argv.slice(2);
const kit = new URL('../../../jobs/static/kit/', import.meta.url);
const source = (await text(process.stdin)).replaceAll('/static/kit/', kit.href);
const compilerOptions = { jsx: 'react-jsx', module: 'esnext', target: 'es2022' };
const { outputText } = typescript.transpileModule(source, { compilerOptions });
const { StoryCreation } = await import(`data:text/javascript,${encodeURIComponent(outputText)}`);

globalThis.IS_REACT_ACT_ENVIRONMENT = true;
configure({ base });
const shown = new Set();
let renderer, pages;
const onPages = (brought) => (pages = brought);
await act(() => (renderer = create(createElement(StoryCreation, { story, onPages }))));
await act(() => renderer.root.findByType('button').props.onClick());
while (!pages) {
  await act(() => moment(50));
  for (const { type } of renderer.toJSON().children) shown.add(type);
}
console.log(JSON.stringify({ pages: pages.length, shown: [...shown] }));
