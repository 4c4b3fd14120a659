// What a tablet keeps: sealed answers, and receipts for answers to come. A lost connection is opened once more.
let base;
const opened = () => base ||= new Promise((done, fail) => {
  const asked = indexedDB.open("tablet", 1);
  asked.onupgradeneeded = () => ["answers", "receipts"].map((name) => asked.result.createObjectStore(name, { keyPath: "id" }));
  asked.onsuccess = () => done(asked.result);
  asked.onerror = () => fail(asked.error);
});
const store = async (name, act, last) => {
  try {
    const work = (await opened()).transaction(name, "readwrite", { durability: "strict" });
    const asked = act(work.objectStore(name));
    return await new Promise((done, fail) => {
      work.oncomplete = () => done(asked.result);
      work.onabort = () => fail(work.error);
    });
  } catch (error) {
    base = 0;
    if (last) throw error;
    return store(name, act, true);
  }
};
