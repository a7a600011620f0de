// The workshop: what was chosen there is chosen still when one comes back from a job. No address holds what was searched.

const board = document.querySelector("job-dashboard");
board.view = history.state?.board ?? {};
board.addEventListener("job-view", ({ detail }) => history.replaceState({ ...history.state, board: detail }, ""));
