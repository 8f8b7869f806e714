// Where this browser keeps what was typed and not yet saved: ciphertext, and what it is found by.

const STORE = "copies", KEPT = 7 * 24 * 60 * 60 * 1000;
let opened = null;

function database() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("readiness", 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: ["user", "assessment", "code", "page"] });
    request.onerror = () => { opened = null; reject(request.error); };
    request.onsuccess = () => {
      const forget = () => { request.result.close(); opened = null; };
      // Signing out clears it, and a phone short of memory closes it.
      request.result.onclose = forget;
      request.result.onversionchange = forget;
      resolve(request.result);
    };
  });
  return opened;
}

async function run(mode, work) {
  const transaction = (await database()).transaction(STORE, mode);
  const request = work(transaction.objectStore(STORE));
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = () => reject(transaction.error);
  });
}

// Arrays sort after every string.
const all = (...key) => IDBKeyRange.bound(key, [...key, []]);

export const put = (record) => run("readwrite", (store) => store.put(record));
export const remove = (...key) => run("readwrite", (store) => store.delete(key));
export const removeAll = (user, assessment) => run("readwrite", (store) => store.delete(all(user, assessment)));
export const read = (user, assessment) => run("readonly", (store) => store.getAll(all(user, assessment)));

export async function sweep() {
  const records = await run("readonly", (store) => store.getAll());
  const old = records.filter((record) => record.at < Date.now() - KEPT);
  await Promise.all(old.map(({ user, assessment, code, page }) => remove(user, assessment, code, page)));
}
