import { ConsolePage } from '../fixtures/console-page';
import { startStreams, word } from '../fixtures/stream-server.mjs';
import { expect, test } from '../fixtures/test';

let streams: Awaited<ReturnType<typeof startStreams>>;
test.beforeAll(async () => void (streams = await startStreams()));
test.afterAll(() => streams.stop());

/** Sends one question to the server's `path`. */
async function ask(console: ConsolePage, allowed: string[], path: string) {
  allowed.push(streams.origin);
  await console.open();
  await console.policy([{ name: 'long', model: 'long', base_url: `${streams.origin}/${path}/v1` }]);
  await console.send();
}

test('an answer of 8,192 tokens arrives whole and in order', async ({ page, allowed }) => {
  const console = new ConsolePage(page);
  await ask(console, allowed, 'tokens/8192');
  await expect(console.verdicts).toHaveText(/^long answered at the first try/, { timeout: 60_000 });
  const all = Array.from({ length: 8192 }, (_, n) => word(n)).join('');
  expect((await console.answers.textContent())!.trim()).toBe(all.trim());
});

test('Stop ends an answer that never ends', async ({ page, allowed }) => {
  const console = new ConsolePage(page);
  await ask(console, allowed, 'endless');
  await expect(console.answers).toContainText(word(2000));
  await console.button('Stop').click();
  await expect(console.verdicts).toHaveText(/^Stopped/);
  await expect(console.answers).toContainText(word(2000));
});

test('an answer of eight mebibytes leaves the page usable', async ({ page, allowed }) => {
  const console = new ConsolePage(page);
  await ask(console, allowed, `bytes/${8 << 20}`);
  await expect(console.verdicts).toHaveText(/^long /, { timeout: 60_000 });
  await expect(console.button('Send by the policy')).toBeEnabled();
});
