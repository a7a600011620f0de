// The page of an order whose files are being made: when they are there, or anything else has happened, it is read anew.

const page = document.querySelector("[data-order]");
const [FIRST, LONGEST] = [2000, 30_000]; // ms between two looks
let pause = FIRST;

async function look() {
  const answer = document.hidden ? null : await fetch(page.dataset.order).catch(() => null);
  const order = answer?.ok ? await answer.json() : null;
  if (order && (order.files || !order.canCancel)) return location.reload();
  pause = Math.min(LONGEST, pause * 1.5);
  setTimeout(look, pause * (0.8 + 0.4 * Math.random()));
}

setTimeout(look, pause);
