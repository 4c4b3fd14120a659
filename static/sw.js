// The worker's part, which comes to it out of the same file as the pages' part.
// Serves the pack (PACK and FILES stand before this), sends what waits, and tells open pages how it stands.
// Nothing that anybody answered is ever in a cache: only the pack, and sounds that were listened to.
if (!self.document) {
  const SOUNDS = "sounds";
  const inPack = (address) => caches.match(address, { cacheName: PACK });
  const kept = async (address) => await inPack(address) || caches.match(address);
  const waiting = () => store("answers", (all) => all.getAll());
  const post = (address, body) => fetch(address, { method: "POST", body, signal: AbortSignal.timeout(30000) }).catch(() => 0);

  // Each answer is locked while its page lives: what nobody holds is finished, or was left when a page died.
  const flush = async () => {
    let sent = 0, away;
    for (const { id } of await waiting())
      if (!away) await navigator.locks.request(id, { ifAvailable: true }, async (free) => {
        const one = free && await store("answers", (all) => all.get(id));
        if (!one) return;
        const reply = await post("/api/sealed", one.body), { status } = reply;
        if (/^20[01]/.test(status)) {
          if ((await reply.json().catch(() => 0)).id != id) return;
          await store("answers", (all) => all.delete(id));
          sent++;
        } else if (/^4/.test(status)) await store("answers", (all) => all.put({ ...one, fault: 1 }));
        else away = 1;
      });
    return sent;
  };
  const tell = async () => {
    // Where nothing waits it is endless, and null in JSON.
    const all = await waiting(), oldest = Math.min(...all.map((one) => one.at));
    const news = {
      waiting: all.length,
      oldest,
      fault: all.some((one) => one.fault),
      ready: (await Promise.all(FILES.map(inPack))).every(Boolean),
      met: (await post("/api/tablet/state", JSON.stringify({ waiting: all.length, oldest_at: oldest, pack: PACK }))).ok,
    };
    for (const page of await clients.matchAll()) page.postMessage(news);
  };
  const stock = async () => {
    if (await store("receipts", (all) => all.count()) > 19) return;
    const reply = await fetch("/pack/receipts");
    if (reply.ok) for (const one of await reply.json()) await store("receipts", (all) => all.put(one));
  };
  // A page of forms comes out of the pack, a menu from the service while it answers soon.
  const page = async (request, { pathname, search }) => {
    // Only a language may stand behind an address of the pack; a form that is not in it is there in its own.
    const found = await kept(`/pack${pathname}${search}`) || /^.language/.test(search) && await kept(`/pack${pathname}`);
    if (found && !/^.tablet($|.for.)/.test(pathname)) return found;
    const reply = await fetch(request, { signal: AbortSignal.timeout(5000) }).catch(() => 0);
    return reply.status < 500 ? reply : found || await kept("/pack/tablet") || reply || Response.error();
  };
  const file = async (address) => {
    const found = await kept(address);
    if (found) return found;
    const reply = await fetch(address);
    if (/listen/.test(address) && reply.status == 200) {
      const sounds = await caches.open(SOUNDS);
      await sounds.put(address, reply.clone());
      for (const old of (await sounds.keys()).slice(0, -400)) await sounds.delete(old);
    }
    return reply;
  };

  addEventListener("install", (event) => event.waitUntil(caches.open(PACK).then((pack) => pack.addAll(FILES)).then(skipWaiting)));
  addEventListener("activate", (event) => event.waitUntil(clients.claim()));
  // One at a time, so that what is told last is what stands.
  const alone = (work) => navigator.locks.request("send", work);
  addEventListener("sync", (event) => event.waitUntil(alone(flush)));
  // A menu asks with true, a form's page with false. Only where no form is open do older packs go.
  addEventListener("message", (event) => event.waitUntil(alone(async () => {
    if (await flush() || event.data) await tell();
    if (!event.data) return;
    await stock().catch(() => 0);
    for (const name of await caches.keys()) if (name != PACK && name != SOUNDS) await caches.delete(name);
  })));
  addEventListener("fetch", (event) => {
    const { request } = event, address = new URL(request.url);
    if (request.method != "GET" || address.origin != location.origin) return;
    if (request.mode == "navigate") {
      event.respondWith(page(request, address));
      event.waitUntil(alone(flush));
    } else event.respondWith(file(request.url));
  });
}
