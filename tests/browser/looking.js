// What axe finds on the page as it stands. Text is not measured for contrast again when two others have the same
// colours, the same size and the same behind them: four fifths of the time went into the cells of tables.
(options) => {
  const SAME = "data-axe-same", TWICE = 2, OFF = ":disabled, [aria-disabled=true]";
  const HANGS = ["absolute", "fixed", "sticky"];
  const BEHIND = ["background-color", "background-image", "opacity", "mix-blend-mode", "filter", "position", "display"];
  const OWN = ["color", "font-size", "font-weight", "text-shadow", "-webkit-text-stroke"];
  const chains = new Map(), seen = new Map(), again = [];
  const labels = [...document.querySelectorAll(OFF)].flatMap((off) => (off.ariaLabelledByElements ?? []));

  const styles = (element, names) => {
    const style = getComputedStyle(element);
    return names.map((name) => style.getPropertyValue(name)).join(";");
  };

  // What lies behind an element: the styles of all that hold it, up to one that may hang over other things.
  const chain = (element) => {
    if (!element) return "";
    if (!chains.has(element)) {
      const hangs = HANGS.includes(getComputedStyle(element).position);
      chains.set(element, hangs ? `${chains.size}` : `${chain(element.parentElement)}/${styles(element, BEHIND)}`);
    }
    return chains.get(element);
  };

  // Axe passes over what is hidden or can't be used, over signs and single characters: they stand for nobody else.
  const passedOver = (element) =>
    !element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) ||
    element.closest(OFF) || element.closest("label")?.control?.matches(OFF) || labels.includes(element);

  for (const element of document.body.querySelectorAll("*")) {
    const text = [...element.childNodes].map((node) => (node.nodeType === 3 ? node.data : "")).join("").trim();
    if (!text || passedOver(element)) continue;
    const said = [element.tagName, text.length > 1, /[\p{L}\p{N}]/u.test(text)];
    const likeness = [said, styles(element, OWN), chain(element)].join("|");
    seen.set(likeness, (seen.get(likeness) ?? 0) + 1);
    if (seen.get(likeness) > TWICE) again.push(element);
  }
  again.forEach((element) => element.setAttribute(SAME, ""));
  axe.configure({ rules: [{ id: "color-contrast", selector: `:not([${SAME}])` }] });
  return axe.run(document, options).then(({ violations }) => {
    again.forEach((element) => element.removeAttribute(SAME));
    return { violations };
  });
}
