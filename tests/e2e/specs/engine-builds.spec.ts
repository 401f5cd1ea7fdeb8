import { expect, test } from '../fixtures/test';

test('every build of the worker that this browser can run says the same', async ({ page }) => {
  // The headers that threads need; the site's server sends them, too.
  const headers = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'credentialless' };
  const body = '<!doctype html><title>blank</title>';
  await page.route('**/blank.html', (route) => route.fulfill({ contentType: 'text/html', body, headers }));
  await page.goto('./blank.html');
  const told = await page.evaluate(async () => {
    const absolute = (path: string) => new URL(path, location.href).href;
    const { Vlm } = await import(absolute('/vlm.js'));
    const { variants } = await (await fetch(absolute('/engine/variants.json'))).json();
    const told: { variant: string; tokens: number[]; text: string }[] = [];
    for (const { name } of variants) {
      const vlm = await Vlm.load({ variant: name, threads: 2 }).catch(() => null);
      if (!vlm) continue;
      for await (const event of vlm.caption(absolute('/samples/open.png'), { prompt: 'Describe the picture.', maxNewTokens: 24, minNewTokens: 24 })) {
        if (event.type === 'done') told.push({ variant: event.stats.variant, tokens: event.tokens, text: event.text });
      }
      vlm.dispose();
    }
    return told;
  });
  expect(told.length).toBeGreaterThan(0);
  expect(told.map(({ variant }) => variant)).toEqual(expect.arrayContaining(['relaxed-threads', 'simd-threads', 'simd']));
  for (const { tokens, variant } of told) {
    expect(tokens, variant).toHaveLength(24);
    expect(tokens, variant).toEqual(told[0].tokens);
  }
});
