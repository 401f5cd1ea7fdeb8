// What the pretended models do. A test chooses a behaviour by the name of a model.

/** The answer of every model that answers: 60 words, each a chunk of its own. */
export const ANSWER = Array.from({ length: 60 }, (_, index) => `w${String(index + 1).padStart(2, '0')}`).join(' ');
/** How long the limited model wants to be left alone, in milliseconds. */
export const LIMIT_MS = 1_200;

const FOREVER_MS = 60_000;

export function fixtures() {
  return [
    model('open-eyes', answer()),
    model('other-eyes', answer({ model: 'other-eyes-2026-01' })),
    model('thinking', answer({ reasoning: 'First I look at the picture.' })),
    model('slow', answer(), { streamingProfile: { ttft: 400, tps: 40 } }),
    model('priced', answer({ provider: 'Example', usage: usage({ cost: 0.00042 }) }), { openRouterProcessing: true }),

    model('down', failure(503, 'The engine is overloaded.', { type: 'server_error' })),
    model('also-down', failure(500, 'Something broke.', { type: 'server_error' })),
    model('overloaded', failure(529, 'Overloaded.', { type: 'overloaded_error' })),
    model('no-credit', failure(402, 'Insufficient credits.', { type: 'insufficient_credits' })),
    model('no-pictures', failure(400, 'This model takes no pictures.', { type: 'invalid_request_error' })),
    model('limited', limiter()),

    model('late', answer(), { streamingProfile: { ttft: FOREVER_MS } }),
    model('stalling', answer(), { recordedTimings: stall(10) }),
    // The first chunk only says who speaks. The latency lets the others leave before the connection is torn down.
    model('cut-after-40', answer(), { truncateAfterChunks: 41, latency: 3 }),
    model('no-stream', answer(), { chaos: { malformedRate: 1 } }),
  ];
}

function model(name, response, options = {}) {
  return { match: { model: name }, response, chunkSize: 4, ...options };
}

function usage(more = {}) {
  return { prompt_tokens: 12, completion_tokens: 60, total_tokens: 72, ...more };
}

function answer(more = {}) {
  return { content: ANSWER, usage: usage(), ...more };
}

function failure(status, message, more) {
  return { error: { message, ...more }, status };
}

/** Refuses until it was left alone for its time, which it asks for in the words of OpenAI; then it answers once. */
function limiter() {
  let refusedAt;
  return () => {
    const rested = refusedAt !== undefined && Date.now() - refusedAt >= LIMIT_MS;
    refusedAt = rested ? undefined : Date.now();
    if (rested) return answer();
    const message = `Rate limit reached. Please try again in ${LIMIT_MS / 1000}s.`;
    return { ...failure(429, message, { type: 'rate_limit_error', code: 'rate_limit_exceeded' }), retryAfter: 2 };
  };
}

/** Short pauses before the first chunks, then one that outlasts any patience. */
function stall(chunks) {
  return { ttftMs: 5, interChunkDelaysMs: [...Array(chunks - 1).fill(5), FOREVER_MS], totalDurationMs: FOREVER_MS };
}
