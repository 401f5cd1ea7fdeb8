// The library worker's first lines: load the program and hand over to it what was asked meanwhile.
// The build list is written by the site's build (library/variants.json).

import { live } from './life.js';

const early = [];
self.onmessage = (event) => early.push(event);

function fail(message, remedy) {
  const tell = () => self.postMessage({ type: 'failed', failure: { message, remedy } });
  // Nobody else is going to answer.
  self.onmessage = tell;
  tell();
}

async function start() {
  await live();
  const list = await fetch(new URL('./library/variants.json', import.meta.url), { cache: 'no-cache' });
  if (!list.ok) return fail('The library program of this site is missing.', 'Publish the whole dist folder, library included.');
  const { variants } = await list.json();
  const library = await import(new URL(`./library/${variants[0].path}`, import.meta.url));
  await library.default();
  early.forEach((event) => self.onmessage(event));
}

start().catch((error) => fail(`The library program did not start: ${error.message ?? error}.`, 'Check the connection and reload the page.'));
