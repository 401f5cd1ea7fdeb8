import { program, programText, runTests } from '../fixtures/kernel-tests';
import { expect, test } from '../fixtures/test';

test('the kernels keep their promises in Wasm, whichever way they multiply', async ({ page }) => {
  test.skip(!program, 'SHIPCHECK_KERNEL_TESTS names no program');
  await page.goto('./');
  const told = await page.evaluate(runTests, programText());
  expect(told).toMatch(/test result: ok\. [1-9]\d* passed; 0 failed/);
});
