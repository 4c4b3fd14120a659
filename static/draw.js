// Drawing: pointer strokes become whole numbers in the hidden field; the server checks them and draws them itself.
const within = (value, most) => Math.min(Math.max(value, 0), most);
for (const sheet of document.querySelectorAll(".sheet")) {
  const canvas = sheet.querySelector("svg");
  const field = sheet.nextElementSibling;
  const [undo, clear] = sheet.querySelectorAll("button");
  const full = sheet.lastElementChild.firstChild;
  const before = [];
  let strokes = field.value.split(";").slice(1).map((line) => line.split(" ").map((point) => point.split(",")));
  let stroke;

  // Ramer, Douglas and Peucker: what lies within 1.2 of the line between its ends is left out
  const simple = (line) => {
    const ends = [line[0], line.at(-1)], [[a, b], [c, d]] = ends;
    let far = 0, most = 1.2;
    line.forEach(([x, y], place) => {
      const part = ((x - a) * (c - a) + (y - b) * (d - b)) / (Math.hypot(c - a, d - b) ** 2 || 1);
      const along = within(part, 1);
      const away = Math.hypot(x - a - along * (c - a), y - b - along * (d - b));
      if (away > most) {
        far = place;
        most = away;
      }
    });
    if (far) return [...simple(line.slice(0, far + 1)), ...simple(line.slice(far)).slice(1)];
    return line[1] ? ends : line;
  };
  const show = (lines) => {
    canvas.firstElementChild.setAttribute("d", lines.map((line) => `M${line.join("L")}${line[1] ? "" : "h0"}`).join(""));
  };
  const keep = (now) => {
    strokes = now;
    field.value = now.length ? `600,400;${now.map((line) => line.join(" ")).join(";")}` : "";
    full.hidden = now.length < 399 && now.flat().length < 5000;
    show(now);
  };
  const change = (now) => {
    before.push(strokes);
    keep(now);
  };
  const add = (event) => {
    const { x, y } = DOMPoint.fromPoint(event).matrixTransform(canvas.getScreenCTM().inverse());
    const point = [within(x, 600), within(y, 400)].map(Math.round);
    const last = stroke.at(-1);
    if (!last || (Math.hypot(last[0] - point[0], last[1] - point[1]) >= 2 && stroke.length < 900)) stroke.push(point);
    show([...strokes, stroke]);
  };
  canvas.onpointerdown = (event) => {
    if (!event.isPrimary || event.button || !full.hidden) return;
    canvas.setPointerCapture(event.pointerId);
    stroke = [];
    add(event);
  };
  canvas.onpointermove = (event) => {
    if (stroke && event.isPrimary) [...(event.getCoalescedEvents?.() || []), event].forEach(add);
  };
  canvas.onpointerup = canvas.onpointercancel = () => {
    if (!stroke) return;
    change([...strokes, simple(stroke)]);
    stroke = null;
  };
  undo.onclick = () => keep(before.pop() || strokes.slice(0, -1));
  clear.onclick = () => change([]);
  show(strokes); // from the service they come drawn already, on a tablet's own pages they do not
  sheet.hidden = undo.parentElement.hidden = false;
  field.nextElementSibling.hidden = true;
}
