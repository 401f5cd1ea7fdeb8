// Damage that aimock has no word for, done to its own streams on their way out. Mounted below a path of its own.

const PIECES = 40;

/** A chunk that is no JSON, in the middle of the answer. */
export function garbled(upstream) {
  return relay(upstream, async function* (chunks) {
    let count = 0;
    for await (const chunk of chunks) yield ++count === PIECES ? `data: {"id":"chatcmpl-1","choices":[{"ind\n\n` : chunk;
  });
}

/** An end that looks orderly, but leaves out why, as Portkey does when its upstream breaks off. */
export function quiet(upstream) {
  return relay(upstream, async function* (chunks) {
    let count = 0;
    for await (const chunk of chunks) {
      if (++count > PIECES + 1) return;
      yield chunk;
    }
  });
}

/** Sends everyone to another address. */
export function moved(upstream) {
  return handler(async (request, response, path) => {
    response.writeHead(307, { location: `${upstream()}${path}`, 'access-control-allow-origin': '*' }).end();
  });
}

function relay(upstream, damage) {
  return handler(async (request, response, path) => {
    const parts = [];
    for await (const part of request) parts.push(part);
    const body = parts.length > 0 ? Buffer.concat(parts) : undefined;
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${upstream()}${path}`, { method: request.method, headers, body });
    const type = answer.headers.get('content-type');
    response.writeHead(answer.status, { 'content-type': type, 'access-control-allow-origin': '*' });
    if (!type.startsWith('text/event-stream')) return response.end(await answer.text());
    for await (const chunk of damage(events(answer.body))) response.write(chunk);
    response.end();
  });
}

/** Whole events, however the bytes come in. */
async function* events(body) {
  const text = new TextDecoder();
  let rest = '';
  for await (const bytes of body) {
    const parts = (rest + text.decode(bytes, { stream: true })).split('\n\n');
    rest = parts.pop();
    for (const part of parts) yield `${part}\n\n`;
  }
  if (rest) yield rest;
}

function handler(answer) {
  return {
    handleRequest: async (request, response, path) => {
      await answer(request, response, path);
      return true;
    },
  };
}
