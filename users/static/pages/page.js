// What every page does a little more comfortably with scripts. Without them all of it works by forms and links.

// A form that is under way is not sent twice.
document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (event.defaultPrevented || !button || button.closest(".switch")) return;
  if (button.getAttribute("aria-busy") === "true") return event.preventDefault();
  button.setAttribute("aria-busy", "true");
});
addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("[aria-busy=true]")) button.removeAttribute("aria-busy");
});

// <button data-opens="id"> opens a dialog, <button data-closes> closes the one around it.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) document.getElementById(opener.dataset.opens)?.showModal();
  if (event.target.closest("[data-closes]")) event.target.closest("dialog")?.close();
  if (event.target instanceof HTMLDialogElement) event.target.close();
});

// <time datetime="…" data-local>: the server writes UTC, the visitor reads their own clock.
const format = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
export function tellLocalTimes(within = document) {
  for (const time of within.querySelectorAll("time[data-local]")) time.textContent = format.format(new Date(time.dateTime));
}
tellLocalTimes();
