// Only on a shared tablet (its cookie tells after how many idle seconds): asks whether somebody is still there;
// if nobody says so, saves the page and gives the tablet back to its menu. Pages that run from the offline pack
// do that themselves: they cancel the event "idle". Also full screen, where a worker switched it on.
const wait = /\bidle=(\d+)/.exec(document.cookie)?.[1] * 1000, shape = document.getElementById("still");
if (wait && shape) {
  const asked = shape.content.firstElementChild, countdown = 30000;
  let last = Date.now(), leaving, troubled;

  const tell = (name, left) => {
    const line = asked.querySelector("[role=status]");
    const words = asked.querySelector(`[data-say=${name}]`).innerHTML.replace("{}", left);
    if (line.innerHTML != words) line.innerHTML = words;
  };
  const leave = async () => {
    leaving = true;
    tell("away");
    const form = document.forms.answers;
    if (!document.dispatchEvent(new CustomEvent("idle", { cancelable: true }))) return;
    const gone = !form || await fetch(`${form.action.split("?")[0]}?then=idle`, { method: "POST", body: new FormData(form), redirect: "manual" })
      .then(({ type, status }) => type == "opaqueredirect" || status == 410, () => 0);
    if (gone) return location.replace("/tablet");
    // What is on the page cannot be saved now: it stays, covered, and is tried again.
    leaving = false;
    troubled = true;
    last = Date.now() - wait;
    tell("trouble");
  };
  asked.onclick = () => leaving || asked.close();
  asked.oncancel = (event) => leaving && event.preventDefault();
  asked.onclose = () => {
    last = Date.now();
    troubled = false;
  };
  setInterval(() => {
    const over = Date.now() - last - wait;
    if (leaving || over < 0 || location.pathname == "/tablet") return;
    if (!asked.open) {
      shape.after(asked);
      asked.showModal();
    }
    if (over >= countdown) leave();
    else if (!troubled) tell("left", Math.ceil((countdown - over) / 10000) * 10);
  }, 1000);
  for (const kind of ["pointerdown", "keydown", "input", "scroll"])
    addEventListener(kind, () => asked.open || (last = Date.now()), true);

  const full = document.getElementById("full"), root = document.documentElement;
  const press = () => full.setAttribute("aria-pressed", !!localStorage.full);
  if (full && root.requestFullscreen) {
    full.hidden = false;
    press();
    full.onclick = () => {
      localStorage.full = localStorage.full ? "" : "yes";
      press();
    };
  }
  // Each new page leaves full screen, and only a touch may enter it again.
  addEventListener("click", () => {
    if (!localStorage.full == !document.fullscreenElement) return;
    (localStorage.full ? root.requestFullscreen?.() : document.exitFullscreen())?.catch(() => {});
  });
}
