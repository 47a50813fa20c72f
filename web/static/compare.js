// Comfort for /so-sanh: n and p go to the next and the previous place that differs. The page works without it.
(function () {
  "use strict";
  const rows = Array.from(document.querySelectorAll(".pair.differs"));
  const shelf = document.getElementById("phim");
  if (!rows.length || !shelf) return;

  // A key of one letter must be possible to turn off (WCAG 2.2, 2.1.4); the choice is kept where the browser lets us.
  const NAME = "vanban-phim-so-sanh";
  const kept = (function () { try { return localStorage.getItem(NAME); } catch (e) { return null; } })();
  const box = document.createElement("input");
  box.type = "checkbox";
  box.checked = kept !== "0";
  const label = document.createElement("label");
  label.append(box, " Phím ", key("n"), " chỗ sau, ", key("p"), " chỗ trước");
  shelf.append(label);
  shelf.hidden = false;
  box.addEventListener("change", function () {
    try { localStorage.setItem(NAME, box.checked ? "1" : "0"); } catch (e) { /* not kept */ }
  });

  document.addEventListener("keydown", function (event) {
    if (!box.checked || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const at = event.target;
    if (at !== box && at instanceof Element && at.closest("input, textarea, select, [contenteditable]")) return;
    const step = event.key === "n" ? 1 : event.key === "p" ? -1 : 0;
    if (!step) return;
    event.preventDefault();
    go(step);
  });

  function go(step) {
    const here = rows.indexOf(document.activeElement && document.activeElement.closest(".pair.differs"));
    let to = here + step;
    if (here < 0) {
      const below = rows.findIndex(function (row) { return row.getBoundingClientRect().top > 1; });
      to = step > 0 ? (below < 0 ? rows.length - 1 : below) : (below < 0 ? rows.length - 1 : below - 1);
    }
    const row = rows[Math.max(0, Math.min(rows.length - 1, to))];
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "center" });
  }

  function key(letter) {
    const made = document.createElement("kbd");
    made.textContent = letter;
    return made;
  }
})();
