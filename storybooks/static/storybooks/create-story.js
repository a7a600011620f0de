// The words of the story are counted while it is told.

const story = document.querySelector("[data-story-form] textarea[name=story]");
const words = document.querySelector("[data-words]");
const WORD = /[\p{L}\p{N}][\p{L}\p{M}\p{N}'’-]*/gu;

function count() {
  words.querySelector("[data-count]").textContent = story.value.match(WORD)?.length ?? 0;
  words.hidden = false;
}
story.addEventListener("input", count);
count();
