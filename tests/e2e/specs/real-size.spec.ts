import { BenchPage } from '../fixtures/bench-page';
import { medium, randomPair, sha256, sizeOf, small } from '../fixtures/checkpoint';
import { FaultServer } from '../fixtures/fault-server';
import { entry, ModelsPage, MOST_LOST } from '../fixtures/models-page';
import { plainSample, sampleFile } from '../fixtures/pictures';
import { expect, test } from '../fixtures/test';

const MB = 1_000_000;

// Random weights in the real shape of SmolVLM2-256M, 279 MB in two files; by hand also in that of the 500M.
const shape = process.env.SHIPCHECK_SHAPE === '500M' ? medium : small;

test('a model of real size survives a closed tab, loads within its memory, and answers without the hub', async ({ page, context, allowed }) => {
  test.setTimeout(600_000);
  const pair = randomPair(shape);
  const server = await FaultServer.start({ 'text.gguf': pair.text, 'mmproj.gguf': pair.mmproj });
  allowed.push(server.address);
  const files = [
    { name: 'text.gguf', bytes: sizeOf(pair.text) },
    { name: 'mmproj.gguf', bytes: sizeOf(pair.mmproj), sha256: sha256(pair.mmproj) },
  ];
  const total = files.reduce((sum, file) => sum + file.bytes, 0);

  let models = new ModelsPage(page);
  await models.open([entry('real', files)], server.address);
  server.pace = 12 * MB;
  await models.download('real');
  await expect.poll(() => models.arrived('real', files), { timeout: 120_000, intervals: [100] }).toBeGreaterThan(0.4 * total);
  const arrived = await models.arrived('real', files);
  await page.close();

  const before = server.asked.length;
  server.pace = undefined;
  models = new ModelsPage(await context.newPage());
  await models.open([entry('real', files)], server.address);
  await models.expectStanding('real', 'part');
  await models.button('real', /^Resume/).click();
  await models.expectStanding('real', 'stored', 180_000);
  const again = server.askedSince(before);
  console.log(`closed with ${(arrived / MB).toFixed(1)} MB there; ${((arrived + again - total) / MB).toFixed(1)} MB fetched twice`);
  expect(arrived + again).toBeLessThan(total + MOST_LOST);

  // The hub is gone from here on.
  await server.stop();
  const bench = new BenchPage(models.page);
  const ask = async () => {
    await bench.open();
    await bench.page.getByRole('radio', { name: /^Model real/ }).check();
    await bench.choose(sampleFile(plainSample()));
    await bench.describe.click();
    await bench.expectState('done', 300_000);
    await expect(bench.answer).toHaveText(/\S/);
  };
  await ask();
  const { heap, weights } = await memory(bench);
  console.log(`heap ${(heap / MB).toFixed(1)} MB, packed weights ${(weights / MB).toFixed(1)} MB`);
  expect(heap - weights).toBeLessThan(160 * MB);
  const asked = server.asked.length;
  await ask();
  expect(server.asked.length).toBe(asked);
});

/** Bytes of the Wasm heap after a load and an answer, which is its peak, and of the weights in it. */
function memory(bench: BenchPage): Promise<{ heap: number; weights: number }> {
  return bench.page.evaluate(async () => {
    const door = new URL('vlm.js', document.baseURI).href;
    const { Vlm } = await import(/* @vite-ignore */ door);
    const model = await Vlm.load({ model: { stored: 'real' } });
    for await (const event of model.caption(null, { prompt: 'Say something.', maxNewTokens: 4 })) {
      if (event.type === 'done') {
        model.dispose();
        return { heap: event.stats.wasm_bytes, weights: event.stats.model_bytes };
      }
    }
    throw new Error('no answer');
  });
}
