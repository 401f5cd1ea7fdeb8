import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { ConsolePage } from '../fixtures/console-page';
import { expectAccessible, expectNoSidewaysScroll } from '../fixtures/layout';
import { expect, test } from '../fixtures/test';

test('a key is found nowhere but in the requests to its own address', async ({ context, page, peers }) => {
  const key = 'sk-typed-by-hand-9f8e7d6c5b4a';
  const carried: string[] = [];
  context.on('request', async (request) => {
    const all = [request.url(), request.postData() ?? '', JSON.stringify(await request.allHeaders())].join(' ');
    if (all.includes(key)) carried.push(new URL(request.url()).origin);
  });
  const console = new ConsolePage(page);
  await console.open();
  await console.policy([
    { name: 'strict', model: 'open-eyes', base_url: `${peers.locked}/v1` },
    { name: 'lenient', model: 'open-eyes', base_url: `${peers.open}/v1` },
  ]);
  await console.key('strict', key);
  await console.send();
  // The wrong key is refused; the other address answers without ever seeing it.
  await expect(console.verdicts).toHaveText(/^lenient answered after 1 other attempt/);
  for (const attempt of await page.locator('.exchange > summary').all()) await attempt.click();
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const copies: string[] = [];
  for (const copy of await console.button('Copy as curl, without the key').all()) {
    await copy.click();
    await expect(page.getByText('Copied.').first()).toBeVisible();
    copies.push(await page.evaluate(() => navigator.clipboard.readText()));
  }
  expect(copies.join()).toContain('authorization: Bearer $API_KEY');
  for (const name of ['Save as OTLP JSON', 'Save as a trace for route simulate', /^Save .*json|toml|yaml/]) {
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name, exact: true }).first().click();
    copies.push(readFileSync((await (await download).path())!, 'utf8'));
  }
  const found = [...copies, page.url(), await everythingIn(page)].filter((text) => text.includes(key));
  expect(found).toEqual([]);
  expect(new Set(carried)).toEqual(new Set([peers.locked]));
});

test('a key is remembered over a reload only if asked for, and goes with its address', async ({ page, peers }) => {
  const console = new ConsolePage(page);
  const policy = () => console.policy([{ name: 'strict', model: 'open-eyes', base_url: `${peers.locked}/v1` }]);
  await console.open();
  await policy();
  await console.key('strict', peers.key);
  await page.getByRole('checkbox', { name: /^Let this tab remember/ }).check();
  await page.reload();
  await policy();
  await expect(page.getByText('has a key', { exact: true })).toBeVisible();
  await console.send();
  await expect(console.answers).toHaveText(peers.answer);
  const address = (await console.target('strict')).getByRole('textbox', { name: 'Address, up to and including the version' });
  await address.fill(`${peers.open}/v1`);
  await address.blur();
  await expect(page.getByText('no key', { exact: true })).toBeVisible();
  expect(await page.evaluate(() => sessionStorage.getItem('shipcheck-gateway-keys'))).toBeNull();
});

test('the doctor tells CORS, a wrong key and a wrong address apart', async ({ page, peers }) => {
  const console = new ConsolePage(page);
  await console.open();
  await console.policy([
    { name: 'closed', model: 'open-eyes', base_url: `${peers.portkey}/v1` },
    { name: 'strict', model: 'open-eyes', base_url: `${peers.locked}/v1` },
    { name: 'moved', model: 'open-eyes', base_url: `${peers.open}/moved/v1` },
  ]);
  await console.key('strict', 'sk-not-the-right-one');
  for (const [name, said] of [['closed', /not let|CORS/], ['strict', /key/i], ['moved', /another address|redirect/i]] as const) {
    const row = await console.target(name);
    await row.getByRole('button', { name: 'Examine the connection' }).click();
    await expect(row.getByTestId('diagnosis')).toHaveText(said, { timeout: 30_000 });
  }
  const closed = await console.target('closed');
  await closed.getByRole('button', { name: 'Examine the connection' }).click();
  await expect(closed.getByText('A relay to run on your own machine or server')).toBeVisible({ timeout: 30_000 });
});

test('an http endpoint from an https page is explained before anything is sent', async ({ page, context, baseURL, allowed }) => {
  allowed.push('https://shipcheck.test/');
  await context.route('https://shipcheck.test/**', async (route) => {
    await route.fulfill({ response: await route.fetch({ url: route.request().url().replace('https://shipcheck.test/', baseURL!) }) });
  });
  const console = new ConsolePage(page);
  await console.open('https://shipcheck.test/gateway/');
  await console.policy([{ name: 'plain', model: 'm', base_url: 'http://gateway.example.com/v1' }]);
  await (await console.target('plain')).getByRole('button', { name: 'Examine the connection' }).click();
  await expect(console.diagnosis).toContainText('over https');
});

test('signing in to OpenRouter brings a key without pasting one', async ({ page, context, allowed }) => {
  allowed.push('https://openrouter.ai/');
  let verified: any;
  await context.route('https://openrouter.ai/**', async (route) => {
    const url = new URL(route.request().url());
    if (url.pathname === '/auth') {
      expect(url.searchParams.get('code_challenge_method')).toBe('S256');
      return route.fulfill({ status: 302, headers: { location: `${url.searchParams.get('callback_url')}?code=given` } });
    }
    verified = route.request().postDataJSON();
    return route.fulfill({ json: { key: 'sk-or-v1-from-the-sign-in' }, headers: { 'access-control-allow-origin': '*' } });
  });
  const console = new ConsolePage(page);
  await console.open();
  await page.getByLabel('Another target').selectOption('OpenRouter');
  await console.button('Add').click();
  await (await console.target('openrouter')).getByRole('button', { name: 'Sign in to OpenRouter instead' }).click();
  await expect(page.getByText('has a key', { exact: true })).toBeVisible();
  await expect(page.getByText('google/gemini-2.5-flash at openrouter.ai')).toBeVisible();
  expect(verified).toMatchObject({ code: 'given', code_challenge_method: 'S256' });
  expect(page.url()).not.toContain('code=');
  expect(await everythingIn(page)).not.toContain('from-the-sign-in');
});

test('the simulator says where its requests come from, and a link brings the same run', async ({ page, browser }) => {
  const console = new ConsolePage(page);
  await console.open();
  await expect(page.getByTestId('provenance')).toHaveText(/^Simulated, 2026-11-23\. Not measured/);
  await page.getByRole('button', { name: '503 window' }).click();
  await page.getByRole('group', { name: 'What breaks' }).getByRole('combobox').selectOption('gemini');
  await page.getByLabel('Seed').fill('7');
  await page.getByLabel('Seed').blur();
  const table = page.getByRole('table', { name: /requests, run again$/ });
  const figures = await table.textContent();
  await console.button('Copy a link to this run').click();
  await expect(page).toHaveURL(/#what-if=/);
  const other = await browser.newPage();
  await other.goto(page.url());
  await expect(other.getByRole('table', { name: /requests, run again$/ })).toHaveText(figures!);
  await other.close();
});

/** An address whose simulation runs under a policy with one target at this host. */
function linkTo(host: string, rest: object = {}, outages: object[] = []): string {
  const targets = [
    { name: 'tab', kind: 'on_device', model: 'demo', vision: true },
    { name: 'foreign', kind: 'endpoint', dialect: 'openai', base_url: `https://${host}/v1`, model: 'google/gemini-2.5-flash', vision: true },
  ];
  const shared = { seed: 1, outage: { version: 1, outages }, policy: { version: 1, targets, ...rest } };
  return `gateway/#what-if=${Buffer.from(JSON.stringify(shared)).toString('base64url')}`;
}

test('a link changes nothing but the simulation until it is taken over with its hosts spelled out', async ({ page }) => {
  const console = new ConsolePage(page);
  await console.open();
  const kept = JSON.stringify([['https://api.openai.com', 'sk-kept-by-the-tab-0123']]);
  await page.evaluate((keys) => sessionStorage.setItem('shipcheck-gateway-keys', keys), kept);
  await page.goto('about:blank');
  await console.open(linkTo('foreign.example'));
  await expect(page.getByRole('table', { name: /requests, run again$/ })).toBeVisible();
  const policy = page.getByRole('textbox', { name: 'The policy as JSON' });
  await page.locator('details.policy > summary').click();
  expect(await policy.inputValue()).not.toContain('foreign.example');
  expect(await page.evaluate(() => sessionStorage.getItem('shipcheck-gateway-keys'))).toBe(kept);
  await page.getByRole('button', { name: 'Take it over and send to the model in this tab, https://foreign.example', exact: true }).click();
  await expect(policy).toHaveValue(/https:\/\/foreign\.example\/v1/);
  await expect(page.getByTestId('linked')).toBeHidden();
});

test('a hostile link gives a message and the page goes on', async ({ page }) => {
  const console = new ConsolePage(page);
  const endless = { retry: { attempts: 4294967295, base_delay_ms: 0, max_delay_ms: 0 }, timeouts: { total_ms: 1e12 } };
  const bad = [
    linkTo('foreign.example', endless),
    linkTo('foreign.example', {}, [{ kind: 'stall', target: '*', probability: -1 }]),
    `gateway/#what-if=${Buffer.from('['.repeat(20_000)).toString('base64url')}`,
    `gateway/#what-if=${'A'.repeat(100_000)}`,
    'gateway/#what-if=%%%',
  ];
  for (const address of bad) {
    await page.goto('about:blank');
    await console.open(address);
    await expect(page.getByText(/^The link can't be used, so nothing was changed/)).toBeVisible();
    await expect(page.getByTestId('linked')).toBeHidden();
    await page.getByRole('button', { name: '503 window' }).click();
    await expect(page.getByRole('table', { name: /requests, run again$/ })).toBeVisible();
  }
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the console fits and is accessible before and after a request, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const console = new ConsolePage(page);
    await console.open();
    await page.getByLabel('Another target').selectOption('OpenAI');
    await console.button('Add').click();
    await console.target('openai');
    await console.picture();
    await console.send();
    await expect(console.verdicts).toHaveText(/^tab answered/, { timeout: 60_000 });
    for (const summary of ['.policy > summary', '.exchange > summary']) await page.locator(summary).first().click();
    for (const width of [320, 390, 820, 1440]) {
      await page.setViewportSize({ width, height: 900 });
      await expectNoSidewaysScroll(page);
      await expectAccessible(page);
    }
  });
}

/** Storage, the document with the values of its fields, and the console's state of all kinds that a script can see. */
async function everythingIn(page: Page): Promise<string> {
  return page.evaluate(() => {
    const fields = [...document.querySelectorAll('input, textarea')].map((field: any) => field.value);
    const stored = [localStorage, sessionStorage].map((storage) => JSON.stringify({ ...storage }));
    return [document.documentElement.outerHTML, ...fields, ...stored, document.cookie, location.href].join('\n');
  });
}
