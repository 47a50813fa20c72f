// Comfort for the years of the search page: dragging over the bars chooses a range. Each bar is a link without it.
(function () {
  "use strict";
  const drawing = document.querySelector(".histogram svg[data-base]");
  if (!drawing || !window.PointerEvent) return;
  const bars = Array.from(drawing.querySelectorAll("a[data-year]"));
  let from = -1, to = -1, dragged = false;

  function at(event) {
    const box = drawing.getBoundingClientRect();
    const place = Math.floor((event.clientX - box.left) / box.width * bars.length);
    return Math.max(0, Math.min(bars.length - 1, place));
  }

  function paint() {
    const low = Math.min(from, to), high = Math.max(from, to);
    bars.forEach(function (bar, n) { bar.classList.toggle("dragged", dragged && n >= low && n <= high); });
  }

  drawing.addEventListener("pointerdown", function (event) {
    if (event.button !== 0) return;
    from = to = at(event);
    dragged = false;
  });
  drawing.addEventListener("dragstart", function (event) { event.preventDefault(); });
  window.addEventListener("pointermove", function (event) {
    if (from < 0) return;
    to = at(event);
    if (to !== from) dragged = true;
    paint();
  });
  window.addEventListener("pointercancel", function () { from = -1; dragged = false; paint(); });
  window.addEventListener("pointerup", function () {
    if (from < 0) return;
    const first = bars[Math.min(from, to)], last = bars[Math.max(from, to)];
    from = -1;
    if (!dragged || first === last) { dragged = false; paint(); return; }
    const low = first.hasAttribute("data-open") ? "" : first.dataset.year;
    window.location.assign(drawing.dataset.base + low + ".." + last.dataset.year);
  });
  // The click that ends a drag must not follow the bar's own link.
  drawing.addEventListener("click", function (event) { if (dragged) { event.preventDefault(); dragged = false; } }, true);
})();
