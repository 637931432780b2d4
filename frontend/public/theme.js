// Runs before the first paint, so that a chosen theme never flashes. A file of its own, so that a strict CSP needs no hash for it.
(function () {
  var chosen = null;
  try {
    chosen = localStorage.getItem('logstream.theme');
  } catch (e) {
    // storage may be switched off; the system's theme is used then
  }
  var dark = chosen ? chosen === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
})();
