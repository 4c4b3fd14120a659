// Voice notes: recorded in the page, heard again, deleted, put into the form as a file; sent by Continue only.
for (const box of document.querySelectorAll(".recorder")) {
  const [record, stop, play, drop] = box.querySelectorAll("button");
  const [kept, length, file] = box.querySelectorAll("input");
  let recorder, sound, sender;
  const show = (state) => {
    for (const each of box.querySelectorAll("[data-when]")) each.hidden = !each.dataset.when.includes(state);
  };
  const put = (blob) => {
    const files = new DataTransfer();
    if (blob) files.items.add(new File([blob], "note"));
    file.files = files.files;
    kept.value = blob ? "recording" : "";
    sound = blob && new Audio(URL.createObjectURL(blob));
    show(blob ? "kept" : "empty");
    (blob ? play : record).focus();
  };
  record.onclick = async () => {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1 } }).catch(() => show("off"));
    if (!stream) return;
    const mimeType = ["audio/mp4", "audio/webm"].find((each) => MediaRecorder.isTypeSupported(each));
    const begun = Date.now(), shown = box.querySelector("b");
    recorder = new MediaRecorder(stream, { mimeType, audioBitsPerSecond: 24000 });
    recorder.ondataavailable = ({ data }) => {
      clearInterval(clock);
      stream.getTracks().forEach((track) => track.stop());
      length.value = Date.now() - begun;
      put(data);
      if (sender) file.form.requestSubmit(sender);
    };
    const tick = () => {
      const left = box.dataset.seconds - Math.floor((Date.now() - begun) / 1000);
      shown.textContent = left;
      if (left < 1) stop.click();
    };
    const clock = setInterval(tick, 500);
    recorder.start();
    tick();
    show("now");
    stop.focus();
  };
  stop.onclick = () => recorder.stop();
  play.onclick = () => sound.play();
  drop.onclick = () => put();
  // who goes on while recording has said enough: it is finished first, then sent
  file.form.addEventListener("submit", (event) => {
    if (recorder?.state != "recording") return;
    event.preventDefault();
    event.stopPropagation();
    sender = event.submitter;
    stop.click();
  });
  if (window.MediaRecorder && navigator.mediaDevices) {
    show(kept.value ? "saved" : "empty");
    box.hidden = false;
    box.nextElementSibling.hidden = true;
  }
}
