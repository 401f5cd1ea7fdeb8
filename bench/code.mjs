// What a visitor downloads of a contender's code: JavaScript and Wasm with brotli, as hosts send it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';

const ONNX_RUNTIME = ['ort.wasm.min.mjs', 'ort-wasm-simd-threaded.mjs', 'ort-wasm-simd-threaded.wasm'];

export function codeBytes(page, { dist, packages, variant }) {
  const files = page === 'vlm' ? engine(dist, variant) : ONNX_RUNTIME.map((name) => join(packages, 'onnxruntime-web/dist', name));
  return files.reduce((sum, file) => sum + brotliCompressSync(readFileSync(file)).length, 0);
}

function engine(dist, variant) {
  const { variants } = JSON.parse(readFileSync(join(dist, 'engine/variants.json'), 'utf8'));
  const program = join(dist, 'engine', variants.find(({ name }) => name === variant).path);
  return [join(dist, 'vlm.js'), join(dist, 'vlm-worker.js'), join(dist, 'vlm-helper.js'), program, program.replace(/\.js$/, '_bg.wasm')];
}
