// Nothing here is needed to answer. It empties a page that the browser kept whole for the Back button, so that
// the next child sees no one else's answers, and takes a quick double tap for one. "Leave this page" blanks the page
// at once and puts another one, which the browser keeps from the first question on, in its place in the history.
addEventListener("pageshow", (event) => event.persisted && location.reload());
addEventListener("submit", (event) => {
  const now = Date.now(), { dataset } = event.target;
  if (now - dataset.sent < 2000) event.preventDefault();
  else dataset.sent = now;
});
addEventListener("click", (event) => {
  const key = event.target.closest(".leave");
  if (!key) return;
  event.preventDefault();
  const said = key.form && new FormData(key.form);
  for (const form of document.forms) form.reset();
  document.body.replaceChildren();
  document.title = "";
  navigator.sendBeacon(key.formAction || "/leave", said);
  location.replace("/away");
});
if (document.querySelector("button.leave")) fetch("/away").catch(() => 0);
