// Only on a shared tablet (its cookie tells after how many idle seconds): asks whether somebody is still there;
// if nobody says so, saves the page and gives the tablet back to its menu. Pages that run from the offline pack
// do that themselves: they cancel the event "idle". Also full screen, where a worker switched it on.
(() => {
  const wait = +(/(?:^|; )idle=(\d+)/.exec(document.cookie) || [])[1] * 1000;
  const shape = document.getElementById("still");
  if (!wait || !shape) return;
  const countdown = 30000;
  let last = Date.now(), asked, leaving, troubled;

  const stay = () => {
    last = Date.now();
    if (asked && !leaving) asked.close();
  };
  const ask = () => {
    if (asked?.open) return;
    if (!asked) {
      asked = shape.content.firstElementChild.cloneNode(true);
      shape.after(asked);
      asked.addEventListener("click", stay);
      asked.addEventListener("cancel", (event) => leaving && event.preventDefault());
      asked.addEventListener("close", () => { last = Date.now(); troubled = false; });
    }
    asked.showModal();
  };
  const tell = (name, left) => {
    const line = asked.querySelector("[role=status]");
    const words = asked.querySelector(`[data-say=${name}]`).innerHTML.replace("{}", left);
    if (line.innerHTML != words) line.innerHTML = words;
  };
  const leave = async () => {
    leaving = true;
    tell("away");
    const form = document.getElementById("answers");
    let gone = document.dispatchEvent(new CustomEvent("idle", { cancelable: true }));
    if (!gone) return;
    if (form) {
      const address = new URL(form.action);
      address.search = "?then=idle";
      try {
        const answer = await fetch(address, { method: "POST", body: new FormData(form), redirect: "manual" });
        gone = answer.type == "opaqueredirect" || answer.status == 410;
      } catch { gone = false; }
    }
    if (gone) return location.replace("/tablet");
    // What is on the page cannot be saved now: it stays, covered, and is tried again.
    leaving = false;
    troubled = true;
    last = Date.now() - wait;
    tell("trouble");
  };
  const look = () => {
    const over = Date.now() - last - wait;
    if (leaving || over < 0 || location.pathname == "/tablet") return;
    ask();
    if (over >= countdown) leave();
    else if (!troubled) tell("left", Math.ceil((countdown - over) / 10000) * 10);
  };
  setInterval(look, 1000);
  for (const kind of ["pointerdown", "keydown", "input", "scroll"])
    addEventListener(kind, () => asked?.open || (last = Date.now()), { capture: true, passive: true });

  const root = document.documentElement, full = document.getElementById("full");
  const wanted = () => localStorage.getItem("full");
  if (full && root.requestFullscreen) {
    full.hidden = false;
    full.setAttribute("aria-pressed", !!wanted());
    full.addEventListener("click", () => {
      if (wanted()) {
        localStorage.removeItem("full");
        if (document.fullscreenElement) document.exitFullscreen();
      } else localStorage.setItem("full", "yes");
      full.setAttribute("aria-pressed", !!wanted());
    });
  }
  // Each new page leaves full screen, and only a touch may enter it again.
  addEventListener("click", () => wanted() && !document.fullscreenElement && root.requestFullscreen?.().catch(() => {}));
})();
