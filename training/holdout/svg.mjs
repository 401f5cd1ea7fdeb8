// SVG for shapes, plates and pictures. Written apart from training/scenes.py: the held-out pictures
// share the vocabulary with the training pictures, but no drawing code, no colour table and no fonts.

export const SHAPES = ["circle", "square", "triangle", "star", "heart", "cross", "ring", "crescent"];

export const COLOURS = {
  red: ["#ff0000", "#e53935", "#d32f2f", "#c62828", "#f44336"],
  orange: ["#ff9800", "#ffa500", "#fb8c00", "#f57c00", "#ff7f0e"],
  yellow: ["#ffeb3b", "#fdd835", "#ffd600", "#ffff00", "#facc15"],
  green: ["#4caf50", "#2e7d32", "#008000", "#00c853", "#22c55e"],
  blue: ["#1e88e5", "#1565c0", "#0000ff", "#3f51b5", "#2563eb"],
  purple: ["#8e24aa", "#6a1b9a", "#800080", "#9c27b0", "#673ab7"],
  pink: ["#ff69b4", "#f48fb1", "#ec407a", "#f06292", "#ffa6c9"],
  brown: ["#795548", "#8b4513", "#6d4c41", "#5d4037", "#7b3f00"],
  black: ["#000000", "#111111", "#1c1c1c"],
  white: ["#ffffff", "#fafafa", "#f8f8f8"],
};

export const GROUNDS = {
  white: ["#ffffff", "#f7f4ee", "#f5f5f5"],
  grey: ["#9e9e9e", "#b0b0b0", "#888c8c", "#bdbdbd"],
  black: ["#111111", "#1e1e22", "#202020"],
  blue: ["#bbdefb", "#cfe4f5", "#9fc8ee", "#1f3a68"],
  green: ["#c8e6c9", "#b7dfc0", "#a5d6a7", "#1e4d33"],
  yellow: ["#fff3b0", "#fbe89a", "#fff59d"],
  pink: ["#fde0e8", "#fbd3df", "#f8d0dc"],
  purple: ["#e1d5f2", "#d4c4ec", "#cdbcf0", "#3a2560"],
};

const ring = (n, f) => Array.from({ length: n }, (_, i) => f(i)).map(([x, y]) => `${x.toFixed(2)},${y.toFixed(2)}`).join(" ");

/** One shape with circumscribed radius r about (0, 0). */
export function shape(kind, r, fill, rnd) {
  const u = (a, b) => a + (b - a) * rnd();
  switch (kind) {
    case "circle":
      return `<circle r="${r * 0.95}" fill="${fill}"/>`;
    case "square": {
      const a = r * 0.71;
      return `<rect x="${-a}" y="${-a}" width="${2 * a}" height="${2 * a}" rx="${rnd() < 0.25 ? a * 0.1 : 0}" fill="${fill}"/>`;
    }
    case "triangle":
      return `<polygon points="${ring(3, (i) => [r * Math.sin((i * 2 * Math.PI) / 3), -r * Math.cos((i * 2 * Math.PI) / 3)])}" fill="${fill}"/>`;
    case "star": {
      const inner = u(0.38, 0.5);
      return `<polygon points="${ring(10, (i) => { const q = i % 2 ? r * inner : r; return [q * Math.sin((i * Math.PI) / 5), -q * Math.cos((i * Math.PI) / 5)]; })}" fill="${fill}"/>`;
    }
    case "heart": {
      const s = r / 50;
      return `<path transform="scale(${s})" d="M0 42 C-14 30 -46 8 -46 -16 C-46 -32 -34 -42 -22 -42 C-12 -42 -4 -36 0 -27 C4 -36 12 -42 22 -42 C34 -42 46 -32 46 -16 C46 8 14 30 0 42 Z" fill="${fill}"/>`;
    }
    case "cross": {
      const a = r * 0.94, b = r * u(0.24, 0.34);
      return `<path d="M${-b} ${-a}H${b}V${-b}H${a}V${b}H${b}V${a}H${-b}V${b}H${-a}V${-b}H${-b}Z" fill="${fill}"/>`;
    }
    case "ring": {
      const w = r * u(0.25, 0.45);
      return `<circle r="${r * 0.95 - w / 2}" fill="none" stroke="${fill}" stroke-width="${w}"/>`;
    }
    default: {
      // crescent: an outer arc back along a flatter inner one
      const o = r * 0.95, k = u(1.02, 1.3) * o, x = o * u(0.2, 0.4), y = Math.sqrt(o * o - x * x);
      return `<path d="M${x} ${-y} A${o} ${o} 0 1 0 ${x} ${y} A${k * 0.85} ${k * 0.85} 0 0 1 ${x} ${-y} Z" fill="${fill}"/>`;
    }
  }
}

/** Background: plain, gradient or grainy. */
export function ground(name, w, h, rnd) {
  const pick = (a) => a[Math.floor(rnd() * a.length)];
  const base = pick(GROUNDS[name]);
  const style = rnd();
  if (style < 0.5) return `<rect width="${w}" height="${h}" fill="${base}"/>`;
  if (style < 0.8) {
    const turn = Math.floor(rnd() * 360);
    return `<defs><linearGradient id="g" gradientTransform="rotate(${turn} .5 .5)"><stop stop-color="${base}"/><stop offset="1" stop-color="color-mix(in srgb, ${base} 90%, ${name === "black" ? "#555" : "#000"})"/></linearGradient></defs><rect width="${w}" height="${h}" fill="url(#g)"/>`;
  }
  const f = (0.3 + rnd() * 0.6).toFixed(2);
  return `<defs><filter id="n" x="0" y="0" width="1" height="1"><feTurbulence type="fractalNoise" baseFrequency="${f}" numOctaves="2" seed="${Math.floor(rnd() * 999)}"/><feColorMatrix type="saturate" values="0"/><feComponentTransfer><feFuncA type="linear" slope="0" intercept="0.12"/></feComponentTransfer></filter></defs>
<rect width="${w}" height="${h}" fill="${base}"/><rect width="${w}" height="${h}" filter="url(#n)"/>`;
}

export const svg = (w, h, body) => `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" viewBox="0 0 ${w} ${h}">${body}</svg>`;
