// After the answers were sent, nothing that was typed for them stays on this device.

import { removeAll } from "./saving/store.js";

const { user, forget } = document.querySelector("[data-forget]").dataset;
removeAll(user, forget).catch(() => {});
