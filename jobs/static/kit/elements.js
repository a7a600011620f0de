// <job-progress>, <job-card> and <job-dashboard>, for any page.

import { JobCard } from './card.js';
import { JobDashboard } from './dashboard.js';
import { JobProgress } from './progress.js';

export { setWords } from './words.js';
export { configure } from './storyjobs.js';

const elements = { 'job-progress': JobProgress, 'job-card': JobCard, 'job-dashboard': JobDashboard };
for (const [name, element] of Object.entries(elements)) {
  if (globalThis.customElements && !customElements.get(name)) customElements.define(name, element);
}
