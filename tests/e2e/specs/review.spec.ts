import { readFile } from 'node:fs/promises';
import { hubWithLengths } from '../fixtures/hub';
import { FIRST } from '../fixtures/review-page';
import { expect, test } from '../fixtures/test';

test('one reviewer alone can be shown, and the address says which', async ({ review, page }) => {
  await review.open();
  await expect(review.reviewers).toHaveText(['Builder', 'Skeptic', 'Futurist', 'Founder', 'Product manager']);
  await review.role('Skeptic').check();
  await expect(review.reviewers).toHaveText(['Skeptic']);
  await expect(page).toHaveURL(/role=skeptic/);

  await page.reload();
  await expect(review.reviewers).toHaveText(['Skeptic']);
  await review.role('All').check();
  await expect(review.reviewers).toHaveCount(5);
  await expect(page).not.toHaveURL(/role=/);
});

test('the month is the visitor’s own, and its address brings it back', async ({ review, page }) => {
  await review.open();
  await expect(review.bill).toContainText('$54.00');
  await review.field('Images per month').fill('2,000,000');
  await review.field('Images per month').press('Tab');
  await expect(review.bill).toContainText('2,000,000 images');
  await expect(review.bill).toContainText('$108');
  await expect(page).toHaveURL(/images=2000000/);

  await page.reload();
  await expect(review.bill).toContainText('$108');
  await page.getByRole('button', { name: 'Back to the example' }).click();
  await expect(review.bill).toContainText('$54.00');
  await expect(page).not.toHaveURL(/images=/);
});

test('a figure that is none stays in its field, with the reason, and nothing else changes', async ({ review, page }) => {
  await review.open();
  const share = review.field('Handled on the device');
  await share.fill('lots');
  await share.press('Tab');
  await expect(page.getByText('“lots” is no figure.')).toBeVisible();
  await expect(share).toHaveValue('lots');
  await expect(share).toHaveAttribute('aria-invalid', 'true');
  await expect(review.bill).toContainText('$40.80');
  await share.fill('140');
  await share.press('Tab');
  await expect(page.getByText('A figure from 0 to 100, please.')).toBeVisible();
  await share.fill('50');
  await share.press('Tab');
  await expect(share).toHaveAttribute('aria-invalid', 'false');
  await expect(review.bill).toContainText('$57.00');
});

test('the chart is read with the keyboard and in words', async ({ review, page }) => {
  await review.open();
  await expect(review.chart).toHaveAccessibleName(/At 1,000,000 images a month: all hosted \$54.00/);
  const reading = page.getByRole('slider', { name: /^Read the chart/ });
  await reading.focus();
  await page.keyboard.press('Home');
  await expect(reading).toHaveAttribute('aria-valuetext', /^0 images: all hosted \$0, all on the device \$30.00/);
  await page.getByText('The chart as a table').click();
  await expect(page.getByRole('table').filter({ hasText: 'Your split' }).getByRole('row')).toHaveCount(6);
});

test('the size claim asks the hub for the files’ lengths and judges them', async ({ review, page, allowed }) => {
  const half = 272_000_000;
  const hub = await hubWithLengths(page, (path) => (path.includes('mmproj') ? half / 2 : half));
  allowed.push(hub.address);
  await review.open();
  const size = review.check('Fits under 2 GB');
  await size.getByRole('button').click();
  await expect(size).toContainText('Checked on your device: 408 MB for SmolVLM2-500M at 127.0.0.1');
  await expect(size).toContainText('It holds.');
  await hub.stop();
  await size.getByRole('button').click();
  await expect(size).toContainText('Not checked: 127.0.0.1');
});

test('claims are checked here, or the page says why not', async ({ review, bench }) => {
  await review.open();
  const offline = review.check('Runs without the network');
  await offline.getByRole('button').click();
  await expect(offline).toContainText('Let the bench answer once');

  await bench.samples.first().click();
  await bench.expectState('done');
  await offline.getByRole('button').click();
  await expect(offline).toContainText('Checked on your device: 0 requests while it answered. It holds.');

  await expect(review.check('Falls back by itself')).toContainText('Not checked yet');
});

test('the whole comparison can be taken away, with what was measured', async ({ review, bench, page }) => {
  await review.open();
  await bench.samples.first().click();
  await bench.expectState('done');
  await review.check('Runs without the network').getByRole('button').click();

  const markdown = await saved('Save as Markdown');
  expect(markdown).toContain('# SmolVLM2 Turbo or Vercel AI Gateway');
  expect(markdown).toContain('Runs without the network: 0 requests');
  expect(markdown).toContain('All hosted: $54.00');

  const json = JSON.parse(await saved('Save as JSON'));
  expect(json.tools[1].name).toBe('Vercel AI Gateway');
  expect(json.bill.split).toBeCloseTo(40.8);
  expect(json.measurements.length).toBe(2);

  async function saved(button: string) {
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: button }).click();
    return readFile(await (await download).path(), 'utf8');
  }
});

test('the link on the clipboard holds the visitor’s figures', async ({ review, page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await review.open();
  await review.field('Price in').fill('0.25');
  await review.field('Price in').press('Tab');
  await page.getByRole('button', { name: 'Copy the link' }).click();
  await expect(page.getByText('The link is on your clipboard')).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(new RegExp(`${FIRST}\\?price-in=0.25$`));
});

test('the newsletter’s form says what is wrong before it is sent', async ({ page, review }) => {
  // The built site has no provider, so the form is put where the build would have printed it.
  await page.route('**/compare/**', async (route) => {
    const response = await route.fetch();
    const form = '<form id="weekly-form" method="post" action="subscribed.html"><label for="weekly-address">Your e-mail address</label>'
      + '<input id="weekly-address" type="email" name="email" required><button>Send</button><p id="weekly-status" role="status"></p></form>';
    await route.fulfill({ response, body: (await response.text()).replace('<div class="weekly">', `<div class="weekly">${form}`) });
  });
  await review.open();
  const field = page.getByRole('textbox', { name: 'Your e-mail address' });
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(page.getByText('Put in your e-mail address first.')).toBeVisible();
  await expect(field).toBeFocused();
  await field.fill('ada');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(page.getByText('does not look like an e-mail address')).toBeVisible();
  await field.fill('ada@example.org');
  const sent = page.waitForRequest((request) => request.method() === 'POST');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  expect((await sent).postData()).toBe('email=ada%40example.org');
});
