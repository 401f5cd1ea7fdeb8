// How fast this device computes: measured when the visitor asks, and remembered.

import { Vlm } from './vlm.js';

const KEY = 'shipcheck-pace';

/** Operations a second; rejects with a VlmError. */
export async function measure() {
  const pace = await Vlm.pace();
  try {
    localStorage.setItem(KEY, String(pace));
  } catch {
    // Private windows may refuse; then it is known as long as the page is open.
  }
  return pace;
}

/** What was measured on an earlier visit, or null. */
export function remembered() {
  try {
    return Number(localStorage.getItem(KEY)) || null;
  } catch {
    return null;
  }
}
