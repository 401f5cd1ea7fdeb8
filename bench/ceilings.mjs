// The two ceilings of a machine as Wasm meets them: small products per second from registers, and bytes per second from
// memory. Both modules are written here as text, so that what is measured can be read.
import { readFileSync } from 'node:fs';
import binaryen from 'binaryen';
import { launch } from './contest.mjs';

/** Twelve sums are the most that stay in the vector registers that V8 leaves on x86-64. */
const SUMS = Array.from({ length: 12 }, (_, index) => `$sum${index}`);
const MEGABYTES = 256;
/** As many as the product has, so that both have the same chance of a quiet moment. */
const TRIES = 40;

const declared = SUMS.map((sum) => `(local ${sum} v128)`).join(' ');
const total = SUMS.reduce((inner, sum) => `(i32x4.add ${inner} (local.get ${sum}))`, '(v128.const i32x4 0 0 0 0)');
const looped = (body) => `(loop $again ${body}
    (br_if $again (local.tee $turns (i32.sub (local.get $turns) (i32.const 1)))))
  (i32x4.extract_lane 0 ${total})`;

/** A sum from before: as an operand it keeps the compiler from taking a product out of the loop. */
const other = (sum, distance = 1) => `(local.get ${SUMS[(SUMS.indexOf(sum) + distance) % SUMS.length]})`;

/** Products of 8-bit integers in the ways that processors are fast at: one instruction, pairs, and pairs added up in 16 bits. */
const fused = (sum) => `(i32x4.relaxed_dot_i8x16_i7x16_add_s ${other(sum)} (local.get $a) (local.get ${sum}))`;
const halves = (sum, distance) => `(i16x8.relaxed_dot_i8x16_i7x16_s ${other(sum, distance)} (local.get $a))`;
const pairs = (sum) => `(i32x4.add (local.get ${sum}) (i32x4.dot_i16x8_s ${halves(sum, 1)} (local.get $ones)))`;
const BUNDLE = 4;
const bundle = (sum) => {
  const added = Array.from({ length: BUNDLE }, (_, step) => halves(sum, step + 1)).reduce((all, one) => `(i16x8.add ${all} ${one})`);
  return `(i32x4.add (local.get ${sum}) (i32x4.dot_i16x8_s ${added} (local.get $ones)))`;
};
const products = (name, way) => `(func (export "${name}") (param $turns i32) (result i32)
  (local $a v128) (local $ones v128) ${declared}
  (local.set $a (i8x16.splat (i32.const 3)))
  (local.set $ones (i16x8.splat (i32.const 1)))
  ${looped(SUMS.map((sum) => `(local.set ${sum} ${way(sum)})`).join('\n'))})`;

/** Reads `turns` × 192 bytes in order. */
const reads = `(func (export "reads") (param $turns i32) (result i32)
  (local $at i32) ${declared}
  ${looped(`${SUMS.map((sum, index) => `(local.set ${sum} (i32x4.add (local.get ${sum}) (v128.load offset=${16 * index} (local.get $at))))`).join('\n')}
    (local.set $at (i32.add (local.get $at) (i32.const ${16 * SUMS.length})))`)})`;

function compiled() {
  const module = binaryen.parseText(`(module (memory (export "memory") ${16 * MEGABYTES} ${16 * MEGABYTES}) ${products('fused', fused)} ${products('pairs', pairs)} ${products('bundles', bundle)} ${reads})`);
  module.setFeatures(binaryen.Features.All);
  return [...module.emitBinary()];
}

/** Runs in the page: the best of several, per second. */
async function measure(bytes, product, sums, bundle, megabytes, tries) {
  const { instance } = await WebAssembly.instantiate(new Uint8Array(bytes));
  // Memory that was never written is one page of zeros.
  new Uint8Array(instance.exports.memory.buffer).fill(1);
  const best = (work, name, turns) => {
    let least = Infinity;
    for (let turn = 0; turn < tries; turn++) {
      const start = performance.now();
      instance.exports[name](turns);
      least = Math.min(least, performance.now() - start);
    }
    return (work * turns) / least / 1e6;
  };
  // A product and a sum for each of 16 bytes, 12 times in a turn.
  const rate = (name) => best(32 * sums, name, 1e7);
  const instruction = Math.max(rate('fused'), rate('pairs'));
  const giga_operations = Math.max(instruction, bundle * rate('bundles'));
  const page = { now_ms: () => performance.now() };
  const kernel = (await WebAssembly.instantiate(new Uint8Array(product), { page })).instance.exports.giga_operations();
  return { kernel, instruction, giga_operations, gigabytes: best(16 * sums, 'reads', Math.floor((megabytes << 20) / (16 * sums))) };
}

/**
 * Per second, on one thread: `instruction`, 10⁹ operations where each product is widened at once; `giga_operations`, where
 * several are added up first; `gigabytes` read. `kernel` is what the engine’s own product does, bench/product as the file
 * `product`. In a browser of its own, for what is read here would count as a contender’s memory.
 */
export async function ceilings(product) {
  const browser = await launch();
  const page = await browser.newPage();
  const measured = await page.evaluate(measure, compiled(), [...readFileSync(product)], SUMS.length, BUNDLE, MEGABYTES, TRIES);
  await browser.close();
  return measured;
}
