// Phrases that can be put into the reason, and a word beside the buttons while the verdict is not saved.

for (const row of document.querySelectorAll("[data-phrases]")) {
  const field = document.getElementById(row.dataset.phrases);
  row.hidden = false;
  row.addEventListener("click", (event) => {
    const { phrase } = event.target.dataset;
    if (!phrase) return;
    const gap = field.value && !/\s$/.test(field.value) ? " " : "";
    field.setRangeText(gap + phrase, field.value.length, field.value.length, "end");
    field.focus();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

// The list scrolls by itself: bring the indicator that is open into its view, without moving the page.
const current = document.querySelector(".qlist [aria-current]");
if (current) {
  const list = current.closest("nav");
  const below = current.getBoundingClientRect().bottom - list.getBoundingClientRect().top;
  if (below > list.clientHeight) list.scrollTop = below - list.clientHeight / 2;
}

const form = document.querySelector("form#verdict");
const state = document.querySelector("[data-verdict-state]");
if (form && state) {
  let dirty = false;
  form.addEventListener("input", () => {
    dirty = true;
    state.textContent = state.dataset.unsaved;
  });
  form.addEventListener("submit", () => { dirty = false; });
  addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });
}
