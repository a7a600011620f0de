// The second step of signing in: the wait for another code counts down, and six digits send themselves.

const again = document.querySelector("[data-pause]");
const told = document.querySelector("[data-pause-told]");
const until = performance.now() + 1000 * Number(again.dataset.pause);

function count() {
  const left = Math.ceil((until - performance.now()) / 1000);
  again.disabled = left > 0;
  if (!told) return;
  told.hidden = left <= 0;
  told.querySelector("[data-clock]").textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
  if (left > 0) setTimeout(count, 250);
}
count();

const form = document.querySelector("[data-code-form]");
let tried = form.elements.code.value;
form.elements.code.addEventListener("input", ({ target }) => {
  const digits = target.value.match(/\p{Nd}/gu) ?? [];
  if (digits.length !== 6 || target.value === tried) return;
  tried = target.value;
  form.requestSubmit(form.querySelector("button"));
});
