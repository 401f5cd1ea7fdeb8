// The engine worker's first lines: choose a build this browser can run, load it, hand over to it.
// The build list is written by the site's build (engine/variants.json), best first.

import { canRun, ownThreads } from './engine-build.js';
import { live } from './life.js';

const wanted = new URL(self.location.href).searchParams;

/** As many as asked for, or one for each core but the page's. */
const threads = Number(wanted.get('threads') ?? ownThreads());

function fail(message, remedy, kind = 'worker') {
  self.postMessage({ type: 'failed', v: 1, id: 0, error: { kind, message, remedy } });
}

self.onmessageerror = () => fail('The engine could not read a message of the page.', 'Ask again: a new engine is started.');

async function start() {
  const life = await live();
  if (!Number.isInteger(threads) || threads < 1) {
    const remedy = 'Give a whole number from 1, or none for what the device offers.';
    return fail(`"${wanted.get('threads')}" is no number of threads.`, remedy, 'request');
  }
  const list = await fetch(new URL('./engine/variants.json', import.meta.url), { cache: 'no-cache' });
  if (!list.ok) return fail('The engine of this site is missing.', 'Publish the whole dist folder, engine included.');
  const { variants } = await list.json();
  const name = wanted.get('variant');
  const variant = variants.find((candidate) => (name ? candidate.name === name : canRun(candidate, threads)));
  if (name && !variant) {
    const remedy = `Give one of ${variants.map((known) => known.name).join(', ')}, or none for the best.`;
    return fail(`This site has no engine build "${name}".`, remedy, 'request');
  }
  if (!variant || !canRun(variant, threads)) {
    return fail(
      name ? `This browser can't run the engine build "${name}".` : "This browser can't run the engine: it lacks WebAssembly SIMD.",
      'Use a current Chrome, Edge, Firefox or Safari.',
    );
  }
  const address = new URL(`./engine/${variant.path}`, import.meta.url).href;
  const engine = await import(address);
  await engine.default();
  const hands = variant.requires.includes('threads') ? threads : 1;
  for (let helper = 1; helper < hands; helper++) hire(engine, address, life && `${life}-${helper}`);
  engine.serve(variant.name, hands);
}

/** Another thread. The engine works without it until it is there. */
function hire(engine, address, life) {
  const [module, memory] = engine.shared();
  const helper = new Worker(new URL('./vlm-helper.js', import.meta.url), { type: 'module' });
  helper.onmessage = ({ data }) => self.postMessage(data);
  helper.postMessage({ engine: address, module, memory, life });
}

start().catch((error) => fail(`The engine did not start: ${error.message ?? error}.`, 'Check the connection and reload the page.'));
