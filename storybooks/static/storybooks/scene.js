// The page of a scene. What concerns one of its parts, the words or the picture, changes that part and the scene above,
// and leaves the other part as it is, since somebody may have typed there.

const FINISHED = new Set(["completed", "failed", "cancelled"]);
const PAUSE = 3000; // ms, before the page is asked for once more
const said = document.querySelector("[data-said]");
const trouble = document.querySelector("[data-trouble]");
const pause = () => new Promise((done) => setTimeout(done, PAUSE));

/** What the server made of the page, or null where it answered with another page. */
async function pageOf(answer) {
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return page.querySelector("[data-part]") ? page : null;
}

function show(page, name) {
  for (const each of ["shown", name]) {
    const [old, now] = [document, page].map((one) => one.querySelector(`[data-part=${each}]`));
    const had = old.contains(document.activeElement);
    old.replaceWith(document.adoptNode(now));
    const next = now.querySelector("[aria-invalid=true]") ?? now.querySelector("h2");
    if (had) next?.focus({ preventScroll: true });
    const told = now.querySelector("[data-told] p, [role=alert] p, .error");
    if (told) said.textContent = told.textContent;
  }
}

// --- A change has come to its end

async function lookAgain(name) {
  for (;;) {
    const answer = await fetch(location.pathname).catch(() => null);
    const page = answer?.ok ? await pageOf(answer) : null;
    if (page) return show(page, name);
    if (answer && answer.status < 500 && answer.status !== 429) return location.reload(); // signed out; the book is gone
    await pause();
  }
}

document.addEventListener("job-status", ({ target, detail }) => {
  const part = target.closest("[data-part]");
  if (part && FINISHED.has(detail.status)) lookAgain(part.dataset.part);
});

// --- A form is sent

document.addEventListener("submit", async (event) => {
  const form = event.target;
  const part = form.closest("[data-part]");
  if (!part || event.defaultPrevented) return;
  event.preventDefault();
  trouble.hidden = true;
  const answer = await fetch(form.getAttribute("action").split("#")[0], { method: "POST", body: new URLSearchParams(new FormData(form)) }).catch(() => null);
  if (!answer) {
    event.submitter?.removeAttribute("aria-busy");
    form.append(trouble);
    trouble.hidden = false;
    said.textContent = trouble.textContent;
    return;
  }
  const page = await pageOf(answer);
  if (page) return show(page, part.dataset.part);
  form.submit(); // so that whatever page that is, it is seen
});
