// Comfort: a button that copies the text beside it. Without scripts the text can be selected.
(function () {
  "use strict";
  if (!navigator.clipboard) return;
  document.querySelectorAll("[data-copy]").forEach(function (text) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Sao chép";
    button.addEventListener("click", function () {
      navigator.clipboard.writeText(text.textContent).then(function () {
        button.textContent = "Đã sao chép";
        setTimeout(function () { button.textContent = "Sao chép"; }, 2000);
      }, function () { getSelection().selectAllChildren(text); });
    });
    text.after(" ", button);
  });
})();
