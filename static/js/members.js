/* 不断线: one tap dials. The POST has written the trail; its answer holds the number as a tel: link, which a phone opens at once.
   On a computer the number is only shown. Without JavaScript the link is there to be tapped. */
(function () {
  "use strict";

  function dial(within) {
    const link = within.querySelector("a[data-dial]");
    if (link && window.matchMedia("(pointer: coarse)").matches) window.location.href = link.href;
  }

  document.addEventListener("htmx:afterSettle", () => dial(document));
})();
