// What a visitor downloads of a contender's code: JavaScript and Wasm with brotli, as hosts send it.
import { readFileSync } from 'node:fs';
import { brotliCompressSync } from 'node:zlib';

const sizes = new Map();

function compressed(file) {
  if (!sizes.has(file)) sizes.set(file, brotliCompressSync(readFileSync(file)).length);
  return sizes.get(file);
}

/** Bytes of those of `files` that are programs. */
export function codeBytes(files) {
  return [...files].filter((file) => /\.(m?js|wasm)$/.test(file)).reduce((sum, file) => sum + compressed(file), 0);
}
