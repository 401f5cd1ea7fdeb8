// Work and bytes in the shape of SmolVLM2-256M: what a stage costs on any engine.

const VISION = { tokens: 1024, hidden: 768, wide: 3072, layers: 12, patch: 3 * 16 * 16, shuffled: 64, joined: 12288 };
const TEXT = { hidden: 576, keys: 192, wide: 1536, layers: 30, vocabulary: 49280 };

const towerLayer = VISION.tokens * (4 * VISION.hidden ** 2 + 2 * VISION.hidden * VISION.wide) + 2 * VISION.tokens ** 2 * VISION.hidden;
const towerEnds = VISION.tokens * VISION.patch * VISION.hidden + VISION.shuffled * VISION.joined * TEXT.hidden;

/** Weights of the decoder's layers. */
const layers = TEXT.layers * (2 * TEXT.hidden ** 2 + 2 * TEXT.hidden * TEXT.keys + 3 * TEXT.hidden * TEXT.wide);
const head = TEXT.hidden * TEXT.vocabulary;

/** A byte a weight, and for every 64 of them a scale and a sum in float32. */
const packed = (weights) => weights * (1 + 8 / 64);

/** Products and sums of one frame: tower, attention, connector. */
export const ENCODE_OPERATIONS = 2 * (VISION.layers * towerLayer + towerEnds);
/** Weights read for a frame; group of 256 in the tower. */
export const ENCODE_BYTES = VISION.layers * (4 * VISION.hidden ** 2 + 2 * VISION.hidden * VISION.wide) * (1 + 8 / 256);
export const PREFILL_OPERATIONS = 2 * (90 * layers + head);
export const DECODE_OPERATIONS = 2 * (layers + head);
export const BYTES_PER_TOKEN = packed(layers + head);
