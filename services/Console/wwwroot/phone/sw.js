// @ts-check
/// <reference lib="webworker" />
// The page comes from the phone at once, also without a line; what the contract says is never kept here.
const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const version = '{assets}', page = '/me';
const files = [page, ...'{files}'.split(',')];

worker.addEventListener('install', e => e.waitUntil(caches.open(version).then(cache => cache.addAll(files)).then(() => worker.skipWaiting())));
worker.addEventListener('activate', e => e.waitUntil(caches.keys().then(names => Promise.all(names.filter(name => name !== version).map(name => caches.delete(name)))).then(() => worker.clients.claim())));
worker.addEventListener('fetch', e => {
  const { pathname, origin } = new URL(e.request.url);
  if (e.request.method !== 'GET' || origin !== worker.location.origin || (pathname !== page && !pathname.startsWith('/assets/'))) return;
  e.respondWith(caches.match(pathname === page ? page : e.request).then(kept => kept ?? fetch(e.request)));
});
