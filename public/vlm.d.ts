/** A SmolVLM-architecture vision-language model in a worker of the page. No request leaves the page while it answers. */

/** Where a model's files are. Addresses are resolved against the page. */
export type ModelSource =
  | 'demo'
  /** A Hugging Face folder: config.json, tokenizer.json, preprocessor_config.json, safetensors … */
  | { dir: string | URL }
  /** A model that the page `models/` has stored on this device, by its id in models.json. */
  | { stored: string }
  /** Local files: a GGUF pair ("mmproj" in one name), or the files of a Hugging Face folder. */
  | { files: Iterable<File> }
  | { text: string | URL | Blob; mmproj: string | URL | Blob };

export interface LoadOptions {
  /** The small demo model that comes with the site, by default. */
  model?: ModelSource;
  /**
   * `auto` (default) computes with small integers and runs fastest; `f32` computes everything in float32; `candle` is
   * what the library candle does by itself, for comparison.
   */
  precision?: 'auto' | 'f32' | 'candle';
  /**
   * The longest conversation wanted, in tokens; a shorter one takes less memory. By default what the visitor chose for a
   * stored model on the page Models, or else the model's own.
   */
  context?: number;
  /** Threads; by default as many as the device offers, less one. More than one need an isolated page. */
  threads?: number;
  /**
   * Forces one worker build: `relaxed-threads`, `relaxed`, `simd-threads`, or `simd` for any browser. By default the best
   * the browser can run.
   */
  variant?: string;
  onProgress?: (event: DownloadEvent | CheckEvent | LoadEvent) => void;
  signal?: AbortSignal;
}

export interface CaptionOptions {
  /** The question. */
  prompt: string;
  /** Earlier questions about the same pictures, with the model's answers. */
  history?: { prompt: string; answer: string }[];
  /** Longer side of the picture in pixels: more is finer and slower. The model's own value by default. */
  longestEdge?: number;
  /** `false` looks at the picture as a whole only. */
  split?: boolean;
  /** 64 by default. */
  maxNewTokens?: number;
  /** Until then the model may not end its answer. */
  minNewTokens?: number;
  /** 0 (default) always takes the likeliest token. */
  temperature?: number;
  /** Nucleus sampling, with a temperature. */
  topP?: number;
  /** Above 1 discourages repeating. */
  repetitionPenalty?: number;
  seed?: number;
  /** `false` keeps no picture embedding and no KV prefix from call to call. */
  cache?: boolean;
  /** Progress of loading the model again, should the worker have died. */
  onProgress?: LoadOptions['onProgress'];
  signal?: AbortSignal;
}

/** Bytes of a file that have arrived; `total` is 0 while unknown. */
export interface DownloadEvent { type: 'download'; file: string; loaded: number; total: number }
/** Bytes of a stored file that have been read to check its hash. */
export interface CheckEvent { type: 'check'; file: string; read: number; total: number }
export interface LoadEvent { type: 'load'; tensors: number; total: number }
/** A frame (from 1) has passed the vision tower; `rows` × `cols` tiles come before the whole view. */
export interface ImageEvent { type: 'image'; frame: number; frames: number; rows: number; cols: number; ms: number }
/** The prompt has been read; `tokens` are those computed now. */
export interface PrefillEvent { type: 'prefill'; tokens: number; ms: number }
/** `text` is empty while a character is incomplete. */
export interface TokenEvent { type: 'token'; id: number; text: string }
export interface DoneEvent {
  type: 'done';
  text: string;
  tokens: number[];
  /** Ids the decoder read before the answer, kept ones included. */
  promptTokens: number[];
  /** `loop`: the same span kept repeating. `cancelled`: stopped by the signal. */
  finishReason: 'stop' | 'length' | 'loop' | 'cancelled';
  stats: Stats;
}
export type CaptionEvent = ImageEvent | PrefillEvent | TokenEvent | DoneEvent;

/** Times in milliseconds, sizes in bytes. */
export interface Stats {
  load_ms: number;
  preprocess_ms: number;
  encode_ms: number;
  frames: number;
  /** Frames whose embedding was kept from an earlier question. */
  frames_kept: number;
  prefill_tokens: number;
  prefill_ms: number;
  decode_tokens: number;
  decode_ms: number;
  /** From the call to the first token. */
  ttft_ms: number;
  /** Size of the Wasm heap, which never shrinks. */
  wasm_bytes: number;
  /** Weights in memory. */
  model_bytes: number;
  /** Requests the worker made while it answered. */
  requests: number;
  variant: string;
  threads: number;
}

export interface ModelInfo {
  name: string;
  modelBytes: number;
  loadMs: number;
  /** Side of one frame, in pixels. */
  tile: number;
  /** The model's own longest edge, in pixels. */
  longestEdge: number;
  tokensPerFrame: number;
  contextLength: number;
  variant: string;
  threads: number;
  /** Which model exactly, where it is stored on this device. */
  origin?: {
    source: string;
    revision: string;
    licence: string;
    files: { name: string; bytes: number; sha256: string }[];
  };
}

/**
 * `kind` is one of picture, checkpoint, library, memory, prompt, setting, compute, network, worker, request, cancelled.
 *
 * `worker`: the worker, or one of its threads, could not be started or has ended in the middle. Every call that waited
 * gets this error, and the model is gone from memory. The {@link Vlm} stays good: its next `caption` starts another
 * worker and loads the model again, and so does another `Vlm.load`.
 */
export class VlmError extends Error {
  kind: string;
  /** What to do next. */
  remedy: string;
}

export class Vlm {
  private constructor();
  /** Rejects with a {@link VlmError}; an abort rejects with kind `cancelled`, within three seconds. */
  static load(options?: LoadOptions): Promise<Vlm>;
  /**
   * Operations a second on this device, a multiplication and an addition being two: one layer of SmolVLM2's tower is
   * timed. Fetches the engine and no model.
   */
  static pace(options?: Pick<LoadOptions, 'variant' | 'threads' | 'signal'>): Promise<number>;
  readonly info: ModelInfo;
  /**
   * Answers a question about one picture, several, or none. An abort ends with `done` and reason `cancelled`; where no
   * run has begun, or where the worker does not react within three seconds and is ended, with a {@link VlmError} of kind
   * `cancelled`. Calls wait for each other. A worker that has ended is started again by the next call, which loads the
   * model first.
   */
  caption(images: Blob | string | URL | (Blob | string | URL)[] | null, options: CaptionOptions): AsyncGenerator<CaptionEvent, void>;
  /** Ends the worker and gives its memory back. */
  dispose(): void;
}
