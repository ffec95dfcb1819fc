/* 不断线: small improvements over pages that already work without JavaScript.
   Everything hangs on data attributes (list in docs/frontend.md). No dependency, no eval, no inline handlers.
   Listeners sit on the document where they can, so that parts swapped in by htmx need no set-up of their own. */
(function () {
  "use strict";

  const root = document.documentElement;
  root.classList.remove("no-js");
  root.classList.add("js");

  const all = (selector, within) => Array.from((within || document).querySelectorAll(selector));
  const on = (type, selector, handler) =>
    document.addEventListener(type, (event) => {
      const target = event.target instanceof Element ? event.target.closest(selector) : null;
      if (target) handler(target, event);
    });

  /* ---- toasts ---- */
  const TOAST_MS = 8000;

  function toast(text, tone) {
    const holder = document.getElementById("toasts");
    if (!holder) return;
    const box = document.createElement("div");
    box.className = "notice notice--" + (tone || "success");
    box.textContent = text;
    holder.append(box);
    window.setTimeout(() => box.remove(), TOAST_MS);
  }

  on("click", "[data-dismiss]", (button) => button.closest(".notice").remove());

  /* ---- file drop zone ---- */
  const UNITS = ["B", "KB", "MB", "GB"];

  function readableSize(bytes) {
    let value = bytes;
    let unit = 0;
    while (value >= 1024 && unit < UNITS.length - 1) {
      value /= 1024;
      unit += 1;
    }
    return (unit === 0 ? value : value.toFixed(1)) + " " + UNITS[unit];
  }

  function describeFiles(zone, input) {
    const note = zone.querySelector("[data-dropzone-chosen]");
    const limit = Number(zone.dataset.maxMb || 0) * 1024 * 1024;
    const files = Array.from(input.files);
    const tooBig = limit > 0 && files.some((file) => file.size > limit);
    const names = files.map((file) => file.name + "（" + readableSize(file.size) + "）").join("、");
    note.textContent = tooBig ? names + " 超过 " + zone.dataset.maxMb + " MB，请拆成几份再上传。" : names && "已选择：" + names;
    note.classList.toggle("dropzone__chosen--bad", tooBig);
  }

  function takeDrop(zone, event) {
    event.preventDefault();
    zone.classList.remove("dropzone--over");
    const input = zone.querySelector("input[type=file]");
    if (!event.dataTransfer || event.dataTransfer.files.length === 0) return;
    if (!input.multiple && event.dataTransfer.files.length > 1) {
      toast("一次只能放一个文件，请重新拖入。", "warning");
      return;
    }
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  on("change", "[data-dropzone] input[type=file]", (input) => describeFiles(input.closest("[data-dropzone]"), input));
  on("dragover", "[data-dropzone]", (zone, event) => {
    event.preventDefault();
    zone.classList.add("dropzone--over");
  });
  on("dragleave", "[data-dropzone]", (zone) => zone.classList.remove("dropzone--over"));
  on("drop", "[data-dropzone]", takeDrop);

  /* ---- forms: unsaved warning, one submit only, selects that submit ---- */
  const dirty = new Set();

  on("input", "form[data-warn-unsaved]", (form) => dirty.add(form));
  document.addEventListener("submit", (event) => dirty.delete(event.target));
  window.addEventListener("beforeunload", (event) => {
    const waiting = Array.from(dirty).some((form) => form.isConnected);
    if (!waiting) return;
    event.preventDefault();
    event.returnValue = "";
  });

  // Whoever writes is not idle: the server, which ends a login that asks for nothing, hears of it now and then.
  const ALIVE_MS = 4 * 60 * 1000;
  let heard = Date.now();
  document.addEventListener("input", () => {
    const url = document.body.dataset.aliveUrl;
    if (!url || Date.now() - heard < ALIVE_MS) return;
    heard = Date.now();
    fetch(url, { credentials: "same-origin" }).catch(() => undefined);
  });

  // The buttons are switched off after the submit has read them, or their name and value would be lost.
  on("submit", "form[data-once]", (form) =>
    window.setTimeout(() => all("button[type=submit]", form).forEach((button) => (button.disabled = true)), 0)
  );
  // Coming back with the browser's back button shows the page as it was left: switch them on again.
  window.addEventListener("pageshow", () => {
    all("form[data-once] button[type=submit]").forEach((button) => (button.disabled = false));
    showSelections(document);
  });

  // What drafts.js keeps on this device is the leaving account's.
  on("submit", "form[data-forget-drafts]", () => {
    try {
      Object.keys(window.localStorage).filter((name) => name.startsWith("bdx-draft:")).forEach((name) => window.localStorage.removeItem(name));
    } catch (error) {
      // A browser that keeps nothing has nothing to forget.
    }
  });

  on("change", "[data-auto-submit]", (field) => field.form.requestSubmit ? field.form.requestSubmit() : field.form.submit());

  /* ---- keyboard: "/" goes to the search box ---- */
  function isTyping(element) {
    return element.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(element.tagName);
  }

  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const box = document.querySelector("[data-search]");
    if (!box) return;
    event.preventDefault();
    box.focus();
    box.select();
  });

  /* ---- tables: choosing rows, roles of the card layout ---- */
  const rowBoxes = (form) => all("[data-row-select]", form);

  function showSelection(form) {
    const boxes = rowBoxes(form);
    const chosen = boxes.filter((box) => box.checked);
    boxes.forEach((box) => box.closest("tr").classList.toggle("is-selected", box.checked));
    all("[data-selected-count]", form).forEach((note) => (note.textContent = "已选 " + chosen.length + " 行"));
    all("[data-needs-selection]", form).forEach((button) => (button.disabled = chosen.length === 0));
    all("[data-select-all]", form).forEach((master) => {
      master.checked = boxes.length > 0 && chosen.length === boxes.length;
      master.indeterminate = chosen.length > 0 && chosen.length < boxes.length;
    });
  }

  const showSelections = (within) =>
    all("form", within).forEach((form) => form.querySelector("[data-row-select]") && showSelection(form));

  on("change", "[data-row-select]", (box) => showSelection(box.form));
  on("change", "[data-select-all]", (master) => {
    rowBoxes(master.form).forEach((box) => (box.checked = master.checked));
    showSelection(master.form);
  });

  const ROLES = { table: "table", thead: "rowgroup", tbody: "rowgroup", tr: "row", td: "cell", th: "rowheader" };

  // Laid out as blocks, a table loses its meaning for screen readers; explicit roles give it back.
  function restoreRoles(table) {
    table.setAttribute("role", "table");
    all("thead, tbody, tr, td, th", table).forEach((part) => {
      const isColumn = part.tagName === "TH" && part.scope === "col";
      part.setAttribute("role", isColumn ? "columnheader" : ROLES[part.tagName.toLowerCase()]);
    });
  }

  /* ---- whole numbers that are looked for: addresses are kept in histories ---- */
  const hasNumber = (text) => /\d{8}/.test(text || "");
  on("submit", "form[method=get]", (form, event) => {
    const box = form.querySelector("[data-search][hx-get]");
    if (!box || !window.htmx || !hasNumber(box.value)) return;
    event.preventDefault();
    box.dispatchEvent(new Event("search", { bubbles: true }));
  });
  const address = new URL(location.href);
  if (hasNumber(address.searchParams.get("q"))) {
    address.searchParams.delete("q");
    history.replaceState(history.state, "", address);
  }

  /* ---- copy, print, dialogs ---- */
  function copyBySelection(source) {
    const range = document.createRange();
    range.selectNodeContents(source);
    window.getSelection().removeAllRanges();
    window.getSelection().addRange(range);
    return document.execCommand("copy") ? Promise.resolve() : Promise.reject(new Error("copy refused"));
  }

  // navigator.clipboard is missing on plain http addresses, which is how some town halls reach the server.
  function copyFrom(source) {
    return navigator.clipboard ? navigator.clipboard.writeText(source.textContent.trim()) : copyBySelection(source);
  }

  on("click", "[data-copy]", (button) =>
    copyFrom(document.querySelector(button.dataset.copy)).then(
      () => toast("已复制。"),
      () => toast("浏览器不让复制，请长按或选中文字后自行复制。", "warning")
    )
  );
  on("click", "[data-print]", () => window.print());
  on("click", "[data-back]", () => window.history.back());

  on("click", "[data-dialog]", (opener, event) => {
    const dialog = document.querySelector(opener.dataset.dialog);
    if (!dialog || !dialog.showModal) return;
    event.preventDefault();
    dialog.showModal();
  });
  on("click", "[data-dialog-close]", (button, event) => {
    event.preventDefault();
    button.closest("dialog").close();
  });

  /* ---- menus: one open at a time, Escape or a click elsewhere closes ---- */
  const closeMenus = (except) => all("details.menu[open]").forEach((menu) => menu !== except && (menu.open = false));

  document.addEventListener("click", (event) => closeMenus(event.target.closest ? event.target.closest("details.menu") : null));
  document.addEventListener("keydown", (event) => {
    const open = event.key === "Escape" && document.querySelector("details.menu[open]");
    if (!open) return;
    closeMenus(null);
    open.querySelector("summary").focus();
  });

  /* ---- filter fields fold away on a phone unless one of them is set ---- */
  const phone = window.matchMedia("(max-width: 640px)");

  function foldFilters() {
    all("details[data-fold-on-phone]").forEach((fold) => (fold.open = !phone.matches || fold.hasAttribute("data-active")));
  }

  function setUp(within) {
    all("table.table--cards", within).forEach(restoreRoles);
    showSelections(within);
  }

  document.addEventListener("htmx:afterSettle", (event) => setUp(event.target));
  if (phone.addEventListener) phone.addEventListener("change", foldFilters);
  setUp(document);
  foldFilters();
  const summary = document.querySelector("[data-error-summary]");
  if (summary) summary.focus();
})();
