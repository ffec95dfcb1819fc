/* Step 2 of the intake: says at once when two columns of a sheet were made the same single thing. The server checks again. */
(function () {
  "use strict";

  const SINGLE = { name: "姓名", id_number: "身份证号" };

  function warn(select, text) {
    let note = select.parentElement.querySelector("[data-live]");
    if (!note && text) {
      note = document.createElement("span");
      note.className = "table__why";
      note.dataset.live = "";
      note.setAttribute("role", "status");
      select.after(note);
    }
    if (note) note.textContent = text;
    select.closest("td").classList.toggle("is-wrong", text !== "");
  }

  function look(sheet) {
    const selects = Array.from(sheet.querySelectorAll("[data-column]"));
    const first = {};
    selects.forEach((select) => {
      const title = SINGLE[select.value];
      const twice = title && first[select.value];
      warn(select, twice ? twice + " 列已经是“" + title + "”了，一张表只能有一列。请改其中一列。" : "");
      if (title && !twice) first[select.value] = select.dataset.letter;
    });
  }

  document.addEventListener("change", (event) => {
    const sheet = event.target.matches("[data-column]") ? event.target.closest("[data-sheet]") : null;
    if (!sheet) return;
    event.target.closest("tr").classList.remove("is-error", "is-review");
    look(sheet);
  });
})();
