// Drawing: pointer strokes become whole numbers in the hidden field; nothing is sent before Continue. What each
// line does to the numbers is checked again by the server, which draws them itself.
for (const sheet of document.querySelectorAll(".sheet")) {
  const [canvas, field] = [sheet.querySelector("svg"), sheet.nextElementSibling];
  const [undo, clear] = sheet.querySelectorAll("button");
  const full = sheet.querySelector("[role=status] span");
  const { width, height } = canvas.viewBox.baseVal;
  const within = (value, most) => Math.min(Math.max(Math.round(value), 0), most);
  let strokes = field.value.split(";").slice(1).map((line) => line.split(" ").map((pair) => pair.split(",")));
  let before = [];
  let stroke;

  const distance = ([x, y], [a, b], [c, d]) => {
    const [dx, dy] = [c - a, d - b];
    const along = Math.min(Math.max(((x - a) * dx + (y - b) * dy) / (dx * dx + dy * dy || 1), 0), 1);
    return Math.hypot(x - a - along * dx, y - b - along * dy);
  };
  // Ramer, Douglas and Peucker: what lies within 1.2 of the line between its ends is left out
  const simple = (line) => {
    const [first, last] = [line[0], line.at(-1)];
    let [far, most] = [0, 1.2];
    line.forEach((point, place) => {
      const away = distance(point, first, last);
      if (away > most) [far, most] = [place, away];
    });
    if (far) return [...simple(line.slice(0, far + 1)).slice(0, -1), ...simple(line.slice(far))];
    return line.length > 1 ? [first, last] : line;
  };
  const show = () => {
    const lines = stroke ? [...strokes, stroke] : strokes;
    const path = ([start, ...rest]) => `M${start}${rest.map((point) => `L${point}`).join("") || "h0"}`;
    canvas.firstElementChild.setAttribute("d", lines.map(path).join(""));
  };
  const keep = (now) => {
    strokes = now;
    field.value = now.length ? [[width, height], ...now.map((line) => line.join(" "))].join(";") : "";
    full.hidden = now.length < 399 && now.flat().length < 5000;
    show();
  };
  const add = (event) => {
    const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(canvas.getScreenCTM().inverse());
    const point = [within(x, width), within(y, height)];
    const last = stroke.at(-1);
    if ((!last || Math.hypot(last[0] - point[0], last[1] - point[1]) >= 2) && stroke.length < 900) stroke.push(point);
  };
  const finish = () => {
    if (!stroke) return;
    before.push(strokes);
    const line = simple(stroke);
    stroke = null;
    keep([...strokes, line]);
  };
  canvas.onpointerdown = (event) => {
    if (!event.isPrimary || event.button || !full.hidden) return;
    canvas.setPointerCapture(event.pointerId);
    stroke = [];
    add(event);
    show();
  };
  canvas.onpointermove = (event) => {
    if (!stroke || !event.isPrimary) return;
    const events = event.getCoalescedEvents?.() || [];
    (events.length ? events : [event]).forEach(add);
    show();
  };
  canvas.onpointerup = canvas.onpointercancel = finish;
  undo.onclick = () => keep(before.pop() || strokes.slice(0, -1));
  clear.onclick = () => {
    if (strokes.length) before.push(strokes);
    keep([]);
  };
  sheet.hidden = undo.parentElement.hidden = false;
  field.nextElementSibling.hidden = true;
}
