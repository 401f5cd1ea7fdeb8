// Workers whose end is heard of, however they end.
//
// A thread holds a lock of its own and tells its name. The browser hands the lock on once the thread is gone, so whoever
// waits for it hears of the end even if nothing of the thread can speak any more.

/** Holds the lock `name` as long as this thread lives. Resolves with whether it does: old browsers have no locks. */
export function hold(name) {
  return new Promise((held) => {
    if (!name || !navigator.locks) return held(false);
    const forever = () => (held(true), new Promise(() => {}));
    // Pages without an origin of their own have locks and may not take one.
    navigator.locks.request(name, forever).catch(() => held(false));
  });
}

/** The worker's half: holds the lock that bears its name, and makes every failure one that the page hears of. */
export async function live() {
  // A trap inside a promise would end its task without a word. Thrown here it is an error of the worker. What the browser
  // has refused and nobody waits for ends nothing.
  self.onunhandledrejection = ({ reason }) => {
    if (!(reason instanceof DOMException)) throw reason;
  };
  const life = self.name;
  if (await hold(life)) self.postMessage({ type: 'alive', life });
  return life;
}

/** The page's half: a worker in a file beside this one. */
export class Thread {
  #worker;
  #over = false;

  /** `heard` gets every message, `ended` hears once why the worker, or a thread of it, can't go on. */
  constructor(file, heard, ended) {
    const name = navigator.locks ? `shipcheck-life-${crypto.randomUUID()}` : '';
    this.#worker = new Worker(new URL(file, import.meta.url), { type: 'module', name });
    const over = (why) => {
      if (this.#over) return;
      this.end();
      ended(why);
    };
    this.#worker.onmessage = ({ data }) => {
      if (this.#over) return;
      if (data?.type !== 'alive') return heard(data);
      navigator.locks.request(data.life, () => over('it was ended')).catch(() => {});
    };
    this.#worker.onerror = (event) => {
      // `ended` tells whoever waits; it is no error of the page's own.
      event.preventDefault();
      over(event.message?.replace(/^(Uncaught )?(\w*Error: )?/, '') || 'no details');
    };
    this.#worker.onmessageerror = () => over('a message could not be read');
  }

  post(message) {
    this.#worker.postMessage(message);
  }

  end() {
    this.#over = true;
    this.#worker.terminate();
  }
}
