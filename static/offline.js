// On a shared tablet: shows what waits, and runs a form out of the pack. Each page that is answered is sealed to
// the service's key and kept before the next one comes; what is said in clear lives in this page's memory only.
if (self.document) (async () => {
  const every = (selector, place = document) => [...place.querySelectorAll(selector)], find = (...where) => every(...where)[0];
  const box = find("#waiting"), pack = find("#pack"), worker = navigator.serviceWorker;
  const ask = () => worker.controller?.postMessage(!!box);
  const able = await store("answers", (all) => all.count()).then(() => worker && crypto.subtle && navigator.locks, () => 0);
  const say = (news) => every("[data-when]", box).forEach((line) => line.hidden = !news[line.dataset.when]);
  if (!able) {
    if (pack) return location.replace("?online");
    box.hidden = false;
    return say({ alone: 1 });
  }
  for (const kind of ["online", "pageshow", "visibilitychange"]) addEventListener(kind, ask);
  setInterval(ask, 30000);
  if (box) {
    const days = (since) => (Date.now() - since) / 864e5;
    // What a worker set for the next child is taken by the next form that begins here, and by no other.
    sessionStorage.turn = find("[data-turn]").dataset.turn;
    worker.onmessage = ({ data }) => {
      if (data.met || !localStorage.met) localStorage.met = Date.now();
      const age = days(data.oldest);
      say({ ...data, day: age > 1 && age <= 3, days: age > 3, month: days(localStorage.met) > 30 });
      find("b", box).textContent = data.waiting;
      box.hidden = !data.ready && !data.waiting;
    };
    worker.oncontrollerchange = ask;
    const [send, save] = every("button", box);
    send.onclick = ask;
    save.onclick = async () => {
      const all = await store("answers", (each) => each.getAll()), link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([`{"answers":[${all.map((one) => one.body)}]}`], { type: "application/json" }));
      link.download = `answers-${new Date().toISOString().slice(0, 10)}.json`;
      link.click();
    };
    navigator.storage?.persist();
    await worker.register("/tablet-worker.js", { scope: "/tablet" }).catch(() => 0);
    return ask();
  }

  // They leave the document with its first page, and are kept here. Of the form: what its answers are marked with, the key, and its questions by page.
  const { about, key, point, review, asks } = JSON.parse(pack.dataset.run), questions = Object.values(asks).flat();
  const shape = (name, kind = "p") => find(`#${kind}-${name}`, pack), trouble = find("#trouble");
  let said = {}, at, id, begun, receipt, release, changing, stopped;

  const text = (buffer) => btoa([...new Uint8Array(buffer)].map((one) => String.fromCharCode(one)).join(""));
  // Seals all that was said, and keeps it in place of the state before.
  const keep = async (finished) => {
    const content = JSON.stringify({ ...about, ...begun, id, pages: said, finished, answered_at: Date.now() });
    const curve = { name: "ECDH", namedCurve: "P-256" }, { subtle } = crypto, utf8 = (one) => new TextEncoder().encode(one);
    const ours = await subtle.generateKey(curve, false, ["deriveKey"]), theirs = await subtle.importKey("raw", new Uint8Array(point), curve, false, []);
    const salt = await subtle.exportKey("raw", ours.publicKey), iv = crypto.getRandomValues(new Uint8Array(12));
    const root = await subtle.deriveKey({ ...curve, public: theirs }, ours.privateKey, "HKDF", false, ["deriveKey"]);
    const aes = await subtle.deriveKey({ name: "HKDF", hash: "SHA-256", salt, info: utf8("sealed answer") }, root, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
    const sealed = await subtle.encrypt({ name: "AES-GCM", iv, additionalData: utf8(id) }, aes, utf8(content));
    const body = JSON.stringify({ v: 1, id, key, epk: text(salt), iv: text(iv), sealed: text(sealed) });
    await store("answers", (all) => all.put({ id, body, at: begun.started_at }));
  };
  const save = async () => all()[0] && keep(false);
  const begin = async () => {
    const taken = await store("receipts", (all) => {
      const asked = all.openCursor();
      asked.onsuccess = () => asked.result?.delete();
      return asked;
    }).catch(() => 0);
    ({ id, words: receipt } = taken?.value || { id: crypto.randomUUID() });
    begun = { started_at: Date.now(), turn: sessionStorage.turn };
    sessionStorage.turn = "";
    await new Promise((held) => navigator.locks.request(id, () => new Promise((free) => { release = free; held(); })));
    show(path()[0]);
  };

  const all = () => Object.values(said).flat();
  const filled = ({ id }, fields = all()) => fields.filter(([field, value]) => (field == id || field.startsWith(`${id}--`)) && value.trim());
  // Each is "card=value"; only cards and the buttons beside a question have a word before the sign.
  const picked = (one) => filled(one).map(([field, value]) => `${field.slice(one.id.length + 2)}=${value}`);
  // `those` are the picks with which a condition holds, or else (`so` is false) those with which it does not.
  const holds = (one) => (one.need || []).every(([id, those, so]) => picked({ id }).some((each) => those.includes(each) == so));
  const visible = (page) => asks[page].filter(holds);
  const path = () => Object.keys(asks).filter((page) => visible(page)[0]);
  const named = (field, place) => every(`[name="${field}"]`, place);
  // In HTML: an answer as the service says it, and in which language; own words as they are, which an option escapes.
  const spoken = (one) => holds(one) && picked(one).map((each) => one.says[each] || one.words || new Option(each.slice(1)).innerHTML).join(", ");

  // `wrong` are the questions without an answer: of those alone the page says so.
  const show = (page, wrong) => {
    const { dataset, content } = shape(page, wrong && "e"), copy = content.cloneNode(true), parts = every(".question", copy);
    every("body > header, body > main").forEach((old) => old.remove());
    at = page;
    asks[page]?.forEach((one, n) => {
      let part = parts[n];
      if (wrong && !wrong.includes(one)) {
        find(`.summary [href="#q-${one.id}"]`, copy)?.parentElement.remove();
        part.replaceWith(part = every(".question", shape(page).content.cloneNode(true))[n]);
      }
      if (!holds(one)) part.remove();
      if (parseInt(id[one.digit], 16) & one.bit) {
        const [first, second] = named(one.id, part).map((each) => each.closest(".tiles > *"));
        first.before(second);
      }
    });
    for (const [field, value] of said[page] || [])
      for (const each of named(field, copy))
        if (each.type == "submit") each.classList.toggle("chosen", each.value == value);
        else if (each.value == value) each.checked = true;
        else each.value ||= value;
    for (const place of every("[data-pipe]", copy)) {
      const one = questions.find((each) => each.id == place.dataset.pipe), words = spoken(one);
      if (words && !/^(instead)?=(skip|not-sure)$/.test(picked(one))) place.innerHTML = words;
    }
    // On the page to check there is a row for every question.
    every(".checks > *", copy).forEach((row, n) => {
      const words = spoken(questions[n]);
      if (words) find("dd", row).innerHTML = words;
      else row.remove();
    });
    document.title = dataset.title;
    document.body.prepend(copy);
    const head = find("main [role=alert] h2, main h1");
    head.tabIndex = -1;
    head.focus();
    scrollTo(0, 0);
  };
  const read = (by) => [...new FormData(find("#answers")), [by?.name, by?.value]].filter(([name, value]) => name && value && typeof value == "string");
  const end = (name) => {
    said = {};
    release();
    ask();
    worker.ready.then((ready) => ready.sync?.register("send")).catch(() => 0);
    show(name);
    const list = find(".receipt ol");
    if (receipt && list) list.innerHTML = receipt;
    else list?.parentElement.remove();
  };
  const finish = (whole) => keep(whole).then(() => end("-done"));
  const take = async (by) => {
    const then = /then=(\w+)/.exec(by?.formAction)?.[1];
    said[at] = read(by);
    const asked = visible(at).filter((one) => !one.told), wrong = asked.filter((one) => !filled(one, said[at])[0]);
    await save();
    if (!then && wrong[shape(at).dataset.enough ? asked.length - 1 : 0]) return show(at, wrong);
    const steps = path(), here = steps.indexOf(at);
    if (then == "stop") { stopped = at; return show(all()[0] ? "-stop" : "-stop-empty"); }
    if (then == "back") return show(changing ? "-check" : steps[here - 1]);
    const next = changing ? steps.find((each) => !said[each] && visible(each).some((one) => !one.told)) : steps[here + 1];
    if (next || review) return show(next || "-check");
    return finish(true);
  };
  const act = async (by) => {
    if (at == "-start") return begin();
    if (asks[at]) return take(by);
    if (at == "-check") return finish(true);
    if (at == "-done") return show("-finished");
    if (by.value == "send") return finish(false);
    await store("answers", (each) => each.delete(id));
    end("-deleted");
  };
  const tried = async (work) => {
    try {
      await work();
      return true;
    } catch {
      find(".summary")?.remove();
      find("main").prepend(trouble.content.cloneNode(true));
      for (const one of document.forms) one.dataset.sent = 0;
    }
  };
  let busy;
  addEventListener("submit", async (event) => {
    const twice = event.defaultPrevented || busy;
    event.preventDefault();
    if (twice) return;
    busy = true;
    await tried(() => act(event.submitter));
    busy = false;
  });
  addEventListener("click", (event) => {
    const to = event.target.closest("main a, header a")?.getAttribute("href");
    if (asks[at] || !/^#/.test(to)) return;
    event.preventDefault();
    const page = to.slice(1);
    if (at == "-check") {
      stopped = at;
      changing = asks[page];
      show(page || path().at(-1));
    } else show(stopped);
  });
  const now = async () => {
    if (asks[at]) said[at] = read();
    await save();
  };
  addEventListener("visibilitychange", () => document.hidden && id && now().catch(() => 0));
  document.addEventListener("idle", async (event) => {
    event.preventDefault();
    while (!await tried(now)) await new Promise((later) => setTimeout(later, 5000));
    location.replace("/tablet?language=en");
  });
  // A page that the browser keeps whole for Back holds nothing of anybody.
  addEventListener("pagehide", () => find("main").replaceChildren());
  show("-start");
})();
