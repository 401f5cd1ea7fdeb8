// The page's half of keeping the page itself: begins and ends it. The other half is offline-worker.js.

import { canRun, ownThreads } from './engine-build.js';

const root = new URL('./', import.meta.url);

/** Keeps the page with the engine that this browser runs. Resolves with the bytes that are kept, or null where that can't be done. */
export async function keep() {
  if (!('serviceWorker' in navigator) || !('caches' in globalThis)) return null;
  if (await isEnded()) throw new Error('whoever publishes this site has ended it');
  const { variants } = await (await fetch(new URL('engine/variants.json', root))).json();
  const engine = variants.find((variant) => canRun(variant, ownThreads()))?.name ?? '';
  const worker = new URL(`offline-worker.js?engine=${engine}`, root);
  const registration = await navigator.serviceWorker.register(worker, { scope: root.href, updateViaCache: 'none' });
  const fresh = registration.installing ?? registration.waiting;
  if (fresh) await installed(fresh);
  return kept();
}

/** Ends it: no worker, no copy. */
export async function drop() {
  const registration = await navigator.serviceWorker?.getRegistration(root.href);
  // It answers this page until it is left, and must not begin again meanwhile.
  registration?.active?.postMessage('drop');
  await registration?.unregister();
  for (const name of await ownCaches()) await caches.delete(name);
}

/** Whether the site lists nothing to be kept. Without a network that is not known, and nothing changes. */
async function isEnded() {
  try {
    return !(await (await fetch(new URL('offline.json', root), { cache: 'no-cache' })).json()).files.length;
  } catch {
    return false;
  }
}

/** Bytes that are kept. */
async function kept() {
  for (const name of await ownCaches()) {
    const list = await (await caches.open(name)).match(new URL('offline.json', root));
    if (list) return (await list.json()).bytes;
  }
  throw new Error('the browser let go of it');
}

/** Other sites may share the origin, each in a folder of its own. */
const ownCaches = async () =>
  'caches' in globalThis ? (await caches.keys()).filter((name) => name.startsWith(`shipcheck-page ${root.pathname} `)) : [];

function installed(worker) {
  return new Promise((done, fail) => {
    const look = () => {
      if (worker.state === 'activated') done();
      if (worker.state === 'redundant') fail(new Error('not every file of this site could be fetched as its list says'));
    };
    worker.addEventListener('statechange', look);
    look();
  });
}
