// Draws the held-out pictures: SVG in headless Chromium, PNG or JPEG plus truth.json.
// usage: node training/holdout/draw.mjs OUT_DIR [seed]     (CHROMIUM=/path/to/chromium)
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { chromium } from "playwright-core";
import { COLOURS, GROUNDS, SHAPES, ground, shape, svg } from "./svg.mjs";

const [out, seed = "7"] = process.argv.slice(2);
const WORDS = JSON.parse(readFileSync(new URL("words.json", import.meta.url)));
const FONTS = ["Inter", "Open Sans", "Karla", "Cabin", "Vollkorn", "JetBrains Mono", "Carlito", "Caladea"];
const FRAMES = [[512, 512], [512, 512], [512, 512], [400, 400], [640, 640], [640, 520], [600, 480], [480, 560]];
const RADII = { small: [0.072, 0.088], medium: [0.122, 0.148], large: [0.2, 0.24] };

let state = Number(seed) >>> 0;
function rnd() {
  state = (state + 0x6d2b79f5) >>> 0;
  let t = Math.imul(state ^ (state >>> 15), state | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}
const u = (a, b) => a + (b - a) * rnd();
const pick = (a) => a[Math.floor(rnd() * a.length)];
const rgb = (hex) => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));
const apart = (a, b) => Math.hypot(...rgb(a).map((v, i) => v - rgb(b)[i]));
const grey = (hex) => { const [r, g, b] = rgb(hex); return 0.3 * r + 0.59 * g + 0.11 * b; };

function spots(n, w, h) {
  const m = Math.sqrt(w * h);
  for (;;) {
    const got = [];
    for (let tries = 0; got.length < n && tries < 60; tries++) {
      const size = pick(Object.keys(RADII)), r = u(...RADII[size]) * m;
      const x = u(r, w - r), y = u(r, h - r);
      const free = got.every((o) => Math.hypot(o.x - x, o.y - y) > 0.92 * (o.r + r));
      const plain = got.every((o) => {
        const dx = Math.abs(o.x - x) / w, dy = Math.abs(o.y - y) / h;
        return n === 2 ? Math.max(dx, dy) > 1.4 * Math.min(dx, dy) : dx > 0.07;
      });
      if (free && plain) got.push({ size, r, x, y });
    }
    if (got.length === n) return got;
  }
}

function shapeScene(n) {
  const [w, h] = pick(FRAMES), name = pick(Object.keys(GROUNDS)), things = [];
  let body = ground(name, w, h, rnd);
  for (const s of spots(n, w, h)) {
    let colour, fill;
    do { colour = pick(Object.keys(COLOURS)); fill = pick(COLOURS[colour]); }
    while (colour === name || GROUNDS[name].some((g) => apart(g, fill) < 90));
    const kind = pick(SHAPES);
    body += `<g transform="translate(${s.x} ${s.y}) rotate(${u(-180, 180) * (rnd() < 0.5 ? 1 : 0.15)})">${shape(kind, s.r, fill, rnd)}</g>`;
    things.push({ shape: kind, colour, size: s.size, x: s.x / w, y: s.y / h });
  }
  return { w, h, body, truth: { kind: "shapes", background: name, things: things.sort((a, b) => a.x - b.x) } };
}

function signScene(word) {
  const [w, h] = pick(FRAMES), name = pick(Object.keys(GROUNDS));
  let plate, ink;
  do {
    plate = pick(COLOURS[pick([...Object.keys(COLOURS), "white", "white"])]);
    ink = pick(COLOURS[pick([...Object.keys(COLOURS), "black", "white"])]);
  } while (Math.abs(grey(plate) - grey(ink)) < 80);
  const shades = GROUNDS[name].map(grey);
  if (rnd() < 0.25) {
    // no plate: the word stands on the background, if that is light or dark in all its shades
    if (Math.min(...shades) > 120) [plate, ink] = [null, pick(COLOURS[pick(["black", "brown", "purple"])])];
    else if (Math.max(...shades) < 60) [plate, ink] = [null, pick(COLOURS[pick(["white", "yellow"])])];
  }
  const wide = u(0.64, 0.86) * Math.min(1, 0.34 + 0.14 * word.length) * w;
  return { w, h, word, wide, tall: h * u(0.3, 0.46), name, plate, ink, font: pick(FONTS), bold: rnd() < 0.5 ? 700 : 400,
    gap: rnd() < 0.5 ? 0 : u(0.02, 0.18), turn: rnd() < 0.5 ? 0 : u(-6, 6), dx: u(-0.5, 0.5), dy: u(-0.5, 0.5), round: u(0, 0.3), edge: rnd() < 0.4, post: rnd() < 0.3,
    truth: { kind: "sign", background: name, word } };
}

/** Lays the word out in the page, where its size can be measured. */
async function signBody(page, s) {
  const probe = await page.evaluate(([word, font, bold, gap]) => {
    const c = document.createElement("canvas").getContext("2d");
    c.font = `${bold} 100px "${font}"`;
    c.letterSpacing = `${gap * 100}px`;
    const m = c.measureText(word);
    return { w: m.width - gap * 100, up: m.actualBoundingBoxAscent };
  }, [s.word, s.font, s.bold, s.gap]);
  const size = 100 * Math.min(s.wide / probe.w, s.tall / probe.up);
  const tw = (probe.w * size) / 100, th = (probe.up * size) / 100;
  const px = th * 0.45, py = th * 0.5, bw = tw + 2 * px, bh = th + 2 * py;
  const x = s.w / 2 + s.dx * Math.max(0, s.w * 0.94 - tw), y = s.h / 2 + s.dy * Math.max(0, s.h * 0.8 - bh);
  const plate = s.plate === null ? "" :
    (s.post ? `<rect x="-8" y="${bh / 2}" width="16" height="${s.h}" fill="#6d6d6d"/>` : "") +
    `<rect x="${-bw / 2}" y="${-bh / 2}" width="${bw}" height="${bh}" rx="${s.round * bh * 0.6}" fill="${s.plate}" ${s.edge ? `stroke="${s.ink}" stroke-width="${th * 0.07}"` : ""}/>`;
  return ground(s.name, s.w, s.h, rnd) + `<g transform="translate(${x} ${y}) rotate(${s.turn})">${plate}<text x="${-tw / 2}" y="${th / 2}" font-family="${s.font}" font-weight="${s.bold}" font-size="${size}" letter-spacing="${s.gap * size}" fill="${s.ink}">${s.word}</text></g>`;
}

mkdirSync(out, { recursive: true });
const words = WORDS.map((v) => [rnd(), v]).sort((a, b) => a[0] - b[0]).slice(0, 150).map((p) => p[1]);
const scenes = [...Array.from({ length: 250 }, (_, i) => shapeScene(1 + (i % 2))), ...Array.from({ length: 100 }, (_, i) => shapeScene(3 + (i % 2))), ...words.map(signScene)];
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
const page = await browser.newPage();
const truth = [];
for (const [i, s] of scenes.entries()) {
  const body = s.truth.kind === "sign" ? await signBody(page, s) : s.body;
  await page.setViewportSize({ width: s.w, height: s.h });
  await page.setContent(`<body style="margin:0">${svg(s.w, s.h, body)}</body>`);
  const type = rnd() < 0.2 ? "jpeg" : "png", file = `${String(i).padStart(3, "0")}.${type}`;
  await page.screenshot({ path: `${out}/${file}`, type, ...(type === "jpeg" ? { quality: 70 } : {}) });
  truth.push({ file, ...s.truth });
}
writeFileSync(`${out}/truth.json`, JSON.stringify(truth, null, 1) + "\n");
await browser.close();
