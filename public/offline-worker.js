// Keeps the page itself for visits without a network. Registered only when a visitor keeps a model (offline.js).
//
// The build writes offline.json: every file of the site with its hash. All of them are fetched into a cache of their
// own, the list last, so a cache with a list is one whole build and never a mixture. Models are not kept here.
//
// Any script of the site can write to its caches. So a file is hashed again before it is given out for the first time
// after a start of this worker, and whenever a new build takes it over; one that is not as listed counts as missing. An
// owner who publishes an empty list ends it all.

const root = new URL('./', self.location);
const LIST = new URL('offline.json', root).href;
/** Other sites may share the origin, each in a folder of its own. */
const PREFIX = `shipcheck-page ${root.pathname} `;
const PINS = `${PREFIX}pins`;
/** The build of the engine that this browser runs; the others are not kept. */
const engine = new URL(self.location).searchParams.get('engine');

let dropped = false;
let renewing;

self.addEventListener('install', (event) => event.waitUntil(renew().then(() => self.skipWaiting())));
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
self.addEventListener('message', ({ data }) => {
  dropped ||= data === 'drop';
});
self.addEventListener('fetch', (event) => {
  const { request } = event;
  const own = request.method === 'GET' && request.url.startsWith(root.href) && request.url.split('?')[0] !== LIST;
  // Parts of files are models on their way to where models are kept.
  if (!dropped && own && !request.headers.has('range')) event.respondWith(answer(event));
});

/** The build that is kept: its cache and its list. */
async function current() {
  for (const name of await caches.keys()) {
    if (!name.startsWith(PREFIX) || name === PINS) continue;
    const cache = await caches.open(name);
    const list = await cache.match(LIST);
    if (list) return { name, cache, list: await list.json() };
  }
}

async function answer(event) {
  const { request } = event;
  const build = await current();
  const path = pathOf(request.url);
  const stored = () => copyIn(build, path);
  // A file that bears its hash in its name is the same in every build.
  if (/-[0-9a-f]{8,}[._/]/.test(path)) return (await stored()) ?? fetch(request);

  const pin = await pinOf(event.clientId);
  if (request.destination === 'worker') await setPin(event.resultingClientId, pin);
  if (pin === 'kept') return (await stored()) ?? fetch(request);
  try {
    const response = await fetch(request);
    if (request.mode === 'navigate') event.waitUntil(look(response.clone(), build, path, event.resultingClientId));
    return response;
  } catch (error) {
    // A page that came from the network in another build than the kept one must not get files of this one.
    const response = pin === 'other' ? undefined : await stored();
    if (!response) throw error;
    if (request.mode === 'navigate') await setPin(event.resultingClientId, 'kept');
    return response;
  }
}

/** A page has come from the network: is it of the build that is kept, and is there a newer one? */
async function look(response, build, path, client) {
  const known = build?.list.files.find((file) => file.path === path)?.sha256;
  const same = known === (await sha256(await response.arrayBuffer()));
  await setPin(client, same ? 'same' : 'other');
  await renew().catch(() => {});
}

/** Fetches the site's build, unless it is here. What was kept before stays until everything is. */
function renew() {
  renewing ??= fetchBuild().finally(() => (renewing = undefined));
  return renewing;
}

async function fetchBuild() {
  const answer = await fetch(LIST, { cache: 'no-cache' });
  if (!answer.ok) throw new Error('The list of files is missing.');
  const list = await answer.json();
  if (!list.files.length) return end();
  const before = await current();
  const name = `${PREFIX}${list.build} ${engine}`;
  list.files = list.files.filter(wanted);
  if (before?.name === name) return mend({ ...before, list });
  list.bytes = list.files.reduce((sum, file) => sum + file.bytes, 0);
  await caches.delete(name);
  const cache = await caches.open(name);
  try {
    for (const file of list.files) await cache.put(new URL(file.path, root), await copyOf(file, before));
    if (dropped) throw new Error('Nobody wants it any more.');
    await cache.put(LIST, new Response(JSON.stringify(list), { headers: { 'content-type': 'application/json' } }));
  } catch (error) {
    await caches.delete(name);
    throw error;
  }
  if (before) await caches.delete(before.name);
}

/** Fetches what is missing of the build that is kept, or is not as the site lists it now. */
async function mend({ name, cache, list }) {
  for (const file of list.files) {
    if (!(await copyIn({ name, cache, list }, file.path))) await cache.put(new URL(file.path, root), await copyOf(file));
  }
}

/** Keeps nothing any more. */
async function end() {
  dropped = true;
  await self.registration.unregister();
  for (const name of await caches.keys()) if (name.startsWith(PREFIX)) await caches.delete(name);
}

function wanted({ path }) {
  const build = /^engine\/(.+)-[0-9a-f]+\//.exec(path);
  return !build || build[1] === engine;
}

/** A file as the list says it is, from the earlier build if it has not changed. */
async function copyOf(file, before) {
  const old = before?.list.files.find(({ path, sha256 }) => path === file.path && sha256 === file.sha256);
  const known = old && (await copyIn(before, old.path));
  if (known) return known;
  // Servers send a folder's page under the folder's address, and some send nothing under the file's.
  const response = await fetch(new URL(file.path.replace(/(^|\/)index\.html$/, '$1'), root), { cache: 'no-cache' });
  const bytes = await response.arrayBuffer();
  if (!response.ok || (await sha256(bytes)) !== file.sha256) throw new Error(`${file.path} is of another build.`);
  // What stays says how the page is isolated. The bytes are no longer packed.
  const headers = new Headers(response.headers);
  for (const header of ['content-encoding', 'content-length']) headers.delete(header);
  return new Response(bytes, { headers });
}

/** Files that were as listed when this worker looked. */
const sound = new Set();

/** A build's copy of a file, if it is as the list says. */
async function copyIn(build, path) {
  const file = build?.list.files.find((listed) => listed.path === path);
  const copy = file && (await build.cache.match(new URL(path, root).href));
  if (!copy) return undefined;
  const seen = `${build.name} ${path} ${file.sha256}`;
  if (!sound.has(seen)) {
    if ((await sha256(await copy.clone().arrayBuffer())) !== file.sha256) return undefined;
    sound.add(seen);
  }
  return copy;
}

/** The file behind an address, as the list names it. */
function pathOf(address) {
  const path = decodeURI(new URL(address).pathname.slice(root.pathname.length));
  return path === '' || path.endsWith('/') ? `${path}index.html` : path;
}

async function sha256(bytes) {
  const digest = await crypto.subtle.digest('SHA-256', bytes);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/* Which build a page or worker is of: `kept`, `same` (from the network, but no other), `other`. The browser may end this
   worker between two requests of one page, so it is written down. */

async function pins() {
  const written = await (await caches.open(PINS)).match(root.href);
  return written ? written.json() : {};
}

const pinOf = async (client) => (client ? (await pins())[client] : undefined);

/** One after the other, or one would be lost. */
let turn = Promise.resolve();
const setPin = (client, pin) => (turn = turn.then(() => writePin(client, pin)));

async function writePin(client, pin) {
  if (!client || !pin || dropped) return;
  const living = new Set((await self.clients.matchAll({ includeUncontrolled: true, type: 'all' })).map(({ id }) => id));
  const old = Object.entries(await pins()).filter(([id]) => living.has(id));
  const next = Object.fromEntries([...old, [client, pin]]);
  await (await caches.open(PINS)).put(root.href, new Response(JSON.stringify(next)));
}
