// Which build of the engine this browser can run. The engine's worker asks, and whoever keeps the page for offline visits.

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

/** One for each core but the page's. */
export const ownThreads = () => Math.max(1, (navigator.hardwareConcurrency ?? 1) - 1);

/** Threads share memory, which pages have only if their server asks for isolation. */
const canShare = (threads) => threads > 1 && globalThis.crossOriginIsolated && 'Worker' in globalThis;

const has = (feature, threads) =>
  feature === 'threads' ? canShare(threads) : PROBES[feature] && WebAssembly.validate(new Uint8Array(PROBES[feature]));

/** Whether a build of engine/variants.json runs here. */
export const canRun = (variant, threads) => variant.requires.every((feature) => has(feature, threads));
