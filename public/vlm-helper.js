// A further thread of the engine: the same module in the same memory, at work whenever the engine's worker has some.

self.onmessage = async ({ data: { engine, module, memory } }) => {
  const { default: start, help } = await import(engine);
  await start({ module_or_path: module, memory });
  help();
};
