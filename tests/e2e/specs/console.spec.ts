import { ConsolePage, type Target } from '../fixtures/console-page';
import { FIRST } from '../fixtures/review-page';
import { expect, test } from '../fixtures/test';

/** A target that does what its model is called. */
function target(name: string, model: string, base: string): Target {
  return { name, model, base_url: `${base}/v1` };
}

test('the model in the tab answers through the same router', async ({ page }) => {
  const console = new ConsolePage(page);
  await console.open();
  await console.picture();
  await console.send();
  await expect(console.verdicts).toHaveText(/^tab answered at the first try/, { timeout: 60_000 });
  await expect(console.answers).toHaveText(/\S/);
  await expect(page.getByRole('table', { name: 'Target by target' })).toContainText('tab');
});

test('503: the second target answers, and the waterfall shows both', async ({ page, peers }) => {
  const console = new ConsolePage(page);
  await console.open();
  await console.policy([target('first', 'down', peers.open), target('second', 'open-eyes', peers.open)]);
  await console.picture();
  await console.send();
  await expect(console.answers).toHaveText(peers.answer);
  await expect(console.verdicts).toHaveText(/^second answered after 1 other attempt/);
  await expect(console.waterfalls).toHaveAccessibleName(/first: 503 unavailable.* second: answered/);
  await expect(page.getByTestId('waste')).toContainText('no whole answer');
});

test('429: the wish to wait is granted, then the same target answers', async ({ page, peers }) => {
  const console = new ConsolePage(page);
  await console.open();
  await console.policy([target('first', 'limited', peers.open)], { retry: { attempts: 2, base_delay_ms: 10, max_delay_ms: 20 } });
  const begun = Date.now();
  await console.send();
  await expect(console.answers).toHaveText(peers.answer);
  expect(Date.now() - begun).toBeGreaterThan(1_150);
  await expect(console.waterfalls).toHaveAccessibleName(/429 rate limited.*asks for 1\.20\ss.*answered/);
});

test('a stall and a cut leave an incomplete answer, which can be continued elsewhere', async ({ page, peers }) => {
  const console = new ConsolePage(page);
  await console.open();
  for (const [model, why] of [['stalling', 'timeout'], ['cut-after-40', 'broken stream']]) {
    await console.policy([target('first', model, peers.open), target('second', 'open-eyes', peers.open)]);
    await console.send();
    await expect(console.verdicts.last()).toHaveText(new RegExp(`first broke off \\(${why}\\)`));
    const begun = (await console.answers.last().textContent())!;
    expect(peers.answer).toContain(begun.trim());
    await console.button('Continue on second').click();
    await expect(console.answers.last()).toHaveText(begun + peers.answer);
  }
});

test('a chunk that is no JSON, and an end without a reason, are no whole answers', async ({ page, peers }) => {
  const console = new ConsolePage(page);
  await console.open();
  for (const path of ['garbled', 'quiet']) {
    await console.policy([target('first', 'open-eyes', `${peers.open}/${path}`)]);
    await console.send();
    await expect(console.verdicts.last()).toHaveText(/first broke off \(broken stream\)/);
    await expect(page.locator('.doubts').last()).toContainText('broke off');
  }
});

test('402 is not tried again, and when all are down every attempt is told', async ({ page, peers }) => {
  const console = new ConsolePage(page);
  const asked: string[] = [];
  page.on('request', (request) => request.method() === 'POST' && asked.push(request.postDataJSON()?.model));
  await console.open();
  const names = ['no-credit', 'down', 'also-down'];
  await console.policy(names.map((name) => target(name, name, peers.open)), { retry: { attempts: 2, base_delay_ms: 10, max_delay_ms: 20 } });
  await console.send();
  await expect(console.verdicts).toHaveText(/^Nobody answered\..*no-credit 402: Insufficient credits\..*down 503: .*also-down 500: /);
  expect(asked).toEqual(['no-credit', 'down', 'down', 'also-down', 'also-down']);
});

test('every target gets the same picture and question at once', async ({ page, peers }) => {
  const console = new ConsolePage(page);
  const bodies: any[] = [];
  page.on('request', (request) => request.method() === 'POST' && bodies.push(request.postDataJSON()));
  await console.open();
  await console.policy(['tab', target('one', 'open-eyes', peers.open), target('other', 'other-eyes', peers.open)]);
  await console.picture();
  await console.button('Ask every target, side by side').click();
  await expect(console.verdicts).toHaveCount(3);
  await expect(console.verdicts.filter({ hasText: 'at the first try' })).toHaveCount(3, { timeout: 60_000 });
  expect(bodies).toHaveLength(2);
  expect(bodies[0].messages).toEqual(bodies[1].messages);
  expect(JSON.stringify(bodies[0].messages)).toContain('data:image/png;base64,');
  await expect(page.locator('.doubts').filter({ hasText: 'other-eyes' })).toBeHidden();
});

test('Stop ends every attempt', async ({ page, peers }) => {
  const console = new ConsolePage(page);
  await console.open();
  await console.policy([target('first', 'late', peers.open)]);
  await console.send();
  await console.button('Stop').click();
  await expect(console.verdicts).toHaveText('Stopped.');
});

test('LiteLLM’s own proxy answers, with a key', async ({ page, peers }) => {
  const console = new ConsolePage(page);
  await console.open();
  // Its first request of all loads half of Python.
  const timeouts = { headers_ms: 45_000, first_token_ms: 45_000, stall_ms: 10_000, total_ms: 60_000 };
  await console.policy([{ ...target('proxy', 'open-eyes', peers.litellm!), dialect: 'litellm' }], { timeouts });
  await console.key('proxy', peers.key);
  await console.send();
  await expect(console.answers).toHaveText(peers.answer, { timeout: 60_000 });

  // Its own fallback, asked for in the request: the tab sees one attempt.
  const told = { dialect: 'litellm', gateway_options: { fallbacks: ['open-eyes'] } };
  await console.policy([{ ...target('proxy', 'down', peers.litellm!), ...told }], { timeouts });
  await console.key('proxy', peers.key);
  const sent = page.waitForRequest((request) => request.method() === 'POST' && request.url().startsWith(peers.litellm!));
  await console.send();
  const request = await sent;
  expect(request.postDataJSON()).toMatchObject({ model: 'down', fallbacks: ['open-eyes'] });
  expect((await request.response())!.status()).toBe(200);
  await expect(console.answers.last()).toHaveText(peers.answer, { timeout: 60_000 });
});

test('the outage run shows a real fallback and keeps the result for the review page', async ({ page, allowed }) => {
  allowed.push('https://gateway.invalid/');
  const console = new ConsolePage(page);
  await console.open('gateway/#outage');
  await expect(console.verdicts).toHaveText(/^tab answered after \d other attempt/, { timeout: 60_000 });
  const kept = await page.evaluate(() => JSON.parse(sessionStorage.getItem('shipcheck-check-falls-back')!));
  expect(kept).toMatchObject({ holds: true, value: expect.stringContaining('second target'), when: expect.stringMatching(/\d/) });
  await page.goto(FIRST);
  await expect(page.locator('.check').filter({ hasText: 'Falls back by itself' })).toContainText('first word from the second target');
});
