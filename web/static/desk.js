// Comfort for the clerk's desk: files are dropped anywhere on the form and sent one by one, each with its progress.
(function () {
  "use strict";
  const form = document.querySelector("form[data-desk]");
  const box = form && form.querySelector("input[type=file]");
  const list = form && form.querySelector(".progress");
  if (!box || !list || !window.fetch || !window.FormData) return;

  function line(name) {
    const item = document.createElement("li");
    item.textContent = name + ": đang chờ";
    list.append(item);
    return function (said, failed) {
      item.textContent = name + ": " + said;
      item.classList.toggle("failed", Boolean(failed));
    };
  }

  async function send(file, tell) {
    if (file.size > Number(form.dataset.most)) { tell("quá lớn để nhận ở đây", true); return false; }
    tell("đang gửi và đọc…");
    const body = new FormData();
    body.append("tep", file, file.name);
    try {
      const answer = await fetch(form.action, { method: "POST", body: body, credentials: "same-origin" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const why = page.querySelector("[role=alert] li");
      if (answer.ok && !why) { tell("đã nhận"); return true; }
      tell(why ? why.textContent.replace(/^“?.*?”?: /, "") : "không nhận được", true);
    } catch (error) {
      tell("không gửi được, hãy thử lại", true);
    }
    return false;
  }

  async function bring(files) {
    const all = Array.from(files);
    const tells = all.map(function (file) { return line(file.name); });
    let failed = 0;
    for (let n = 0; n < all.length; n += 1) if (!(await send(all[n], tells[n]))) failed += 1;
    if (!failed) window.location.assign("/tiep-nhan");
  }

  form.addEventListener("submit", function (event) {
    event.preventDefault();
    bring(box.files);
  });
  form.addEventListener("dragover", function (event) { event.preventDefault(); form.classList.add("over"); });
  form.addEventListener("dragleave", function () { form.classList.remove("over"); });
  form.addEventListener("drop", function (event) {
    event.preventDefault();
    form.classList.remove("over");
    bring(event.dataTransfer.files);
  });
})();
