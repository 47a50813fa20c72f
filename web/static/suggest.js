// Comfort for the search box: suggestions while typing, as a combobox with a list (WAI-ARIA). The page works without it.
(function () {
  "use strict";
  const form = document.querySelector("form[data-suggest]");
  const box = form && form.querySelector("input[type=search]");
  const list = form && form.querySelector("[role=listbox]");
  if (!box || !list || !window.fetch) return;

  const KINDS = { number: "số hiệu", issuer: "cơ quan", subject: "trích yếu" };
  const WAIT = 120;
  let timer = 0, asked = "", chosen = -1, controller = null;

  box.setAttribute("role", "combobox");
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-expanded", "false");
  box.setAttribute("aria-controls", list.id);

  function close() {
    list.hidden = true;
    list.replaceChildren();
    chosen = -1;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  }

  function address(one) {
    if (one.kind === "number" && one.document) return "/van-ban/" + encodeURIComponent(one.document);
    const query = new URLSearchParams();
    if (one.kind === "issuer") query.set("issuer", one.value); else query.set("q", one.text);
    return "/?" + query;
  }

  function show(found) {
    close();
    found.forEach(function (one, place) {
      const item = document.createElement("li");
      item.id = "goi-y-" + place;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      item.dataset.address = address(one);
      const text = document.createElement("span"), kind = document.createElement("span");
      text.textContent = one.text;
      kind.className = "kind";
      kind.textContent = KINDS[one.kind] + (one.count > 1 ? ", " + one.count + " văn bản" : "");
      item.append(text, kind);
      item.addEventListener("pointerdown", function (event) { event.preventDefault(); });
      item.addEventListener("click", function () { location.assign(item.dataset.address); });
      list.append(item);
    });
    list.hidden = !found.length;
    box.setAttribute("aria-expanded", String(found.length > 0));
  }

  function choose(place) {
    const items = list.children;
    if (!items.length) return;
    if (chosen >= 0) items[chosen].setAttribute("aria-selected", "false");
    chosen = (place + items.length + 1) % (items.length + 1);
    if (chosen === items.length) { chosen = -1; box.removeAttribute("aria-activedescendant"); return; }
    items[chosen].setAttribute("aria-selected", "true");
    items[chosen].scrollIntoView({ block: "nearest" });
    box.setAttribute("aria-activedescendant", items[chosen].id);
  }

  function ask() {
    const typed = box.value.trim();
    if (typed === asked) return;
    asked = typed;
    if (controller) controller.abort();
    if (typed.length < 2) { close(); return; }
    controller = new AbortController();
    fetch(form.dataset.suggest + "?q=" + encodeURIComponent(typed), { signal: controller.signal, credentials: "same-origin" })
      .then(function (answer) { return answer.ok ? answer.json() : { suggestions: [] }; })
      .then(function (answer) { if (box.value.trim() === typed && document.activeElement === box) show(answer.suggestions); })
      .catch(function () { /* typed on, or the server is away: the box goes on working */ });
  }

  box.addEventListener("input", function () { clearTimeout(timer); timer = setTimeout(ask, WAIT); });
  box.addEventListener("blur", close);
  box.addEventListener("keydown", function (event) {
    if (event.isComposing || list.hidden) return;
    if (event.key === "ArrowDown") { event.preventDefault(); choose(chosen + 1); }
    else if (event.key === "ArrowUp") { event.preventDefault(); choose(chosen < 0 ? list.children.length - 1 : chosen - 1 < 0 ? list.children.length : chosen - 1); }
    else if (event.key === "Escape") { event.preventDefault(); close(); }
    else if (event.key === "Enter" && chosen >= 0) { event.preventDefault(); location.assign(list.children[chosen].dataset.address); }
  });
})();
