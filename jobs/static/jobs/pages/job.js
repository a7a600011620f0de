// The page of one job: pictures appear as they are drawn, and at a turn of events the page is read anew.

const page = document.querySelector("[data-job]");
const drawn = document.getElementById("drawn");
const PAUSE = 2000; // ms between two looks at the pictures
const FINISHED = new Set(["completed", "failed", "cancelled"]);
let isDue = false;
let isLooking = false;

const pause = () => new Promise((done) => setTimeout(done, PAUSE));

async function look() {
  isDue = true;
  if (isLooking) return;
  isLooking = true;
  while (isDue) {
    isDue = false;
    const answer = await fetch(page.dataset.pictures).catch(() => null);
    if (answer?.ok) show(await answer.text());
    isDue ||= !answer; // what the network has lost is asked for again
    await pause();
  }
  isLooking = false;
}

/** Those that are there already stay as they are: new ones are put between them, in the book's order. */
function show(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html").body;
  const list = drawn.querySelector("ul");
  const items = [...fresh.querySelectorAll("li")];
  if (!list && items.length) drawn.replaceChildren(...fresh.children);
  else if (list) items.forEach((item, index) => place(item, list, index));
}

function place(item, list, index) {
  const there = list.children[index];
  if (!there || addressOf(there) !== addressOf(item)) list.insertBefore(item, there ?? null);
  else there.firstElementChild.alt = item.firstElementChild.alt; // it may have another number now
}

const addressOf = (item) => new URL(item.firstElementChild.src).pathname; // what follows is a token

/** Only once it can be had: a browser's own page for lost networks would not come back by itself. */
async function readAnew() {
  while (!(await fetch(location.href, { method: "HEAD" }).catch(() => null))) await pause();
  location.reload();
}

/** Whether it waits or is being made: the page says that above all else. */
function name({ status }) {
  const heading = page.querySelector("h1");
  const before = heading.textContent;
  heading.textContent = heading.dataset[status] ?? before;
  document.title = document.title.replace(before, heading.textContent);
}

const kindOf = ({ status }) => (FINISHED.has(status) ? status : "active");
if (drawn) document.addEventListener("job-progress", look);
document.addEventListener("job-status", ({ detail }) => (kindOf(detail) !== page.dataset.job ? readAnew() : name(detail)));
document.addEventListener("job-retry", readAnew);

// One that was stopped or failed may have been tried again in another tab: it is asked once more when this one is seen.
document.addEventListener("visibilitychange", () => {
  const progress = page.querySelector("job-progress");
  if (progress && FINISHED.has(page.dataset.job) && document.visibilityState === "visible") {
    progress.setAttribute("job-id", progress.getAttribute("job-id"));
  }
});
