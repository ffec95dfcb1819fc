/* The admin's search boxes (select2) have no name of their own: a screen reader would say nothing but "combobox". */
"use strict";

(() => {
  const nameBoxes = () => {
    document.querySelectorAll("select.select2-hidden-accessible").forEach((select) => {
      const label = select.id && document.querySelector(`label[for="${select.id}"]`);
      const box = select.parentElement.querySelector(".select2-selection[role=combobox]");
      if (!label || !box) return;
      label.id = label.id || `${select.id}-label`;
      [box, box.querySelector("[role=textbox]")].filter(Boolean).forEach((part) => {
        const shown = part.getAttribute("aria-labelledby") || "";
        if (!shown.split(" ").includes(label.id)) part.setAttribute("aria-labelledby", `${label.id} ${shown}`.trim());
      });
    });
  };

  // A box is made when jQuery is ready, before or after the page has loaded, and for each row that is added.
  new MutationObserver(nameBoxes).observe(document.documentElement, { childList: true, subtree: true });
})();
