// A relay between one page and an endpoint that does not talk to pages. It passes requests and their keys on, and
// writes nothing down. On this machine, with Node 20 or newer: node relay.mjs. On Cloudflare: paste it as a Worker.
const UPSTREAM = "https://endpoint.example";
const PAGE = "https://page.example";
const PORT = 8788;
// Headers that the endpoint wants and the page does not send, such as { "x-portkey-provider": "openai" }.
const ADDED = {};

const PASSED_ON = /^(accept|authorization|content-type|anthropic-.+|x-(?!forwarded|real).+)$/;

async function relay(request) {
  if (request.headers.get("origin") !== PAGE) return new Response("This relay serves another page.\n", { status: 403 });
  const allowed = {
    "access-control-allow-origin": PAGE,
    "access-control-allow-methods": "GET, POST",
    "access-control-allow-headers": request.headers.get("access-control-request-headers") ?? "",
    "access-control-expose-headers": "retry-after, retry-after-ms",
    "access-control-max-age": "600",
    vary: "origin, access-control-request-headers",
  };
  if (request.method === "OPTIONS") return new Response(null, { status: 204, headers: allowed });
  const { pathname, search } = new URL(request.url);
  try {
    const answer = await fetch(UPSTREAM + pathname + search, {
      method: request.method,
      headers: [...[...request.headers].filter(([name]) => PASSED_ON.test(name)), ...Object.entries(ADDED)],
      body: request.method === "POST" ? await request.arrayBuffer() : undefined,
      redirect: "manual",
      signal: request.signal,
    });
    const kept = [...answer.headers].filter(([name]) => /^(content-type|location|retry-after(-ms)?)$/.test(name));
    return new Response(answer.body, { status: answer.status, headers: { ...Object.fromEntries(kept), ...allowed } });
  } catch {
    const error = { message: "The relay can't reach the endpoint.", type: "service_unavailable", code: 502 };
    return Response.json({ error }, { status: 502, headers: allowed });
  }
}

export default { fetch: relay };

if (globalThis.process?.argv?.[1]) {
  const { createServer } = await import("node:http");
  const { Readable } = await import("node:stream");
  const serve = async (incoming, outgoing) => {
    // A visitor who stops pays no further: the upstream request stops, too.
    const gone = new AbortController();
    outgoing.on("close", () => gone.abort());
    const { method, headers } = incoming;
    const body = method === "POST" ? Readable.toWeb(incoming) : undefined;
    const url = new URL(incoming.url, "http://relay");
    const answer = await relay(new Request(url, { method, headers, body, duplex: "half", signal: gone.signal }));
    outgoing.writeHead(answer.status, Object.fromEntries(answer.headers));
    if (!answer.body) return outgoing.end();
    // A stream that breaks off upstream breaks off here, too, instead of looking whole.
    Readable.fromWeb(answer.body).on("error", () => outgoing.destroy()).pipe(outgoing);
  };
  createServer((incoming, outgoing) => serve(incoming, outgoing).catch(() => outgoing.destroy())).listen(PORT, "127.0.0.1");
}
