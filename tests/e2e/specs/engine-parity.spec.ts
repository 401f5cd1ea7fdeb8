import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '../fixtures/test';

// What the reference implementation computed in float32; `tests/fixtures` is served under /fixtures/.
const folder = new URL('../../fixtures/', import.meta.url);
const cases = existsSync(folder)
  ? readdirSync(folder).filter((name) => existsSync(new URL(`${name}/model`, folder)))
  : [];

test('there are reference cases', () => {
  expect(cases.length).toBeGreaterThan(0);
});

for (const name of cases) {
  const expected = JSON.parse(readFileSync(new URL(`${name}/expect.json`, folder), 'utf8'));
  const models: [string, object][] = [['safetensors', { dir: `/fixtures/${name}/model/` }]];
  if (existsSync(new URL(`${name}/gguf`, folder))) {
    const gguf = `/fixtures/${name}/gguf`;
    models.push(['a GGUF pair', { text: `${gguf}/text-f32.gguf`, mmproj: `${gguf}/mmproj-f32.gguf` }]);
  }
  for (const [format, model] of models) {
    test(`${name}: the worker writes the reference's tokens from ${format}`, async ({ page }) => {
      await page.route('**/blank.html', (route) => route.fulfill({
        contentType: 'text/html',
        headers: { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' },
        body: '<!doctype html><title>blank</title>',
      }));
      await page.goto('./blank.html');
      const told = await page.evaluate(async ({ model, image, options }) => {
        const absolute = (value: string) => new URL(value, location.href).href;
        const source = Object.fromEntries(Object.entries(model).map(([key, value]) => [key, absolute(value as string)]));
        const { Vlm } = await import(absolute('/vlm.js'));
        const vlm = await Vlm.load({ model: source, precision: 'f32' });
        const told = { frames: 0, rows: 0, cols: 0, prefill: 0, prompt: [] as number[], tokens: [] as number[], streamed: [] as number[] };
        for await (const event of vlm.caption(absolute(image), options)) {
          if (event.type === 'image') Object.assign(told, { frames: event.frames, rows: event.rows, cols: event.cols });
          if (event.type === 'prefill') told.prefill = event.tokens;
          if (event.type === 'token') told.streamed.push(event.id);
          if (event.type === 'done') Object.assign(told, { prompt: event.promptTokens, tokens: event.tokens });
        }
        vlm.dispose();
        return told;
      }, {
        model,
        image: `/fixtures/${name}/image.png`,
        options: {
          prompt: expected.prompt,
          longestEdge: expected.longest_edge,
          split: expected.split,
          minNewTokens: expected.greedy_tokens.length,
          maxNewTokens: expected.greedy_tokens.length,
          temperature: 0,
        },
      });
      expect(told).toEqual({
        frames: expected.frames,
        rows: expected.rows,
        cols: expected.cols,
        prefill: expected.input_ids.length,
        prompt: expected.input_ids,
        tokens: expected.greedy_tokens,
        streamed: expected.greedy_tokens,
      });
    });
  }
}
