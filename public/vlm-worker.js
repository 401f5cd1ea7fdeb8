// The engine worker's first lines: choose a build this browser can run, load it, hand over to it.
// The build list is written by the site's build (engine/variants.json), best first.

/** Wasm features a build may require, each with a module of a few bytes that only validates where it exists. */
const PROBES = {
  // (func (result v128) i32.const 0 i8x16.splat)
  simd128: [0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 8, 1, 6, 0, 65, 0, 253, 15, 11],
  // (func (result v128) i32.const 1 i8x16.splat i32.const 2 i8x16.splat i8x16.relaxed_swizzle)
  'relaxed-simd': [
    0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 15, 1, 13, 0, 65, 1, 253, 15, 65, 2, 253, 15,
    253, 128, 2, 11,
  ],
};

const wanted = new URL(self.location.href).searchParams;

/** As many as asked for, or one for each core but the page's. */
const threads = Number(wanted.get('threads')) || Math.max(1, (navigator.hardwareConcurrency ?? 1) - 1);

/** Threads share memory, which pages have only if their server asks for isolation. */
const canShare = () => threads > 1 && self.crossOriginIsolated && 'Worker' in self;

const has = (feature) =>
  feature === 'threads' ? canShare() : PROBES[feature] && WebAssembly.validate(new Uint8Array(PROBES[feature]));
const canRun = (variant) => variant.requires.every(has);

function fail(message, remedy) {
  self.postMessage({ type: 'failed', v: 1, id: 0, error: { kind: 'worker', message, remedy } });
}

async function start() {
  const list = await fetch(new URL('./engine/variants.json', import.meta.url), { cache: 'no-cache' });
  if (!list.ok) return fail('The engine of this site is missing.', 'Publish the whole dist folder, engine included.');
  const { variants } = await list.json();
  const name = wanted.get('variant');
  const variant = variants.find((candidate) => (name ? candidate.name === name : canRun(candidate)));
  if (!variant || !canRun(variant)) {
    return fail(
      name ? `This browser can't run the engine build "${name}".` : "This browser can't run the engine: it lacks WebAssembly SIMD.",
      'Use a current Chrome, Edge, Firefox or Safari.',
    );
  }
  const address = new URL(`./engine/${variant.path}`, import.meta.url).href;
  const engine = await import(address);
  await engine.default();
  const hands = variant.requires.includes('threads') ? threads : 1;
  for (let helper = 1; helper < hands; helper++) hire(engine, address);
  engine.serve(variant.name, hands);
}

/** Another thread. The engine works without it until it is there. */
function hire(engine, address) {
  const [module, memory] = engine.shared();
  const helper = new Worker(new URL('./vlm-helper.js', import.meta.url), { type: 'module' });
  helper.postMessage({ engine: address, module, memory });
}

start().catch((error) => fail(`The engine did not start: ${error.message ?? error}.`, 'Check the connection and reload the page.'));
