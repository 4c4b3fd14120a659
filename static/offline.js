// On a shared tablet: shows what waits, and runs a form out of the pack. Each page that is answered is sealed to
// the service's key and kept before the next one comes; what is said in clear lives in this page's memory only.
if (self.document) (async () => {
  const find = (selector, place = document) => place.querySelector(selector), every = (selector, place = document) => [...place.querySelectorAll(selector)];
  const get = (id) => document.getElementById(id), box = get("waiting"), pack = get("pack"), worker = navigator.serviceWorker;
  const ask = () => worker.controller?.postMessage(box ? "menu" : "");
  const able = await opened().then(() => worker && crypto.subtle && navigator.locks, () => 0);
  const say = (news) => every("[data-when]", box).forEach((line) => line.hidden = !news[line.dataset.when]);
  if (!able) {
    if (pack) return location.replace("?online");
    box.hidden = false;
    return say({ alone: 1 });
  }
  for (const kind of ["online", "pageshow"]) addEventListener(kind, ask);
  document.addEventListener("visibilitychange", ask);
  setInterval(ask, 30000);
  if (box) {
    const day = 864e5, { language } = box.dataset;
    // What a worker set for the next child is taken by the next form that begins here, and by no other.
    sessionStorage.turn = find("[data-turn]").dataset.turn;
    if (language != "en") for (const tile of every(".menu a")) tile.search = `?language=${language}`;
    worker.onmessage = ({ data }) => {
      if (data.met || !localStorage.met) localStorage.met = Date.now();
      const age = data.waiting && Date.now() - data.oldest;
      say({ ...data, day: age > day && age <= 3 * day, days: age > 3 * day, month: Date.now() - localStorage.met > 30 * day });
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
    navigator.storage?.persist?.();
    await worker.register("/tablet-worker.js", { scope: "/tablet" }).catch(() => {});
    return ask();
  }

  const { form, version, language, tablet, key, point, review } = pack.dataset;
  const shapes = [...pack.children], trouble = get("trouble");
  const shape = (name) => shapes.find((one) => one.id == name);
  const asks = Object.fromEntries(shapes.filter((one) => one.id.startsWith("p-")).map((one) => [one.id.slice(2), JSON.parse(one.dataset.asks)]));
  let said = {}, at, id, begun, receipt, release, changing, stopped;

  const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt());
  const text = (buffer) => btoa([...new Uint8Array(buffer)].map((one) => String.fromCharCode(one)).join(""));
  const seal = async (content) => {
    const curve = { name: "ECDH", namedCurve: "P-256" }, subtle = crypto.subtle, utf8 = (one) => new TextEncoder().encode(one);
    const ours = await subtle.generateKey(curve, false, ["deriveBits"]);
    const salt = await subtle.exportKey("raw", ours.publicKey), iv = crypto.getRandomValues(new Uint8Array(12));
    const theirs = await subtle.importKey("raw", bytes(point), curve, false, []);
    const secret = await subtle.deriveBits({ ...curve, public: theirs }, ours.privateKey, 256);
    const root = await subtle.importKey("raw", secret, "HKDF", false, ["deriveKey"]);
    const aes = await subtle.deriveKey({ name: "HKDF", hash: "SHA-256", salt, info: utf8("sealed answer") }, root, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
    const sealed = await subtle.encrypt({ name: "AES-GCM", iv, additionalData: utf8(id) }, aes, utf8(content));
    return JSON.stringify({ v: 1, id, key, epk: text(salt), iv: text(iv), sealed: text(sealed) });
  };
  const keep = async (finished) => {
    const content = { id, form, version: +version, language, tablet, turn: begun.turn, pages: said, finished, started_at: begun.at, answered_at: Date.now() };
    const body = await seal(JSON.stringify(content));
    await store("answers", (all) => all.put({ id, body, at: begun.at }));
  };
  const save = async () => all()[0] && keep(false);
  const version7 = () => {
    const now = Date.now().toString(16).padStart(12, 0), random = crypto.randomUUID();
    return `${now.slice(0, 8)}-${now.slice(8)}-7${random.slice(15)}`;
  };
  const begin = async () => {
    const taken = await store("receipts", (all) => {
      const asked = all.getAll(null, 1);
      asked.onsuccess = () => asked.result[0] && all.delete(asked.result[0].id);
      return asked;
    }).catch(() => []);
    ({ id, words: receipt } = taken[0] || { id: version7() });
    begun = { at: Date.now(), turn: sessionStorage.turn || "" };
    sessionStorage.turn = "";
    await new Promise((held) => navigator.locks.request(id, () => new Promise((free) => { release = free; held(); })));
  };

  const own = (name, [field]) => field == name || field.startsWith(`${name}--`);
  const filled = (name, fields) => fields.filter((one) => own(name, one) && one[1].trim());
  const all = () => Object.values(said).flat();
  const states = { "not-sure": "not_sure", skip: "skipped" };
  const values = (name) => filled(name, all()).flatMap(([field, value]) => {
    const card = field.slice(name.length + 2);
    return states[value] && (!card || card == "instead") ? [states[value]] : ["given", card ? `${card}=${value}` : value];
  });
  const holds = (one) => (one.need || []).every(([name, some]) => values(name).some((value) => some.includes(value)));
  const visible = (page) => asks[page].filter(holds);
  const path = () => Object.keys(asks).filter((page) => visible(page).length);
  const named = (field, place) => every(`[name="${field}"]`, place);
  const words = (selector, place) => find(selector, place).textContent.trim();
  // An answer as its tile says it, and in the tile's language; own words as they are.
  const spoken = (one, place) => filled(one.id, all()).map(([field, value]) => {
    const tile = shapes.flatMap((each) => named(field, each.content)).find((each) => each.value == value)?.closest(".tile");
    if (tile && place) place.lang = find("[lang]", tile)?.lang || language;
    const card = tile?.closest(".card");
    return (card ? `${words("legend", card)}: ` : "") + (tile ? words(".word", tile) : one.words || value);
  }).join(", ");

  const show = (name) => {
    const { dataset, content } = shape(name), copy = content.cloneNode(true), page = name.slice(2);
    every("body > header, body > main").forEach((old) => old.remove());
    at = name;
    for (const place of every("[data-pipe]", copy)) {
      const one = Object.values(asks).flat().find((each) => each.id == place.dataset.pipe);
      if (holds(one) && values(one.id).includes("given")) place.textContent = spoken(one);
    }
    if (asks[page]) {
      const parts = every(".question", copy), bit = parseInt(id.slice(-12), 16);
      asks[page].forEach((one, n) => {
        if (!holds(one)) parts[n].remove();
        if (Math.floor(bit / 2 ** one.turn) % 2) {
          const [first, second] = named(one.id, parts[n]).map((each) => each.closest(".pair") || each.closest(".tile"));
          first.before(second);
        }
      });
      for (const [field, value] of said[page] || [])
        for (const each of named(field, copy))
          if (each.type == "submit") each.classList.toggle("chosen", each.value == value);
          else if (/radio|box/.test(each.type)) each.checked ||= each.value == value;
          else each.value = value;
    }
    document.title = dataset.title;
    document.body.prepend(copy);
    const head = find("main [role=alert] h2, main h1");
    head.tabIndex = -1;
    head.focus();
    scrollTo(0, 0);
  };
  const fail = (page, wrong) => {
    show(`e-${page}`);
    for (const line of every(".summary li")) {
      const name = line.firstElementChild.hash.slice(3);
      if (wrong.includes(name)) continue;
      line.remove();
      const note = get(`q-${name}-error`), part = note?.closest(".question");
      if (!part) continue;
      note.className = note.textContent = "";
      part.classList.remove("wrong");
      find("[aria-invalid]", part)?.removeAttribute("aria-invalid");
    }
  };
  const check = () => {
    show("check");
    const list = find(".checks"), row = list.firstElementChild;
    row.remove();
    for (const page of path()) for (const one of visible(page)) {
      const copy = row.cloneNode(true), [asked, given, change] = copy.children, answer = spoken(one, given);
      if (!answer) continue;
      const prompt = find(".prompt", every(".question", shape(`p-${page}`).content)[asks[page].indexOf(one)]), other = find("[lang]", prompt);
      for (const [to, before] of [[asked, ""], [find(".unseen", change), ": "]]) to.replaceChildren(before, other?.cloneNode(true) || prompt.textContent.trim());
      given.textContent = answer;
      change.firstElementChild.href = `#${page}`;
      list.append(copy);
    }
  };
  const read = (by) => {
    const fields = [...new FormData(get("answers"))].filter(([, value]) => value && typeof value == "string");
    return by?.name ? [...fields, [by.name, by.value]] : fields;
  };
  const end = async (name) => {
    said = {};
    release();
    ask();
    worker.ready.then((ready) => ready.sync?.register("send")).catch(() => {});
    show(name);
    const list = find(".receipt ol");
    if (list && receipt) list.innerHTML = receipt;
    else list?.parentElement.remove();
  };
  const finish = async (whole) => {
    await keep(whole);
    await end("done");
  };
  const take = async (page, by) => {
    const then = /then=(\w+)/.exec(by?.formAction)?.[1], fields = read(by);
    said[page] = fields;
    const asked = visible(page).filter((one) => !one.told).map((one) => one.id), wrong = asked.filter((name) => !filled(name, fields)[0]);
    await save();
    if (wrong[0] && !then && !(wrong[asked.length - 1] ? 0 : shape(at).dataset.enough)) return fail(page, wrong);
    const steps = path(), here = steps.indexOf(page);
    if (then == "stop") { stopped = page; return show(all()[0] ? "stop" : "stop-empty"); }
    if (then == "back") return changing ? check() : show(`p-${steps[here - 1]}`);
    const next = changing ? steps.find((each) => visible(each).every((one) => one.told) ? 0 : !said[each]) : steps[here + 1];
    if (next) return show(`p-${next}`);
    return review ? check() : finish(true);
  };
  const act = async (by) => {
    if (at == "start") { await begin(); show(`p-${path()[0]}`); }
    else if (at == "check") await finish(true);
    else if (at == "done") show("finished");
    else if (at.startsWith("stop")) {
      if (by.value == "send") return finish(false);
      await store("answers", (each) => each.delete(id));
      await end("deleted");
    } else await take(at.slice(2), by);
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
    const link = event.target.closest("main a, header a"), to = link?.getAttribute("href");
    if (!/^#/.test(to) || get(to.slice(1))?.closest("main, dialog")) return;
    event.preventDefault();
    if (at == "check") { changing = to != "#" && to != "#stop"; stopped = "";
      to == "#stop" ? show("stop") : show(`p-${changing ? to.slice(1) : path().at(-1)}`);
    } else if (at.startsWith("stop")) stopped ? show(`p-${stopped}`) : check();
  });
  const now = async () => {
    if (/^[pe]-/.test(at)) said[at.slice(2)] = read();
    await save();
  };
  document.addEventListener("visibilitychange", () => document.hidden && id && now().catch(() => {}));
  document.addEventListener("idle", async (event) => {
    event.preventDefault();
    while (!await tried(now)) await new Promise((later) => setTimeout(later, 5000));
    location.replace("/tablet?language=en");
  });
  // A page that the browser keeps whole for Back holds nothing of anybody.
  addEventListener("pagehide", () => find("main").replaceChildren());
  show("start");
})();
