// Starts the page Models once the printed page has been painted.
const folder = new URL('./shelf/', import.meta.url);

async function start() {
  const list = await (await fetch(new URL('variants.json', folder))).json();
  const program = await import(new URL(list.variants[0].path, folder));
  await program.default();
}

requestAnimationFrame(() => setTimeout(start));
