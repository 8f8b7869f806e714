// A tick that shows what is typed into the password fields. It appears only where this script runs.

const toggle = document.querySelector("[data-show-password]");
const fields = document.querySelectorAll("[data-password]");

if (toggle && fields.length) {
  toggle.hidden = false;
  toggle.querySelector("input").addEventListener("change", (event) => {
    for (const field of fields) field.type = event.target.checked ? "text" : "password";
  });
  // Browsers offer to keep a password only when the field is sent as one.
  fields[0].form.addEventListener("submit", () => {
    for (const field of fields) field.type = "password";
  });
}
