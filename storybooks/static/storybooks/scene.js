// The page of a scene: when a change has come to its end, its part of the page is read anew, and the scene with it. The
// other part stays as it is, since somebody may be typing there.

const FINISHED = new Set(["completed", "failed", "cancelled"]);
const PAUSE = 3000; // ms, before the page is asked for once more
const said = document.querySelector("[data-said]");
const pause = () => new Promise((done) => setTimeout(done, PAUSE));

async function pageNow() {
  for (;;) {
    const answer = await fetch(location.pathname).catch(() => null);
    if (answer?.ok && !answer.redirected) return new DOMParser().parseFromString(await answer.text(), "text/html");
    if (answer && answer.status < 500 && answer.status !== 429) return location.reload(); // signed out, or the book is gone
    await pause();
  }
}

async function readAnew(name) {
  const fresh = await pageNow();
  for (const each of fresh ? ["shown", name] : []) replace(fresh, each);
}

function replace(fresh, name) {
  const [old, now] = [document, fresh].map((page) => page.querySelector(`[data-part=${name}]`));
  const had = old.contains(document.activeElement);
  old.replaceWith(document.adoptNode(now));
  if (had) now.querySelector("h2")?.focus({ preventScroll: true });
  const told = now.querySelector("[data-told] p, .error");
  if (told) said.textContent = told.textContent;
}

document.addEventListener("job-status", ({ target, detail }) => {
  const part = target.closest("[data-part]");
  if (part && FINISHED.has(detail.status)) readAnew(part.dataset.part);
});
