// What every page does: bring an error summary into focus, and close the menu with Escape.

const summary = document.querySelector("[data-error-summary]");
if (summary) summary.focus();

document.addEventListener("keydown", (event) => {
  const menu = document.querySelector("[data-menu][open]");
  if (event.key === "Escape" && menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
