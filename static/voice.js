// Voice notes: recorded in the page, heard again, deleted, and put into the form as a file. Nothing is sent before
// Continue, and nothing is left on the device.
for (const box of document.querySelectorAll(".recorder")) {
  const [record, stop, play, drop] = box.querySelectorAll("button");
  const [kept, length, file] = box.querySelectorAll("input");
  const [left, form] = [box.querySelector("b"), box.closest("form")];
  let recorder, sound, clock, sender;
  const show = (state) => {
    for (const each of box.querySelectorAll("[data-when]")) each.hidden = !each.dataset.when.includes(state);
  };
  const put = (blob) => {
    const files = new DataTransfer();
    if (blob) files.items.add(new File([blob], "note", { type: blob.type }));
    file.files = files.files;
    kept.value = blob ? "recording" : "";
    if (sound) URL.revokeObjectURL(sound.src);
    sound = blob && new Audio(URL.createObjectURL(blob));
    show(blob ? "kept" : "empty");
    (blob ? play : record).focus();
  };
  record.onclick = async () => {
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1 } });
    } catch {
      return show("off");
    }
    const type = ["audio/mp4", "audio/webm"].find((each) => MediaRecorder.isTypeSupported(each));
    const [parts, begun] = [[], Date.now()];
    recorder = new MediaRecorder(stream, { mimeType: type, audioBitsPerSecond: 24000 });
    recorder.ondataavailable = (event) => parts.push(event.data);
    recorder.onstop = () => {
      clearInterval(clock);
      stream.getTracks().forEach((track) => track.stop());
      length.value = Date.now() - begun;
      put(new Blob(parts, { type: recorder.mimeType.split(";")[0] }));
      if (sender) form.requestSubmit(sender);
    };
    const most = Number(box.dataset.seconds);
    const tick = () => {
      const seconds = most - Math.floor((Date.now() - begun) / 1000);
      left.textContent = Math.max(seconds, 0);
      if (seconds <= 0 && recorder.state == "recording") recorder.stop();
    };
    recorder.start();
    tick();
    clock = setInterval(tick, 500);
    show("now");
    stop.focus();
  };
  stop.onclick = () => recorder.stop();
  play.onclick = () => {
    sound.currentTime = 0;
    sound.play();
  };
  drop.onclick = () => put();
  // who goes on while recording has said enough: it is finished first, then sent
  form.addEventListener("submit", (event) => {
    if (recorder?.state != "recording") return;
    event.preventDefault();
    event.stopPropagation();
    sender = event.submitter;
    recorder.stop();
  });
  if (navigator.mediaDevices && window.MediaRecorder) {
    show(kept.value ? "saved" : "empty");
    box.hidden = false;
    box.nextElementSibling.hidden = true;
  }
}
