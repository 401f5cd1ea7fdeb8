import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures/test';

test('a request that the engine cannot read is answered with its id, or with 0 where it bears none', async ({ page }) => {
  await page.goto('./embed.html');
  const requests = [
    { v: 99, id: 7, type: 'load', model: {} },
    { v: 1, id: 8, type: 'dance' },
    { v: 1, id: 9 },
    { v: 'one', id: 10, type: 'load' },
    { v: 1, id: 11, type: 'load', model: 5 },
    { v: 1, id: 12, type: 'caption', images: [], question: { maxNewTokens: 'many' } },
    { v: 1, id: 'a', type: 'load' },
    { v: 1, id: 1.5, type: 'load' },
    { v: 1, id: -1, type: 'load' },
    { v: 1, type: 'pace' },
    'load',
    null,
  ];
  const replies = await talk(page, 'vlm-worker.js', requests, 'failed');
  expect(replies.map(({ id }) => id).sort((one, other) => one - other)).toEqual([0, 0, 0, 0, 0, 0, 7, 8, 9, 10, 11, 12]);
  for (const { error } of replies) expect(error).toMatchObject({ kind: 'request', message: expect.stringMatching(/\w/), remedy: expect.stringMatching(/\w/) });
});

test('every call settles, also one whose question cannot be read or sent, and the model is there for the next', async ({ page }) => {
  await page.goto('./embed.html');
  const met = await page.evaluate(async () => {
    const { Vlm } = await import(/* @vite-ignore */ new URL('vlm.js', document.baseURI).href);
    const vlm = await Vlm.load();
    const ask = async (question: object) => {
      try {
        for await (const event of vlm.caption(null, { maxNewTokens: 2, ...question })) if (event.type === 'done') return 'done';
      } catch ({ kind, message, remedy }: any) {
        return `${kind}: ${message} ${remedy}`;
      }
    };
    return [await ask({ maxNewTokens: 'many' }), await ask({ prompt: () => {} }), await ask({ history: 5 }), await ask({ prompt: 'Hello.' })];
  });
  expect(met[0]).toMatch(/^request: The request can't be understood: .*Check the options/);
  expect(met[1]).toMatch(/^request: The request can't be sent to the engine/);
  expect(met[2]).toMatch(/^request: The request can't be understood/);
  expect(met[3]).toBe('done');
});

test('an engine of another version is refused, with what to do', async ({ page }) => {
  await page.route('**/vlm.js', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: (await response.text()).replace('WIRE_VERSION = 1', 'WIRE_VERSION = 2') });
  });
  await page.route('**/blank.html', (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>blank</title>' }));
  await page.goto('./blank.html');
  const refused = await page.evaluate(async () => {
    const { Vlm } = await import(/* @vite-ignore */ new URL('vlm.js', document.baseURI).href);
    return Vlm.load().catch(({ kind, remedy }: any) => `${kind}: ${remedy}`);
  });
  expect(refused).toMatch(/^request: Reload the page/);
});

for (const [file, type] of [['library-worker.js', 'failed'], ['ballots-worker.js', 'not_begun']]) {
  test(`${file} answers what it cannot read`, async ({ page }) => {
    await page.goto('./embed.html');
    const replies = await talk(page, file, [{ type: 'dance' }, { type: 'begin', v: 99, settings: {} }, {}, 'begin', 5], type);
    expect(replies).toHaveLength(5);
    for (const { failure } of replies) expect(failure).toMatchObject({ message: expect.stringMatching(/\w/), remedy: expect.stringMatching(/\w/) });
  });

  test(`${file} answers everyone if its program is missing`, async ({ page, context }) => {
    await context.route(`**/${file.replace('-worker.js', '')}/variants.json`, (route) => route.fulfill({ status: 404 }));
    await page.goto('./embed.html');
    const replies = await talk(page, file, [{ type: 'begin', v: 1 }, { type: 'pause' }], type);
    expect(replies[0].failure).toMatchObject({ message: expect.stringMatching(/is missing/), remedy: expect.stringMatching(/Publish the whole dist folder/) });
  });
}

/** Says this to a worker of the site, one after the other, and returns the reply of that type to each. */
function talk(page: Page, file: string, requests: unknown[], type: string): Promise<any[]> {
  return page.evaluate(
    ({ file, requests, type }) =>
      new Promise<any[]>((done) => {
        const worker = new Worker(new URL(file, document.baseURI), { type: 'module' });
        const replies: unknown[] = [];
        const speak = () => worker.postMessage(requests[replies.length]);
        worker.onmessage = ({ data }) => {
          if (data.type === 'hello') speak();
          if (data.type !== type) return;
          replies.push(data);
          replies.length === requests.length ? done(replies) : speak();
        };
        // Only the engine says when it listens; the others keep what comes early.
        if (!file.startsWith('vlm')) speak();
      }),
    { file, requests, type },
  );
}
