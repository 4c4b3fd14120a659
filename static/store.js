// What a tablet keeps: sealed answers, and receipts for answers to come. Each use opens it anew: none can be lost.
const store = async (name, act) => {
  const base = await new Promise((done, fail) => {
    const asked = indexedDB.open("tablet", 1);
    asked.onupgradeneeded = () => ["answers", "receipts"].map((each) => asked.result.createObjectStore(each, { keyPath: "id" }));
    asked.onsuccess = () => done(asked.result);
    asked.onerror = fail;
  });
  return new Promise((done, fail) => {
    const work = base.transaction(name, "readwrite", { durability: "strict" }), asked = act(work.objectStore(name));
    work.oncomplete = () => done(asked.result);
    work.onabort = fail;
  }).finally(() => base.close());
};
