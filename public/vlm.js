// The door to the engine: a vision-language model in a worker of this page. Types and docs: vlm.d.ts.

import { Thread } from './life.js';

const WIRE_VERSION = 1;
/** Milliseconds in which an engine that was told to stop must have stopped. */
const PATIENCE = 2_500;
const DEMO = { text: './models/demo/text.gguf', mmproj: './models/demo/mmproj.gguf' };

/** A failure in the words `{kind, message, remedy}`. */
export class VlmError extends Error {
  constructor({ kind, message, remedy }) {
    super(message);
    Object.assign(this, { name: 'VlmError', kind, remedy });
  }
}

const died = (detail) =>
  new VlmError({
    kind: 'worker',
    message: `The engine stopped unexpectedly (${detail}).`,
    remedy: 'Ask again: a new engine is started. If it happens again, choose a smaller model or less detail.',
  });

const cancelled = () => new VlmError({ kind: 'cancelled', message: 'Stopped.', remedy: 'Start it again when you like.' });

const silent = () =>
  new VlmError({
    kind: 'cancelled',
    message: 'The engine did not answer Stop and was ended.',
    remedy: 'The next question starts a new one and loads the model again.',
  });

const disposed = (kind) => new VlmError({ kind, message: 'The model was disposed of.', remedy: 'Load it again.' });

const otherBuild = () =>
  new VlmError({
    kind: 'request',
    message: 'The page and its engine are of two versions.',
    remedy: 'Reload the page; if that does not help, publish all files of one build together.',
  });

const unsendable = (error) =>
  new VlmError({
    kind: 'request',
    message: `The request can't be sent to the engine: ${error.message}.`,
    remedy: 'Give plain data, as vlm.d.ts describes it.',
  });

/** One worker and its calls. Dies once; whoever needs it afterwards starts another. */
class Engine {
  static async start({ variant, threads }, signal) {
    const url = new URL('./vlm-worker.js', import.meta.url);
    if (variant) url.searchParams.set('variant', variant);
    if (threads !== undefined) url.searchParams.set('threads', threads);
    const engine = new Engine(url);
    const stop = () => engine.die(cancelled());
    signal?.addEventListener('abort', stop);
    if (signal?.aborted) stop();
    await engine.hello.finally(() => signal?.removeEventListener('abort', stop));
    return engine;
  }

  constructor(url) {
    this.calls = new Map();
    this.nextId = 1;
    this.hello = new Promise((resolve, reject) => this.calls.set(0, { done: resolve, fail: reject }));
    this.worker = new Thread(url, (reply) => this.receive(reply), (why) => this.die(died(why)));
  }

  receive(reply) {
    if (reply.type === 'hello' && reply.v !== WIRE_VERSION) return this.die(otherBuild());
    const id = reply.type === 'hello' ? 0 : reply.id;
    const call = this.calls.get(id);
    if (reply.type === 'event') {
      call?.event(reply.event);
      if (reply.event.type !== 'done') return;
    }
    // A failure of nobody's call is everybody's: it is not known who would wait for ever.
    if (reply.type === 'failed' && !(id && call)) return this.die(new VlmError(reply.error));
    this.calls.delete(id);
    if (reply.type === 'failed') call.fail(new VlmError(reply.error));
    else call?.done(reply);
  }

  /** Sends one request; `event` gets its events; resolves with the last reply. */
  call(request, event, signal) {
    if (this.dead) return Promise.reject(this.dead);
    const id = this.nextId++;
    let patience;
    const cancel = () => {
      this.worker.post({ v: WIRE_VERSION, id, type: 'cancel' });
      patience = setTimeout(() => this.die(silent()), PATIENCE);
    };
    return new Promise((resolve, reject) => {
      this.calls.set(id, { event, done: resolve, fail: reject });
      signal?.addEventListener('abort', cancel);
      try {
        this.worker.post({ v: WIRE_VERSION, id, ...request });
      } catch (error) {
        this.calls.delete(id);
        return reject(unsendable(error));
      }
      if (signal?.aborted) cancel();
    }).finally(() => {
      clearTimeout(patience);
      signal?.removeEventListener('abort', cancel);
    });
  }

  die(error) {
    if (this.dead) return;
    this.dead = error;
    this.worker.end();
    for (const call of this.calls.values()) call.fail(error);
    this.calls.clear();
  }
}

/** Items put in one after the other, taken out by one who waits. */
class Inbox {
  #items = [];
  #wake = () => {};

  put(item) {
    this.#items.push(item);
    this.#wake();
  }

  async take() {
    while (!this.#items.length) await new Promise((resolve) => (this.#wake = resolve));
    return this.#items.shift();
  }
}

/** `{text, mmproj}`, `{dir}` or `{files}` with absolute addresses, as the worker wants them. */
function located(model) {
  if (model === undefined || model === 'demo') {
    return Object.fromEntries(Object.entries(DEMO).map(([part, path]) => [part, new URL(path, import.meta.url).href]));
  }
  const absolute = (place) => (place instanceof Blob ? place : new URL(place, document.baseURI).href);
  if (model.stored) return { stored: model.stored };
  if (model.files) return { files: [...model.files] };
  if (model.dir) return { dir: absolute(model.dir).replace(/\/*$/, '/') };
  if (model.text && model.mmproj) return { text: absolute(model.text), mmproj: absolute(model.mmproj) };
  throw new VlmError({
    kind: 'request',
    message: 'The model is not described.',
    remedy: "Give 'demo', {stored}, {dir}, {files}, or {text, mmproj}.",
  });
}

/** The longest conversation that the visitor chose for a stored model on the page Models, in tokens. */
function chosenContext(stored) {
  try {
    return Number(stored && localStorage.getItem(`shipcheck-context-${stored}`)) || undefined;
  } catch {
    // Private windows may refuse; then nothing was chosen.
    return undefined;
  }
}

/** The picture as a Blob; addresses are fetched here, before the run starts. */
async function pictureOf(source, signal) {
  if (source instanceof Blob) return source;
  const response = await fetch(source, { signal }).catch(() => {
    throw signal?.aborted ? cancelled() : unreachable(source);
  });
  if (!response.ok) throw unreachable(source);
  return response.blob().catch(() => {
    throw signal?.aborted ? cancelled() : unreachable(source);
  });
}

/** Comes back when the signal is given, if not before. */
const given = (signal) =>
  new Promise((done) => (signal.aborted ? done() : signal.addEventListener('abort', done, { once: true })));

const unreachable = (source) =>
  new VlmError({
    kind: 'network',
    message: `The picture at ${source} can't be fetched.`,
    remedy: 'Check the address; a picture on another site needs that site’s permission (CORS). Or save it and drop the file.',
  });

export class Vlm {
  #options;
  #engine;
  #queue = Promise.resolve();

  constructor(options, engine, info) {
    this.#options = options;
    this.#engine = engine;
    this.info = info;
  }

  static async load(options = {}) {
    const vlm = new Vlm({ ...options, model: located(options.model) });
    await vlm.#revive(options.onProgress, options.signal);
    return vlm;
  }

  /** How fast this device computes, from one layer of the real tower; takes a second or two. */
  static async pace({ variant, threads, signal } = {}) {
    const engine = await Engine.start({ variant, threads }, signal);
    try {
      return (await engine.call({ type: 'pace' }, () => {}, signal)).operationsPerSecond;
    } finally {
      engine.die(cancelled());
    }
  }

  /** Starts a worker and loads the model into it, unless that has been done. */
  async #revive(onProgress, signal) {
    if (this.disposed) throw disposed('request');
    if (this.#engine && !this.#engine.dead) return;
    const { model, precision, variant, threads } = this.#options;
    const context = this.#options.context ?? chosenContext(model.stored);
    if (signal?.aborted) throw cancelled();
    const engine = await Engine.start({ variant, threads }, signal);
    this.#engine = engine;
    try {
      if (this.disposed) throw disposed('cancelled');
      const loaded = await engine.call({ type: 'load', model, precision, context }, (event) => onProgress?.(event), signal);
      this.info = loaded.info;
    } catch (error) {
      engine.die(error);
      throw error;
    }
  }

  /** Yields events; the last one is `done`. Calls wait for each other. */
  async *caption(images, options = {}) {
    const { signal, onProgress, ...question } = options;
    const before = this.#queue;
    let release;
    this.#queue = new Promise((resolve) => (release = resolve));
    const stop = new AbortController();
    const abort = () => stop.abort();
    signal?.addEventListener('abort', abort);
    if (signal?.aborted) abort();
    let running;
    try {
      if (await Promise.race([before, given(stop.signal).then(() => 'stopped')])) throw cancelled();
      const sources = images == null ? [] : Array.isArray(images) ? images : [images];
      const pictures = await Promise.all(sources.map((source) => pictureOf(source, stop.signal)));
      await this.#revive(onProgress, stop.signal);
      const inbox = new Inbox();
      const request = { type: 'caption', images: pictures, question };
      running = this.#engine.call(request, (event) => inbox.put({ event }), stop.signal).then(
        () => inbox.put({ end: true }),
        (error) => inbox.put({ error }),
      );
      for (let item = await inbox.take(); !item.end; item = await inbox.take()) {
        if (item.error) throw item.error;
        yield item.event;
      }
    } finally {
      // A caller that leaves its loop early stops the run; the next question waits until the worker is idle.
      abort();
      await running;
      signal?.removeEventListener('abort', abort);
      // Who left the line early leaves it to those before and behind.
      before.then(release);
    }
  }

  /** Ends the worker and gives its memory back. */
  dispose() {
    this.disposed = true;
    this.#engine?.die(disposed('cancelled'));
  }
}
