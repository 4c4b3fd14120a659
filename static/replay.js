// Shows a drawing as it came about: line by line with a slider, or played where motion is welcome.
const still = matchMedia("(prefers-reduced-motion: reduce)");
for (const drawing of document.querySelectorAll("svg.drawing")) {
  const path = drawing.firstElementChild;
  const lines = path.getAttribute("d").split(/(?=M)/);
  const slider = document.createElement("input");
  const button = document.createElement("button");
  const bar = document.createElement("p");
  let begun = 0;

  const upTo = (count, part = "") => {
    path.setAttribute("d", lines.slice(0, count).join("") + part);
    slider.value = count;
    slider.setAttribute("aria-valuetext", `${count} of ${lines.length} lines`);
  };
  const stop = () => {
    begun = 0;
    button.textContent = "Play the drawing";
  };
  const play = (now) => {
    if (!begun) return;
    const points = lines.map((line) => line.split("L").length);
    const all = points.reduce((sum, one) => sum + one, 0);
    let left = Math.floor((all * (now - begun)) / Math.min(12000, Math.max(2000, all * 25)));
    let whole = 0;
    while (whole < lines.length && left >= points[whole]) left -= points[whole++];
    upTo(whole, whole < lines.length && left > 1 ? lines[whole].split("L").slice(0, left).join("L") : "");
    if (whole < lines.length) requestAnimationFrame(play);
    else stop();
  };

  Object.assign(slider, { type: "range", min: 0, max: lines.length, step: 1 });
  slider.setAttribute("aria-label", "Lines of the drawing, in the order in which they were drawn");
  slider.oninput = () => {
    stop();
    upTo(Number(slider.value));
  };
  button.type = "button";
  button.className = "second";
  button.onclick = () => {
    if (begun) {
      stop();
      return upTo(lines.length);
    }
    begun = performance.now();
    button.textContent = "Show all of it";
    return requestAnimationFrame(play);
  };
  bar.className = "replay";
  bar.append(...(still.matches ? [] : [button]), slider);
  stop();
  upTo(lines.length);
  drawing.after(bar);
}
