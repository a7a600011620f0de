// The page of one job: pictures appear as they are drawn, and at a turn of events the page is read anew.

const page = document.querySelector("[data-job]");
const drawn = document.getElementById("drawn");
const PAUSE = 2000; // ms between two looks at the pictures
const FINISHED = new Set(["completed", "failed", "cancelled"]);
let isDue = false;
let isLooking = false;

async function look() {
  isDue = true;
  if (isLooking) return;
  isLooking = true;
  while (isDue) {
    isDue = false;
    const answer = await fetch(page.dataset.pictures).catch(() => null);
    if (answer?.ok) show(await answer.text());
    await new Promise((done) => setTimeout(done, PAUSE));
  }
  isLooking = false;
}

/** Those that are there already stay as they are: only new ones are added. */
function show(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html").body;
  const [old, now] = [drawn.querySelectorAll("li"), fresh.querySelectorAll("li")];
  if (!old.length && now.length) drawn.replaceChildren(...fresh.children);
  else drawn.querySelector("ul")?.append(...[...now].slice(old.length));
}

const kindOf = ({ status }) => (FINISHED.has(status) ? status : "active");
if (drawn) document.addEventListener("job-progress", look);
document.addEventListener("job-status", ({ detail }) => kindOf(detail) !== page.dataset.job && location.reload());
document.addEventListener("job-retry", () => location.reload());
