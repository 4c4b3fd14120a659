// Nothing here is needed to answer. It empties a page that the browser kept whole for the Back button, so that
// the next child sees no one else's answers, and takes a quick double tap for one.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
addEventListener("submit", (event) => {
  const now = Date.now();
  if (now - Number(event.target.dataset.sent || 0) < 2000) event.preventDefault();
  else event.target.dataset.sent = now;
});
