// Asks the device for a passkey when a button is pressed, and sends the answer with the button's form.
// The buttons appear only where the device can do it; every page has another way beside them.

const toBytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
const toText = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
const withBytes = (keys) => (keys || []).map((key) => ({ ...key, id: toBytes(key.id) }));

function asked({ publicKey }, isNew) {
  const known = { ...publicKey, challenge: toBytes(publicKey.challenge) };
  if (!isNew) return { publicKey: { ...known, allowCredentials: withBytes(publicKey.allowCredentials) } };
  known.user = { ...publicKey.user, id: toBytes(publicKey.user.id) };
  known.excludeCredentials = withBytes(publicKey.excludeCredentials);
  // One that the device itself can find lets its owner sign in without typing an address.
  known.authenticatorSelection = { ...publicKey.authenticatorSelection, residentKey: "preferred" };
  return { publicKey: known };
}

function answer(key) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (key.response[name]) response[name] = toText(key.response[name]);
  }
  if (key.response.getTransports) response.transports = key.response.getTransports();
  return { type: key.type, id: key.id, rawId: toText(key.rawId), response, clientExtensionResults: key.getClientExtensionResults() };
}

async function optionsOf(button) {
  if (button.dataset.options) return JSON.parse(document.getElementById(button.dataset.options).textContent);
  return (await fetch(button.dataset.optionsUrl, { headers: { Accept: "application/json" }, credentials: "same-origin" })).json();
}

async function use(button) {
  const { form } = button;
  const trouble = form.querySelector("[data-passkey-trouble]");
  trouble.hidden = true;
  try {
    const options = await optionsOf(button);
    const isNew = button.dataset.passkey === "create";
    const key = await navigator.credentials[isNew ? "create" : "get"](asked(options.creation_options || options.request_options, isNew));
    form.querySelector("[name$=credential]").value = JSON.stringify(answer(key));
    // The answer to 'shared or your own' stands in the form beside.
    const device = document.querySelector("[name=device]:checked");
    if (device && form.elements.device) form.elements.device.value = device.value;
    form.submit();
  } catch {
    trouble.hidden = false;
  }
}

for (const follower of document.querySelectorAll("[data-follows-device]")) {
  follower.form.addEventListener("submit", () => {
    const device = document.querySelector("[name=device]:checked");
    if (device) follower.value = device.value;
  });
}

if (window.PublicKeyCredential) {
  for (const button of document.querySelectorAll("[data-passkey]")) {
    button.hidden = false;
    button.addEventListener("click", () => use(button));
  }
}
