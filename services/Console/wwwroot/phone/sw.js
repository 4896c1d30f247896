// @ts-check
/// <reference lib="webworker" />
// The page comes from the phone at once, also without a line; what the contract says is never kept here.
const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const version = '{assets}', page = '/me';
const files = [page, ...'{files}'.split(',')];

worker.addEventListener('install', e => e.waitUntil(caches.open(version).then(cache => cache.addAll(files)).then(() => worker.skipWaiting())));
// The version before stays, too: a page that is open is of that one, and brings the rest of it when that is wanted.
worker.addEventListener('activate', e => e.waitUntil(caches.keys().then(names => Promise.all(names.filter(name => name !== version).slice(0, -1).map(name => caches.delete(name)))).then(() => worker.clients.claim())));
worker.addEventListener('fetch', e => {
  const { pathname, origin } = new URL(e.request.url);
  if (e.request.method !== 'GET' || origin !== worker.location.origin || (pathname !== page && !pathname.startsWith('/assets/'))) return;
  e.respondWith((pathname === page ? caches.match(page, { cacheName: version }) : caches.match(e.request)).then(kept => kept ?? fetch(e.request)));
});

// A sign on a phone whose page is closed. Who looks at the page sees it there.
worker.addEventListener('push', e => e.waitUntil(show(e.data?.json() ?? {})));
worker.addEventListener('notificationclick', e => { e.notification.close(); e.waitUntil(open(e.notification.data)); });

/** @param {{ title?: string, text?: string, tag?: string, url?: string }} news */
async function show({ title = '', text = '', tag = '', url = page }) {
  const windows = await worker.clients.matchAll({ type: 'window' });
  if (windows.some(one => one.visibilityState === 'visible' && new URL(one.url).pathname === page)) return;
  await worker.registration.showNotification(title, { body: text, tag, icon: `${version}/phone/icon.svg`, data: url });
}

/** @param {string} url of the page; no other is opened */
async function open(url) {
  const to = new URL(url, worker.location.origin);
  if (to.origin !== worker.location.origin || to.pathname !== page) return;
  const windows = await worker.clients.matchAll({ type: 'window' });
  const there = windows.find(one => new URL(one.url).pathname === page);
  await (there ? there.focus().then(one => one.navigate(to.href)) : worker.clients.openWindow(to.href));
}
