// The chosen photo is shown at once, cut square, and what could not be read is told before it is sent.

const room = document.querySelector("[data-photo]");
const inputs = [...room.querySelectorAll("input[type=file]")];
const preview = room.querySelector("[data-preview]");
const choice = room.querySelector("[data-once-chosen]");
const error = room.querySelector("[data-error]");
const TYPES = new Set(["image/jpeg", "image/png", "image/webp"]);
let shown;

function chosen({ target }) {
  const [photo] = target.files;
  for (const other of inputs) if (other !== target) other.value = "";
  if (!photo) return;
  const wrong = photo.size > Number(room.dataset.mostBytes) ? "tooLarge" : photo.type && !TYPES.has(photo.type) ? "wrongType" : "";
  error.textContent = wrong ? error.dataset[wrong] : "";
  error.hidden = !wrong;
  if (wrong) target.value = "";
  else show(photo);
}
room.addEventListener("change", chosen);
for (const target of inputs) if (target.files.length) chosen({ target }); // who was faster than this script

function show(photo) {
  if (shown) URL.revokeObjectURL(shown);
  shown = URL.createObjectURL(photo);
  preview.querySelector("img").srcset = "";
  preview.querySelector("img").src = shown;
  preview.hidden = false;
  choice.textContent = choice.dataset.onceChosen;
}
