"use strict";
// Keeps the pocket edition of one language, so that it opens where there is no signal. What is kept
// is shown at once; a newer one is fetched behind it and told to the page.
const KEPT = "pocket " + self.registration.scope;
const PARTS = ["./", "manifest.webmanifest", "/static/icon.svg"].map(
  (part) => new URL(part, self.registration.scope).href,
);
const fresh = (address) => new Request(address, { cache: "no-cache", credentials: "omit" });

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches.open(KEPT).then((cache) => cache.addAll(PARTS.map(fresh))).then(() => self.skipWaiting()),
  );
});
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

const renew = async (cache, address, kept) => {
  const response = await fetch(fresh(address));
  if (!response.ok) return response;
  await cache.put(address, response.clone());
  const tag = (one) => one.headers.get("ETag");
  if (kept && address === PARTS[0] && tag(kept) !== tag(response)) {
    for (const client of await self.clients.matchAll()) client.postMessage("newer");
  }
  return response;
};

self.addEventListener("fetch", (event) => {
  const address = event.request.url.split("#")[0].split("?")[0];
  if (event.request.method !== "GET" || !PARTS.includes(address)) return;
  event.respondWith(
    (async () => {
      const cache = await caches.open(KEPT);
      const kept = await cache.match(address);
      const coming = renew(cache, address, kept);
      if (!kept) return coming;
      // Without a signal this fails, and what is kept is what there is.
      event.waitUntil(coming.catch(() => undefined));
      return kept;
    })(),
  );
});
