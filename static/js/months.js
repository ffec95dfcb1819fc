/* 不断线: how many characters the three parts of a report's narrative have together. Without it the server says so. */
(function () {
  "use strict";

  document.querySelectorAll("[data-count-together]").forEach(function (note) {
    const form = note.closest("form");
    const shown = note.querySelector("[data-count]");
    const fields = note.dataset.countTogether.split(" ").map((name) => form.elements[name]).filter(Boolean);
    // Characters as the server counts them: a rare one of two UTF-16 units is one; a line break is two on its way.
    const length = (text) => Array.from(text.trim().replace(/\r?\n/g, "\r\n")).length;
    const count = function () {
      const sum = fields.reduce((all, field) => all + length(field.value), 0);
      shown.textContent = String(sum);
      note.classList.toggle("is-over", sum > Number(note.dataset.most));
    };
    fields.forEach((field) => field.addEventListener("input", count));
    count();
  });
})();
