// Comfort for a long facet: its values are filtered while typing, marks or not. The form does the same without it.
(function () {
  "use strict";
  const form = document.querySelector("form[data-seek]");
  const box = form && form.querySelector("input[name=tim]");
  const facet = form && form.closest(".facet");
  if (!box || !facet) return;

  function folded(text) {
    return text.toLowerCase().replace(/đ/g, "d").normalize("NFD").replace(/[\u0300-\u036f]/g, "");
  }
  const items = Array.from(facet.querySelectorAll("li")).map(function (item) {
    return { item: item, text: " " + folded(item.querySelector(".label").textContent) };
  });
  const groups = Array.from(facet.querySelectorAll("details"));

  box.addEventListener("input", function () {
    const words = folded(box.value).split(/\s+/).filter(Boolean);
    items.forEach(function (one) {
      one.item.hidden = !words.every(function (word) { return one.text.includes(" " + word); });
    });
    groups.forEach(function (group) {
      group.hidden = !group.querySelector("li:not([hidden])");
      if (words.length) group.open = true;
    });
  });
})();
