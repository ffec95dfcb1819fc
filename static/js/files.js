/* 不断线: previews of chosen photographs, and taking one away again. The file input works without this.
   Pictures are drawn on a canvas, since the content policy lets no blob: address be an image. */
(function () {
  "use strict";

  const WIDE = 160;

  function without(input, index) {
    const rest = new DataTransfer();
    Array.from(input.files).forEach((file, at) => at !== index && rest.items.add(file));
    input.files = rest.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
    input.focus();
  }

  // Old Safari has no createImageBitmap, and a HEIC photograph no decoder: then the name alone is shown.
  function draw(file, holder) {
    if (!window.createImageBitmap || !file.type.startsWith("image/")) return;
    createImageBitmap(file).then((bitmap) => {
      const canvas = document.createElement("canvas");
      canvas.width = WIDE;
      canvas.height = Math.max(1, Math.round((bitmap.height * WIDE) / bitmap.width));
      canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
      canvas.setAttribute("role", "img");
      canvas.setAttribute("aria-label", file.name);
      bitmap.close();
      holder.prepend(canvas);
    }, () => undefined);
  }

  function preview(input, file, index) {
    const item = document.createElement("li");
    item.className = "previews__item";
    const name = document.createElement("span");
    name.className = "previews__name";
    name.textContent = file.name;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button--link button--small";
    button.textContent = "去掉";
    button.setAttribute("aria-label", "去掉 " + file.name);
    button.addEventListener("click", () => without(input, index));
    item.append(name, button);
    draw(file, item);
    return item;
  }

  function show(zone, input) {
    const files = Array.from(input.files);
    zone.querySelector("[data-preview-list]").replaceChildren(...files.map((file, at) => preview(input, file, at)));
    const most = Number(input.dataset.most || 0);
    if (!most || files.length <= most) return;
    const note = zone.querySelector("[data-dropzone-chosen]");
    note.textContent = "一次最多 " + most + " 个文件，现在选了 " + files.length + " 个，请去掉几个。";
    note.classList.add("dropzone__chosen--bad");
  }

  // A page may hold the field twice, and so this script: one listener is enough.
  if (window.bdxPreviews) return;
  window.bdxPreviews = true;
  document.addEventListener("change", (event) => {
    const zone = event.target instanceof Element && event.target.closest("[data-previews]");
    if (zone && event.target.type === "file") show(zone, event.target);
  });
})();
