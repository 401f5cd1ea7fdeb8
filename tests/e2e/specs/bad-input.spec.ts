import { emptyFile, giantPng, plainSample, sampleFile, textFile, truncatedPng, wordsOf } from '../fixtures/pictures';
import { expect, test } from '../fixtures/test';

const files = [
  { what: 'a text file', file: textFile },
  { what: 'half a PNG', file: truncatedPng },
  { what: 'a PNG of 30000 × 30000', file: giantPng },
  { what: 'an empty file', file: emptyFile },
];

for (const { what, file } of files) {
  test(`${what} gets a message that says what to do, and a good picture still works`, async ({ bench }) => {
    await bench.open();
    await bench.choose(file());
    // Some files are refused at once, others when the engine opens them.
    if ((await bench.message.count()) === 0) await bench.describe.click();

    await expect(bench.message.first()).toBeVisible({ timeout: 60_000 });
    const text = (await bench.message.first().innerText()).trim();
    expect(text).toMatch(/\b(choose|save|make|get|try|use)\b/i);
    expect(text).not.toMatch(/panicked|RuntimeError|undefined|\[object/);

    const good = plainSample();
    await bench.choose(sampleFile(good));
    await expect(bench.message).toHaveCount(0);
    await bench.describe.click();
    await bench.expectState('done');
    await expect(bench.answer).toContainText(new RegExp(wordsOf(good)[0], 'i'));
  });
}
