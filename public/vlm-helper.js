// A further thread of the engine: the same module in the same memory, at work whenever the engine's worker has some.

import { hold } from './life.js';

self.onmessage = async ({ data: { engine, module, memory, life } }) => {
  const { default: start, help, fall } = await import(engine);
  await start({ module_or_path: module, memory });
  if (await hold(life)) self.postMessage({ type: 'alive', life });
  try {
    help();
  } catch (error) {
    console.error(error);
  } finally {
    // It only comes back from a trap. The worker may be waiting for the part that this thread has left undone.
    fall();
    self.close();
  }
};
