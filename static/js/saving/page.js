// What the parts of the saving script share: the form, its words, and the way to the server.

export const form = document.querySelector("[data-autosave]");
export const words = document.querySelector("[data-words]").dataset;
export const FIELDS = ["answer", "note", "finished"];
export const PATIENCE = 20000;
export const SIGNED_OUT = 401, FORBIDDEN = 403, CLASH = 409, CLOSED = 423, UNUSABLE = 422;

// `submitting`: a button of the form was pressed, and what it sends is on its way.
export const page = { submitting: false };

export const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_match, name) => values[name]);

export function csrfToken() {
  // Read when needed: signing in again changes it.
  const name = `${document.documentElement.dataset.csrfCookie}=`;
  const found = document.cookie.split("; ").find((one) => one.startsWith(name));
  return found ? found.slice(name.length) : form.querySelector("[name=csrfmiddlewaretoken]").value;
}

// Never fails: status 0 is a request that brought no answer.
export async function ask(url, body, { leaving = false, background = false, signal = null } = {}) {
  const giveUp = new AbortController();
  const patience = setTimeout(() => giveUp.abort(), PATIENCE);
  if (signal) signal.addEventListener("abort", () => giveUp.abort());
  try {
    const response = await fetch(url, {
      method: "POST",
      body: JSON.stringify(body),
      headers: {
        "Content-Type": "application/json",
        "X-Requested-With": "fetch",
        "X-CSRFToken": csrfToken(),
        ...(background ? { "X-Background": "true" } : {}),
      },
      credentials: "same-origin",
      redirect: "error",
      keepalive: leaving,
      signal: giveUp.signal,
    });
    const isJson = (response.headers.get("Content-Type") || "").startsWith("application/json");
    return { status: response.status, data: isJson ? await response.json() : null, after: response.headers.get("Retry-After") };
  } catch {
    return { status: 0, data: null };
  } finally {
    clearTimeout(patience);
  }
}
