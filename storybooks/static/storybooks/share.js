// The new link is copied or sent by one press. Without scripts it can be marked and copied by hand.

const link = document.querySelector("[data-link]");
const copy = document.querySelector("[data-copy]");
const send = document.querySelector("[data-send]");

link?.addEventListener("focus", () => link.select());

if (copy && navigator.clipboard) {
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(link.value);
      copy.querySelector("span").textContent = copy.dataset.done;
    } catch {
      link.focus();
    }
  });
}
if (send && navigator.share) {
  send.hidden = false;
  send.addEventListener("click", () => navigator.share({ title: send.dataset.title, url: link.value }).catch(() => {}));
}
