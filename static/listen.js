// Reads aloud where it stands, and shows which words are heard. Without this script the links play in a frame.
const sound = new Audio(), talk = self.speechSynthesis;
let parts = [], pressed, heard;
const light = (now) => {
  heard?.classList.remove("heard");
  heard = now;
  now?.classList.add("heard");
};
const hush = () => {
  parts = [];
  sound.pause();
  talk?.cancel();
  light();
  pressed?.classList.remove("on");
  pressed = null;
};
const next = () => (parts.shift() || hush)();
const voice = (place) => talk.getVoices().find((one) => one.localService && one.lang.startsWith(place.closest("[lang]").lang));
sound.onended = sound.onerror = next;
addEventListener("submit", hush);
addEventListener("click", (event) => {
  const button = event.target.closest(".listen"), again = button == pressed;
  if (!button) return;
  event.preventDefault();
  hush();
  if (again) return;
  pressed = button;
  button.classList.add("on");
  const place = button.closest(".card, .question, main"), [, , language, keys] = (button.pathname || "").split("/");
  parts = keys
    ? keys.split(".").map((key) => () => {
        light(place.querySelector(`[data-say="${key}"]`));
        sound.src = `/listen/${language}/${key}`;
        sound.play().catch(() => {});
      })
    : [...place.querySelectorAll("[data-say]")].flatMap((words) => words.innerText.match(/[^.!?]+[.!?]*/g).map((text) => () => {
        light(words);
        const said = new SpeechSynthesisUtterance(text);
        said.voice = voice(words);
        said.lang = said.voice.lang;
        said.onend = () => pressed == button && next();
        talk.speak(said);
      }));
  next();
});
// A voice of this very device, where nobody has recorded anything: others would send the words away.
const offer = () => {
  for (const button of document.querySelectorAll("button.listen")) button.hidden = !voice(button);
};
if (talk) {
  talk.onvoiceschanged = offer;
  offer();
}
