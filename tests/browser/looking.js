// What axe finds on the page as it stands. Text is not measured for contrast again when two others have the same
// colours, the same size and the same behind them, on this page or on one before (`known`, likenesses as numbers): most
// of the time went into that. What stands around every page (its head, its navigation, its foot) is not looked at again
// where the very same was found right before, at this width, in these colours, on the same ground: it is half a page.
// Where nothing is wrong, `likenesses` are those that were measured and looked at now.
({ options, known }) => {
  const SAME = "data-axe-same", TWICE = 2, OFF = ":disabled, [aria-disabled=true]";
  const HANGING = "hangs ", before = new Set(known.split(",").map(Number));
  const HANGS = ["absolute", "fixed", "sticky"];
  const BEHIND = ["background-color", "background-image", "opacity", "mix-blend-mode", "filter", "position", "display"];
  const OWN = ["color", "font-size", "font-weight", "text-shadow", "-webkit-text-stroke"];
  // Not in the content: there a label or a heading elsewhere may have gone, and the same box be wrong.
  const AROUND = ["header", "nav", "footer"].map((part) => `body ${part}:not(main *, ${part} *)`).join();
  // What rules hold against others of its kind on the page.
  const COMPARED = "header, nav, footer, main, aside, h1, h2, h3, h4, h5, h6, [role]", TOKEN = /value="\w{64}"/g;
  const chains = new Map(), seen = new Map(), again = [], fresh = new Set(), due = [], exclude = [];
  const labels = [...document.querySelectorAll(OFF)].flatMap((off) => (off.ariaLabelledByElements ?? []));

  const styles = (element, names) => {
    const style = getComputedStyle(element);
    return names.map((name) => style.getPropertyValue(name)).join(";");
  };

  // Nothing that lies under it is seen.
  const covers = ({ backgroundColor, opacity, mixBlendMode }) =>
    backgroundColor.startsWith("rgb(") && opacity === "1" && mixBlendMode === "normal";

  // What lies behind an element: the styles of all that hold it, up to one that may hang over other things.
  const chain = (element) => {
    if (!element) return "";
    if (!chains.has(element)) {
      const style = getComputedStyle(element);
      const hangs = HANGS.includes(style.position) && !covers(style);
      chains.set(element, hangs ? `${HANGING}${chains.size}` : `${chain(element.parentElement)}/${styles(element, BEHIND)}`);
    }
    return chains.get(element);
  };

  // For those who listen: cut down to nothing, so that nobody sees its text.
  const unseen = (element) => {
    const { clip, position } = getComputedStyle(element);
    return position === "absolute" && clip === "rect(0px, 0px, 0px, 0px)";
  };

  // Axe passes over what is hidden or can't be used, over signs and single characters: they stand for nobody else.
  const passedOver = (element) =>
    !element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) ||
    element.closest(OFF) || element.closest("label")?.control?.matches(OFF) || labels.includes(element);

  // What a box of a form shows: what is chosen or written in it, or what stands there until somebody writes.
  const boxed = (element) => {
    if (element.matches("select")) return element.selectedOptions[0]?.text ?? "";
    return element.matches("input, textarea") ? element.value || element.placeholder || element.type : "";
  };

  // 53 bits of it: what stands for a text of some thousand signs must not be taken for another.
  const number = (text) => {
    let one = 0xdeadbeef, two = 0x41c6ce57;
    for (let at = 0; at < text.length; at++) {
      one = Math.imul(one ^ text.charCodeAt(at), 2654435761);
      two = Math.imul(two ^ text.charCodeAt(at), 1597334677);
    }
    return 4294967296 * (2097151 & two) + (one >>> 0);
  };

  for (const element of document.body.querySelectorAll("*")) {
    const typed = boxed(element);
    const text = typed || [...element.childNodes].map((node) => (node.nodeType === 3 ? node.data : "")).join("").trim();
    if (text && unseen(element)) again.push(element);
    if (!text || unseen(element) || passedOver(element)) continue;
    const said = [element.tagName, typed && element.type, text.length > 1, /[\p{L}\p{N}]/u.test(text)];
    const likeness = [said, styles(element, OWN), chain(element)].join("|");
    const of = number(likeness), alone = likeness.includes(HANGING);
    seen.set(likeness, (seen.get(likeness) ?? 0) + 1);
    (seen.get(likeness) > TWICE || (!alone && before.has(of)) ? again : due).push(element);
    if (!alone) fresh.add(of);
  }

  const look = `${innerWidth} ${matchMedia("(prefers-color-scheme: dark)").matches}`;
  const passKnown = (element) => {
    const of = number([look, chain(element.parentElement), element.outerHTML.replace(TOKEN, "")].join("|"));
    const compared = element.matches(COMPARED) || element.querySelector(COMPARED);
    const measured = !due.some((text) => element.contains(text));
    if (!compared && measured && before.has(of)) return exclude.push(element);
    if (!compared) fresh.add(of);
    return [...element.children].forEach(passKnown);
  };
  document.querySelectorAll(AROUND).forEach(passKnown);

  again.forEach((element) => element.setAttribute(SAME, ""));
  axe.configure({ rules: [{ id: "color-contrast", selector: `:not([${SAME}])` }] });
  return axe.run({ include: document, exclude }, options).then(({ violations }) => {
    again.forEach((element) => element.removeAttribute(SAME));
    return { violations, likenesses: violations.length ? [] : [...fresh].filter((of) => !before.has(of)) };
  });
}
