// Records a text on the staff page Recordings and sends it as the row's file. Without this a file can be chosen.
const TYPES = ["audio/mp4", "audio/webm", "audio/ogg"];
let recorder;

async function begin(form, button) {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1 } });
  const mimeType = TYPES.find((type) => MediaRecorder.isTypeSupported(type));
  const parts = [];
  recorder = new MediaRecorder(stream, { mimeType, audioBitsPerSecond: 48000 });
  recorder.ondataavailable = (event) => parts.push(event.data);
  recorder.onstop = () => {
    stream.getTracks().forEach((track) => track.stop());
    const files = new DataTransfer();
    files.items.add(new File(parts, "sound", { type: mimeType }));
    form.elements.sound.files = files.files;
    form.submit();
  };
  recorder.start();
  button.textContent = form.dataset.stop;
  setTimeout(() => recorder.state === "recording" && recorder.stop(), form.dataset.seconds * 1000);
}

function refuse(form, button) {
  const told = document.createElement("span");
  told.className = "error";
  told.setAttribute("role", "alert");
  told.textContent = form.dataset.refused;
  button.replaceWith(told);
}

if (window.MediaRecorder && navigator.mediaDevices) {
  for (const form of document.querySelectorAll("form.record")) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = form.dataset.record;
    button.setAttribute("aria-describedby", form.elements.sound.id.replace("f-", "t-"));
    button.addEventListener("click", () => {
      if (recorder?.state === "recording") return recorder.stop();
      return begin(form, button).catch(() => refuse(form, button));
    });
    form.prepend(button);
  }
}
