// Draws the page's sample pictures: SVG in headless Chromium, PNG plus samples.json.
// usage: node training/holdout/samples.mjs [public/samples]     (CHROMIUM=/path/to/chromium)
import { mkdirSync, writeFileSync } from "node:fs";
import { chromium } from "playwright-core";
import { shape, svg } from "./svg.mjs";

const out = process.argv[2] ?? "public/samples";
const still = () => 0.5;
const at = (x, y, turn, kind, r, fill) => `<g transform="translate(${x} ${y}) rotate(${turn})">${shape(kind, r, fill, still)}</g>`;
const paper = (w, h, fill) => `<rect width="${w}" height="${h}" fill="${fill}"/>`;
const text = (x, y, size, fill, word, spacing = 0) => `<text x="${x}" y="${y}" text-anchor="middle" font-family="Inter" font-weight="700" font-size="${size}" letter-spacing="${spacing}" fill="${fill}">${word}</text>`;

const S = 512;
const SAMPLES = [
  { file: "circle-star.png", title: "Circle and star", alt: "A large red circle left of a small blue star on a grey background.",
    w: S, h: S, body: paper(S, S, "#bcbcbc") + at(180, 250, 0, "circle", 112, "#d8322f") + at(396, 300, 8, "star", 42, "#1e63c8") },
  { file: "heart.png", title: "Heart", alt: "A large pink heart on a white background.",
    w: S, h: S, body: paper(S, S, "#f8f5ef") + at(256, 262, -8, "heart", 116, "#f06292") },
  { file: "open.png", title: "Open sign", alt: "A green sign that says OPEN.",
    w: 640, h: 512, body: paper(640, 512, "#f8f5ef") + `<path d="M320 84 170 176M320 84 470 176" stroke="#8a8478" stroke-width="5"/><circle cx="320" cy="82" r="8" fill="#8a8478"/><rect x="84" y="172" width="472" height="188" rx="16" fill="#2e7d32"/>` + text(320, 311, 126, "#ffffff", "OPEN", 8) },
  { file: "moon-ring.png", title: "Moon over a ring", alt: "A medium yellow crescent above a large orange ring on a blue background.",
    w: S, h: S, body: paper(S, S, "#1f3a68") + at(236, 122, -20, "crescent", 70, "#fdd835") + at(268, 350, 0, "ring", 112, "#fb8c00") },
  { file: "three.png", title: "Three shapes", alt: "A medium green triangle, a large purple square and a small black cross on a yellow background.",
    w: S, h: S, body: paper(S, S, "#fff3b8") + at(98, 170, 0, "triangle", 70, "#2e9e44") + at(262, 320, 14, "square", 112, "#7b1fa2") + at(424, 150, 0, "cross", 42, "#111111") },
  { file: "exit.png", title: "Exit sign", alt: "A white sign with a red word, EXIT.",
    w: S, h: S, body: paper(S, S, "#cfe4f5") + `<rect x="248" y="330" width="16" height="190" fill="#7d7d7d"/><rect x="62" y="160" width="388" height="180" rx="14" fill="#fafafa"/><rect x="74" y="172" width="364" height="156" rx="8" fill="none" stroke="#c62828" stroke-width="6"/>` + text(256, 292, 116, "#c62828", "EXIT", 6) },
  { file: "four.png", title: "Four shapes", alt: "A medium orange star, a small brown heart, a large blue circle and a medium red ring on a white background.",
    w: 640, h: S, body: paper(640, S, "#faf8f3") + at(110, 140, 10, "star", 78, "#fb8c00") + at(204, 380, 0, "heart", 46, "#795548") + at(356, 206, 0, "circle", 126, "#1e63c8") + at(532, 376, 0, "ring", 78, "#e53935") },
  { file: "cafe.png", title: "Café sign", alt: "A brown sign that says CAFE.",
    w: S, h: S, body: paper(S, S, "#f3d9df") + `<g transform="rotate(-4 256 256)"><rect x="52" y="166" width="408" height="180" rx="24" fill="#5d4037"/>` + text(256, 297, 118, "#fff3e0", "CAFE", 4) + "</g>" },
];

mkdirSync(out, { recursive: true });
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
const page = await browser.newPage();
for (const s of SAMPLES) {
  await page.setViewportSize({ width: s.w, height: s.h });
  await page.setContent(`<body style="margin:0">${svg(s.w, s.h, s.body)}</body>`);
  await page.screenshot({ path: `${out}/${s.file}` });
}
await browser.close();
writeFileSync(`${out}/samples.json`, JSON.stringify(SAMPLES.map(({ file, title, alt }) => ({ file, title, alt })), null, 2) + "\n");
