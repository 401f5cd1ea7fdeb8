import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { program, programText, runTests } from '../fixtures/kernel-tests';
import { expect, test } from '../fixtures/test';

// Playwright drives a Firefox of its own make only; the one people have speaks WebDriver BiDi, which Puppeteer knows.
const firefox = process.env.FIREFOX_BIN;
const QUESTION = { prompt: 'Describe the picture.', maxNewTokens: 24, minNewTokens: 24 };

/** What each build of the worker says about a sample; one that the browser can't run says why. */
async function told(question: typeof QUESTION) {
  const absolute = (path: string) => new URL(path, location.href).href;
  const { Vlm } = await import(absolute('/vlm.js'));
  const { variants } = await (await fetch(absolute('/engine/variants.json'))).json();
  const told: Record<string, number[]> = {};
  for (const { name } of variants) {
    const vlm = await Vlm.load({ variant: name, threads: 2 });
    for await (const event of vlm.caption(absolute('/samples/open.png'), question)) {
      if (event.type === 'done') told[event.stats.variant] = event.tokens;
    }
    vlm.dispose();
  }
  return told;
}

test.describe('in Firefox', () => {
  test.skip(!firefox, 'FIREFOX_BIN names no Firefox');
  let browser: Browser;
  let page: Page;

  test.beforeEach(async () => {
    browser = await puppeteer.launch({ browser: 'firefox', executablePath: firefox, headless: true });
    page = await browser.newPage();
    page.setDefaultTimeout(100_000);
  });
  test.afterEach(() => browser.close());

  test('every build of the worker says what it says in Chromium', async ({ page: chromium, baseURL }) => {
    await page.goto(baseURL!);
    await chromium.goto('./');
    expect(await page.evaluate(() => crossOriginIsolated), 'threads need isolation').toBe(true);
    const [here, there] = [await page.evaluate(told, QUESTION), await chromium.evaluate(told, QUESTION)];
    expect(Object.keys(here)).toEqual(['relaxed-threads', 'relaxed', 'simd-threads', 'simd']);
    expect(here).toEqual(there);
  });

  test('the kernels keep their promises', async ({ baseURL }) => {
    test.skip(!program, 'SHIPCHECK_KERNEL_TESTS names no program');
    await page.goto(baseURL!);
    expect(await page.evaluate(runTests, programText())).toMatch(/test result: ok\. [1-9]\d* passed; 0 failed/);
  });

  test('a sample is described, with the numbers of this run', async ({ baseURL }) => {
    await page.goto(baseURL!);
    await page.locator('::-p-aria([name="Sample pictures"]) button').click();
    await page.waitForFunction(() => /\w/.test(document.querySelector('[data-testid=answer]')?.textContent ?? ''));
  });

  test('a model is fetched once and still there after a reload', async ({ baseURL }) => {
    await page.goto(`${baseURL}models/`);
    await page.locator('.shelf-model button').click();
    const kept = () => /Verify/.test(document.body.textContent ?? '');
    await page.waitForFunction(kept);
    await page.reload();
    await page.waitForFunction(kept);
  });
});
