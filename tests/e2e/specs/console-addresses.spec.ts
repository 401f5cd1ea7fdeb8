import { ConsolePage } from '../fixtures/console-page';
import { expect, test } from '../fixtures/test';

const KEY = 'sk-belongs-to-one-address-0a1b2c3d';
const COUNT = 10_000;
/** Targets of one policy. */
const BATCH = 50;

/** What parsers of addresses disagree on, and what they agree on. */
const PIECES = [
  'https://', 'http://', 'HTTPS://', 'https:', 'https:/', '//', '/', '\\', '@', ':', ':443', ':80', ':0443', ':65536', '?', '#', '.', '..', '%2e', '%40', '%00',
  'good.example', 'evil.example', 'GOOD.example', 'key@', 'user:word@', 'localhost', '127.0.0.1', '127.1', '0x7f.1', '2130706433', '017700000001', '1.2.3.4.',
  '[::1]', '[::ffff:1.2.3.4]', '[0:0:0:0:0:0:0:1]', '[fe80::1%25en0]', '[', ']', 'xn--bcher-kva.example', 'xn--', 'xn--a', 'bücher.example', 'ß', 'ﬀ', '。', '．', '／', '＠',
  '\u00a0', '\u3000', '\u2028', '\u2029', '\u0085', '\ufeff', '\u200b', '\u200d', '\u00ad', '\u202e', '\u0000', '\u0001', '\u001f', '\u007f', ' ', '\t', '\n', '\r', '\v', '\f',
  'v1', 'a', 'b-', '-c', '_', '*', '&', '^', '|', '<', '"', '{', 'blob:', 'javascript:', 'data:,', 'ws://', 'file:///',
];

test('no address gives a key to another origin than the one the browser sends to', async ({ page }) => {
  test.setTimeout(600_000);
  const console = new ConsolePage(page);
  await console.open();
  const random = generator(20261201);
  const any = () => PIECES[Math.floor(random() * PIECES.length)];
  const address = () => {
    const begin = ['', '', 'https://', 'https://', 'https://', 'https://good.example', 'http://', any()][Math.floor(random() * 8)];
    return begin + Array.from({ length: Math.floor(random() * 5) }, any).join('');
  };
  let named = 0;
  for (let batch = 0; batch < COUNT / BATCH; batch++) {
    const addresses = Array.from({ length: BATCH }, address);
    const name = (place: number) => `t${batch}-${place}`;
    await console.policy(addresses.map((base_url, place) => ({ name: name(place), model: 'm', base_url })));
    const last = page.locator('.target').nth(BATCH - 1);
    await expect(last.locator('.target-name')).toHaveText(name(BATCH - 1));
    const wrong = await page.locator('.target').evaluateAll((rows, addresses) => {
      const origin = (url: string) => (URL.canParse(url) ? new URL(url).origin : undefined);
      return rows.map((row, place) => {
        const title = [...row.querySelectorAll('.field-title')].map(({ textContent }) => textContent!).find((text) => /^Key/.test(text));
        const key = title?.replace(/^Key( for )?/, '');
        const base = addresses[place];
        const sent = [base, `${base.replace(/\/+$/, '')}/chat/completions`].map(origin).filter((origin) => origin !== undefined);
        return { base, key, sent, wrong: title === undefined || (key !== '' && sent.some((origin) => origin !== key)) };
      });
    }, addresses);
    expect(wrong.filter(({ wrong }) => wrong)).toEqual([]);
    named += wrong.filter(({ key }) => key !== '').length;
  }
  // Most are refused, and enough are not.
  expect(named).toBeGreaterThan(COUNT / 20);
});

test('an address that the browser would read in its own way is refused by name, and the key stays', async ({ page, context, allowed }) => {
  const good = 'https://good.example/v1';
  const host = 'good.example';
  allowed.push('https://good.example/');
  await context.route('https://good.example/**', (route) =>
    route.fulfill({ status: 401, json: { error: { message: 'Who are you?' } }, headers: { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' } }),
  );
  const carried: string[] = [];
  context.on('request', async (request) => {
    const all = [request.url(), request.postData() ?? '', JSON.stringify(await request.allHeaders())].join(' ');
    if (all.includes(KEY)) carried.push(request.url());
  });
  const console = new ConsolePage(page);
  await console.open();
  await console.policy([{ name: 'strict', model: 'open-eyes', base_url: good }]);
  await console.key('strict', KEY);
  const odd: [string, RegExp][] = [
    [`\u00a0${good}`, /contains a no-break space \(U\+00A0\)/],
    [`\u3000${good}`, /contains a space \(U\+3000\)/],
    [`\u2028${good}`, /contains a line break \(U\+2028\)/],
    [`\u0085${good}`, /contains a line break \(U\+0085\)/],
    [`\ufeff${good}`, /contains an invisible character \(U\+FEFF\)/],
    [`${good}\u00a0`, /contains a no-break space/],
    [` ${good}`, /contains a space/],
    [`ht\ttps://${host}/v1`, /contains a tab/],
    [`https:\\\\${host}\\v1`, /contains a backslash/],
    [`https://${KEY}@${host}/v1`, /carries a name or a key/],
    [`https:${host}/v1`, /does not begin with https:\/\/ or http:\/\//],
    [`//${host}/v1`, /does not begin with/],
    ['./v1', /does not begin with/],
    ['http://127.1/v1', /has a host that browsers may read differently/],
  ];
  for (const [base_url, why] of odd) {
    await console.policy([{ name: 'odd', model: 'open-eyes', base_url }, { name: 'strict', model: 'open-eyes', base_url: good }]);
    const row = await console.target('odd');
    await expect(row.getByText('no key', { exact: true })).toBeVisible();
    await row.getByRole('button', { name: 'Examine the connection' }).click();
    await expect(row.getByTestId('diagnosis')).toHaveText(why);
    await console.send();
    await expect(console.verdicts.first()).toContainText('Nothing was sent: the address');
    await expect(console.verdicts.first()).toContainText(why);
  }
  // The key is still there for its own address, and went nowhere else.
  await console.policy([{ name: 'strict', model: 'open-eyes', base_url: good }]);
  await console.send();
  await expect(console.verdicts.first()).toContainText('401');
  expect(carried.length).toBeGreaterThan(0);
  expect(carried.filter((url) => !url.startsWith('https://good.example/v1/'))).toEqual([]);
});

/** Small, good enough, and the same every time. */
function generator(seed: number) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
