// What the phone keeps: entries of progress not sent yet (and the last ones sent), and what is being written. Nothing else opens it.

const NAME = "dieuhanh-phone";
export const CACHE = "dieuhanh-phone";

const done = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

// `make` false: looks whether there is one, and makes none.
export async function openStore(make = true) {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => {
    if (!make) return request.transaction.abort();
    request.result.createObjectStore("entries", { keyPath: "key" });
    request.result.createObjectStore("drafts", { keyPath: "task" });
  };
  try {
    const store = await done(request);
    store.onversionchange = () => store.close();
    return store;
  } catch (error) {
    if (!make) return null;
    throw error;
  }
}

export const all = (store, name) => done(store.transaction(name).objectStore(name).getAll());
export const one = (store, name, key) => done(store.transaction(name).objectStore(name).get(key));

// Settles when the phone has written it down, not before.
function write(store, name, work) {
  return new Promise((resolve, reject) => {
    const change = store.transaction(name, "readwrite", { durability: "strict" });
    change.oncomplete = () => resolve();
    change.onerror = change.onabort = () => reject(change.error);
    work(change.objectStore(name));
  });
}

export const put = (store, name, row) => write(store, name, (rows) => rows.put(row));
export const remove = (store, name, key) => write(store, name, (rows) => rows.delete(key));

export async function unsent() {
  const store = await openStore(false);
  if (!store) return null;
  const rows = await all(store, "entries");
  store.close();
  return rows.filter((row) => row.state !== "sent").length;
}

// Everything goes: entries, what was being written, the pages kept for opening without a network, and the worker that serves them.
export async function wipe() {
  await new Promise((resolve) => {
    const request = indexedDB.deleteDatabase(NAME);
    request.onsuccess = request.onerror = request.onblocked = () => resolve();
  });
  if (self.caches) await caches.delete(CACHE);
  for (const found of (await navigator.serviceWorker?.getRegistrations()) ?? []) await found.unregister();
}
