// What refreshes itself says so when it does not: the last numbers must not pass for new ones.
document.addEventListener("htmx:afterRequest", (event) => {
  event.target.classList?.toggle("stale", !event.detail.successful);
});
