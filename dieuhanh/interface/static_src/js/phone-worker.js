// The service worker of the phone's pages: a page that was opened once opens without a network, with its assets. Nothing is
// sent from here, and nothing outside its scope (/directives/phone/) is kept. It imports nothing, so that it runs as it is.

const CACHE = "dieuhanh-phone";
const SCOPE = "/directives/phone/";
const PATIENCE = 8000;
const MOST = { pages: 30, files: 60 };

const isPage = (url) => url.origin === location.origin && url.pathname.startsWith(SCOPE) && url.pathname.endsWith("/");
const isFile = (url) => url.origin === location.origin && url.pathname.startsWith("/static/");

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  if (event.request.method !== "GET") return;
  const url = new URL(event.request.url);
  if (event.request.mode === "navigate" && isPage(url)) event.respondWith(page(event.request, url));
  else if (isFile(url)) event.respondWith(file(event.request));
});

// The first visit was not served from here: the page asks for itself and what it loaded.
self.addEventListener("message", (event) => {
  if (!Array.isArray(event.data?.keep)) return;
  event.waitUntil((async () => {
    for (const address of event.data.keep) {
      const url = new URL(address, location.origin);
      try {
        if (isPage(url)) await keepPage(url, await fetch(url, { redirect: "manual" }));
        else if (isFile(url)) await file(new Request(url));
      } catch { /* the network went away; the next visit keeps it */ }
    }
    event.source?.postMessage({ kept: true });
  })());
});

async function page(request, url) {
  try {
    const answer = await within(fetch(request), PATIENCE);
    if (answer.status === 200) await keepPage(url, answer.clone());
    // Sent to sign in: whoever holds the phone now reads no pages that were kept. What was written stays, for who wrote it.
    if (answer.type === "opaqueredirect") await dropPages();
    if (answer.status === 403 || answer.status === 404) await (await caches.open(CACHE)).delete(url.pathname);
    return answer;
  } catch (error) {
    const cache = await caches.open(CACHE);
    return (await cache.match(url.pathname)) ?? (await cache.match(SCOPE)) ?? Promise.reject(error);
  }
}

async function dropPages() {
  const cache = await caches.open(CACHE);
  for (const one of await cache.keys()) if (isPage(new URL(one.url))) await cache.delete(one);
}

async function file(request) {
  const cache = await caches.open(CACHE);
  const found = await cache.match(request);
  if (found) return found;
  const answer = await fetch(request);
  if (answer.status === 200) {
    await cache.put(request, answer.clone());
    await trim(cache);
  }
  return answer;
}

// The copy says when it was taken, so that it is never shown as new.
async function keepPage(url, answer) {
  if (answer.status !== 200 || !answer.headers.get("Content-Type")?.startsWith("text/html")) return;
  const text = (await answer.text()).replace('data-kept=""', `data-kept="${Date.now()}"`);
  const cache = await caches.open(CACHE);
  await cache.delete(url.pathname);
  await cache.put(url.pathname, new Response(text, { headers: {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": answer.headers.get("Content-Security-Policy") ?? "default-src 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
  } }));
  await trim(cache);
}

async function trim(cache) {
  const keys = await cache.keys();
  const pages = keys.filter((one) => isPage(new URL(one.url)));
  const files = keys.filter((one) => isFile(new URL(one.url)));
  for (const one of [...pages.slice(0, -MOST.pages), ...files.slice(0, -MOST.files)]) await cache.delete(one);
}

function within(promise, wait) {
  return Promise.race([promise, new Promise((_resolve, reject) => setTimeout(() => reject(new Error("no answer")), wait))]);
}
