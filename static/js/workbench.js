// Phrases that can be put into the reason, and a word beside the buttons while the verdict is not saved.

for (const row of document.querySelectorAll("[data-phrases]")) {
  const field = document.getElementById(row.dataset.phrases);
  row.hidden = false;
  row.addEventListener("click", (event) => {
    if (!event.target.matches("button")) return;
    const gap = field.value && !/\s$/.test(field.value) ? " " : "";
    field.setRangeText(gap + event.target.textContent, field.value.length, field.value.length, "end");
    field.focus();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
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
