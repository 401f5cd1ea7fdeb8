// The ballots worker's first lines: load the program and hand over to it what was asked meanwhile.
// The build list is written by the site's build (ballots/variants.json).

import { live } from './life.js';

const early = [];
self.onmessage = (event) => early.push(event);

function fail(message, remedy) {
  const tell = () => self.postMessage({ type: 'not_begun', failure: { message, remedy } });
  // Nobody else is going to answer.
  self.onmessage = tell;
  tell();
}

async function start() {
  await live();
  const list = await fetch(new URL('./ballots/variants.json', import.meta.url), { cache: 'no-cache' });
  if (!list.ok) return fail('The ballots program of this site is missing.', 'Publish the whole dist folder, ballots included.');
  const { variants } = await list.json();
  const ballots = await import(new URL(`./ballots/${variants[0].path}`, import.meta.url));
  await ballots.default();
  early.forEach((event) => self.onmessage(event));
}

start().catch((error) => fail(`The ballots program did not start: ${error.message ?? error}.`, 'Check the connection and try again.'));
