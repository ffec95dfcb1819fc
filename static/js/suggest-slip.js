/* 不断线: the slip with the code as a picture, which WeChat keeps after a long press. Drawn here, sent nowhere. */
(function () {
  "use strict";

  const WIDE = 640;
  const HIGH = 860;
  const EDGE = 60;
  const QR = WIDE - 2 * EDGE;
  const FONT = '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif';

  function code(pen, svg) {
    const modules = svg.viewBox.baseVal.width;
    pen.save();
    pen.translate(EDGE, EDGE);
    pen.scale(QR / modules, QR / modules);
    pen.fill(new Path2D(svg.querySelector("path").getAttribute("d")));
    pen.restore();
  }

  function line(pen, text, font, y) {
    pen.font = font + " " + FONT;
    pen.fillText(text, WIDE / 2, y, WIDE - EDGE);
  }

  function picture(slip) {
    const canvas = document.createElement("canvas");
    canvas.width = WIDE;
    canvas.height = HIGH;
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, WIDE, HIGH);
    pen.fillStyle = "#000";
    pen.textAlign = "center";
    code(pen, slip.querySelector("svg"));
    const said = slip.querySelector("[data-slip-code]").textContent.trim();
    line(pen, "金点子查询码", "600 34px", 640);
    line(pen, said, "600 46px", 710);
    line(pen, slip.querySelector("[data-slip-url]").textContent.trim(), "24px", 770);
    const image = document.createElement("img");
    image.alt = "查询码 " + said;
    image.src = canvas.toDataURL("image/png");
    return image;
  }

  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest("[data-slip-save]");
    if (!button) return;
    const holder = document.querySelector("[data-slip-picture]");
    if (!holder.querySelector("img")) holder.append(picture(document.querySelector("[data-slip]")));
    holder.hidden = false;
    holder.scrollIntoView({ block: "nearest" });
  });
})();
