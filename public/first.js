// Runs before the first paint: the visitor's choice of paper, and words for a page whose program never starts.
(function () {
  'use strict';
  try {
    const theme = localStorage.getItem('shipcheck-theme');
    if (theme) document.documentElement.dataset.theme = theme;
  } catch {
    // Private windows may refuse; the system's choice is fine.
  }

  // The program takes the fallback's place when it starts, so whoever finds it here has a page without one.
  function broken() {
    const waiting = document.getElementById('program-waiting');
    const notice = document.getElementById('program-broken');
    if (!waiting || !notice) return;
    waiting.hidden = true;
    notice.hidden = false;
  }
  addEventListener('error', broken, true);
  addEventListener('unhandledrejection', broken);
})();
