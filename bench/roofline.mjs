// Speed over intensity, both logarithmic: how close each stage is to the ceiling that binds it.
import { BYTES_PER_TOKEN, DECODE_OPERATIONS, ENCODE_BYTES, ENCODE_OPERATIONS, PREFILL_OPERATIONS } from './shape.mjs';

const [WIDTH, HEIGHT, LEFT, BOTTOM, TOP, RIGHT] = [720, 420, 70, 56, 24, 24];
const [X, Y] = [[0, 4], [0, 3]];

const x = (value) => LEFT + ((Math.log10(value) - X[0]) / (X[1] - X[0])) * (WIDTH - LEFT - RIGHT);
const y = (value) => HEIGHT - BOTTOM - ((Math.log10(value) - Y[0]) / (Y[1] - Y[0])) * (HEIGHT - BOTTOM - TOP);
const decades = ([from, to]) => Array.from({ length: to - from + 1 }, (_, index) => 10 ** (from + index));

function stages({ encode, prefill, decode }) {
  return [
    ['encode', ENCODE_OPERATIONS / ENCODE_BYTES, ENCODE_OPERATIONS / encode.min / 1e6],
    ['prefill', PREFILL_OPERATIONS / BYTES_PER_TOKEN, PREFILL_OPERATIONS / prefill.min / 1e6],
    ['decode', DECODE_OPERATIONS / BYTES_PER_TOKEN, DECODE_OPERATIONS / decode.min / 1e6],
  ];
}

export function roofline({ results, ceiling: { giga_operations: peak, gigabytes: bandwidth } }) {
  const grid = [
    ...decades(X).map((at) => `<path d="M${x(at)} ${TOP}V${HEIGHT - BOTTOM}"/><text x="${x(at)}" y="${HEIGHT - BOTTOM + 20}" text-anchor="middle">${at}</text>`),
    ...decades(Y).map((at) => `<path d="M${LEFT} ${y(at)}H${WIDTH - RIGHT}"/><text x="${LEFT - 8}" y="${y(at) + 4}" text-anchor="end">${at}</text>`),
  ].join('\n');
  const points = stages(results[0])
    .map(([name, intensity, speed]) => `<circle cx="${x(intensity).toFixed(1)}" cy="${y(speed).toFixed(1)}" r="5"/><text x="${x(intensity) + 10}" y="${y(speed) + 18}">${name}: ${speed.toFixed(0)}</text>`)
    .join('\n');
  const left = 10 ** X[0];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="13" role="img" aria-label="Roofline: speed of encode, prefill and decode under the ceilings of arithmetic and memory">
<rect width="${WIDTH}" height="${HEIGHT}" fill="#fbf8f3"/>
<g stroke="#d9d2c5" fill="#5c554a" stroke-width="1"><g style="paint-order:stroke">${grid.replaceAll('<text', '<text stroke="none"')}</g></g>
<path d="M${x(left)} ${y(left * bandwidth).toFixed(1)}L${x(peak / bandwidth).toFixed(1)} ${y(peak).toFixed(1)}H${WIDTH - RIGHT}" fill="none" stroke="#1f3a5f" stroke-width="2"/>
<text x="${WIDTH - RIGHT}" y="${y(peak) - 8}" text-anchor="end" fill="#1f3a5f">${peak.toFixed(0)} · 10⁹ operations a second</text>
<text x="${x(3) + 10}" y="${y(3 * bandwidth) + 12}" fill="#1f3a5f">${bandwidth.toFixed(0)} GB a second</text>
<g fill="#b4431c">${points}</g>
<text x="${(WIDTH + LEFT) / 2}" y="${HEIGHT - 12}" text-anchor="middle" fill="#2b2620">operations for a byte of weights</text>
<text x="18" y="${HEIGHT / 2}" text-anchor="middle" fill="#2b2620" transform="rotate(-90 18 ${HEIGHT / 2})">10⁹ operations a second</text>
</svg>
`;
}
