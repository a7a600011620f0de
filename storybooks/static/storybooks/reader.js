// Turning leaves, letters of another size, the whole screen, a voice. The leaves lie in a row that snaps, so fingers turn
// them without us, and a book whose text runs from right to left turns the other way by its `dir` alone.

const reader = document.querySelector("[data-reader]");
const row = reader.querySelector("[data-leaves]");
const leaves = [...row.children];
const part = (name) => reader.querySelector(`[data-${name}]`);
const isTurned = matchMedia("(scripting: enabled)").matches; // where it is not known, the book is scrolled
const AHEAD = 2;

// --- Turning

let current = 0;
let wanted = null; // where a turn that is under way will end

/** How far the leaf is from lying open, in pixels along the row. */
const offset = (leaf) => leaf.getBoundingClientRect().left - row.getBoundingClientRect().left;

function nearest() {
  const far = leaves.map((leaf) => Math.abs(offset(leaf)));
  return far.indexOf(Math.min(...far));
}

function turnTo(place) {
  const next = Math.min(Math.max(place, 0), leaves.length - 1);
  if (next === (wanted ?? current)) return;
  wanted = next;
  fetchAhead(next);
  show(leaves[next]);
  arriveAt(next);
}

/** Without `behavior` as the style sheet has it: smoothly, unless the reader wants no motion. */
const show = (leaf, behavior) => row.scrollTo({ left: row.scrollLeft + offset(leaf), behavior });

const turnBy = (count) => turnTo((wanted ?? current) + count);

function arriveAt(place) {
  if (place === current && part("position").textContent) return;
  current = place;
  const { words } = part("position").dataset;
  const number = new Intl.NumberFormat(document.documentElement.lang);
  const told = { page: number.format(place + 1), pages: number.format(leaves.length) };
  part("position").textContent = words.replace(/{(\w+)}/g, (_, name) => told[name]);
  part("back").disabled = place === 0;
  part("on").disabled = place === leaves.length - 1;
  history.replaceState(null, "", place ? `#${leaves[place].id}` : location.pathname + location.search);
  fetchAhead(place);
  if (voice.isOn) readLeaf();
}

function fetchAhead(place) {
  for (const leaf of leaves.slice(place, place + 1 + AHEAD)) for (const image of leaf.querySelectorAll("img")) image.loading = "eager";
}

function settled() {
  if (wanted !== null && Math.abs(offset(leaves[wanted])) > 2) return; // on a busy machine a turn may pause
  wanted = null;
  arriveAt(nearest());
}

function onKey(event) {
  if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (event.target.closest("input, textarea, select, dialog, summary")) return;
  const forward = row.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
  const turns = { ArrowLeft: -1, ArrowRight: -1, [forward]: 1, Home: -leaves.length, End: leaves.length };
  if (!(event.key in turns) || (!event.key.startsWith("Arrow") && !row.contains(event.target))) return;
  turnBy(turns[event.key]);
  event.preventDefault();
}

function startTurning() {
  let resting;
  row.addEventListener("scroll", () => {
    clearTimeout(resting);
    resting = setTimeout(settled, 120); // also where no `scrollend` comes
  }, { passive: true });
  new ResizeObserver(() => show(leaves[wanted ?? current], "instant")).observe(row);
  for (const touch of ["pointerdown", "wheel"]) row.addEventListener(touch, () => (wanted = null), { passive: true });
  document.addEventListener("keydown", onKey);
  part("back").addEventListener("click", () => turnBy(-1));
  part("on").addEventListener("click", () => turnBy(1));
  part("again").addEventListener("click", (event) => {
    event.preventDefault();
    turnTo(0);
  });
  current = Math.max(0, leaves.findIndex((leaf) => `#${leaf.id}` === location.hash));
  show(leaves[current], "instant");
  arriveAt(current);
}

// --- Letters: kept in a cookie, so that the page comes with them

function resize(by) {
  const size = Math.min(Math.max(Number(reader.dataset.size) + by, 1), 4);
  reader.dataset.size = size;
  document.cookie = `text-size=${size}; path=/; max-age=31536000; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
  part("smaller").disabled = size === 1;
  part("larger").disabled = size === 4;
}

// --- A voice of the browser's own

const voice = { isOn: false, turn: 0 };
const SENTENCE = /[^.!?…。！？؟۔]+[.!?…。！？؟۔]*["»”’)]*\s*/gu; // some voices stop after fifteen seconds of one utterance

function tongue() {
  if (row.lang) return row.lang;
  const script = /\p{Script=Cyrillic}/u.test(row.textContent) ? "Cyrl" : /\p{Script=Devanagari}/u.test(row.textContent) ? "Deva" : "Latn";
  const written = (language) => new Intl.Locale(language).maximize().script === script;
  return navigator.languages.find(written) ?? { Cyrl: "ru", Deva: "hi", Latn: "en" }[script];
}

function speaker(language) {
  const short = language.split("-")[0].toLowerCase();
  const fit = speechSynthesis.getVoices().filter((each) => each.lang.toLowerCase().split(/[-_]/)[0] === short);
  return fit.find((each) => each.lang.replace("_", "-") === language) ?? fit.find((each) => each.default) ?? fit[0];
}

function readLeaf() {
  const turn = (voice.turn += 1); // what an earlier leaf still has to say is not heard any more
  speechSynthesis.cancel();
  const said = [...leaves[current].querySelectorAll("[data-said]")].map((each) => each.innerText).join(" ");
  const sentences = said.match(SENTENCE)?.filter((each) => each.trim()) ?? [];
  const language = tongue();
  const chosen = speaker(language);
  part("voiceless").hidden = Boolean(chosen) || !speechSynthesis.getVoices().length;
  const then = () => turn === voice.turn && voice.isOn && goOn();
  if (!sentences.length) return setTimeout(then, 1500);
  for (const [place, sentence] of sentences.entries()) {
    const utterance = new SpeechSynthesisUtterance(sentence);
    utterance.lang = chosen?.lang ?? language;
    if (chosen) utterance.voice = chosen;
    utterance.rate = 0.9;
    if (place === sentences.length - 1) utterance.addEventListener("end", then);
    utterance.addEventListener("error", ({ error }) => turn === voice.turn && error !== "interrupted" && error !== "canceled" && hush());
    speechSynthesis.speak(utterance);
  }
}

function goOn() {
  if (current === leaves.length - 1) return hush();
  if (isTurned) return turnBy(1);
  current += 1;
  leaves[current].scrollIntoView({ block: "center" });
  readLeaf();
}

function hush() {
  voice.isOn = false;
  voice.turn += 1;
  speechSynthesis.cancel();
  press(part("aloud"), false);
}

function startVoice() {
  const button = part("aloud");
  button.hidden = !("speechSynthesis" in window);
  if (button.hidden) return;
  speechSynthesis.getVoices(); // asks for them: they come a little later
  button.addEventListener("click", () => {
    if (voice.isOn) return hush();
    voice.isOn = true;
    press(button, true);
    readLeaf();
  });
  addEventListener("pagehide", hush);
  document.addEventListener("visibilitychange", () => document.hidden && voice.isOn && hush());
}

// --- The whole screen

function startWhole() {
  const button = part("whole");
  button.hidden = !document.fullscreenEnabled;
  button.addEventListener("click", () => (document.fullscreenElement ? document.exitFullscreen() : reader.requestFullscreen()));
  document.addEventListener("fullscreenchange", () => press(button, Boolean(document.fullscreenElement)));
}

function press(button, isOn) {
  button.setAttribute("aria-pressed", isOn);
  button.querySelector("[data-off]").hidden = isOn;
  button.querySelector("[data-stops]").hidden = !isOn;
}

part("smaller").addEventListener("click", () => resize(-1));
part("larger").addEventListener("click", () => resize(1));
part("smaller").disabled = reader.dataset.size === "1";
part("larger").disabled = reader.dataset.size === "4";
startVoice();
startWhole();
if (isTurned) startTurning();
