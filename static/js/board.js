/* 看板: draws each chart from the figures of its table. Without it the tables say the same. */
(function () {
  "use strict";

  const told = document.getElementById("board-specs");
  if (!told || !window.echarts) return;
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const text = (box) => getComputedStyle(box).color;
  // Told apart by lightness too, so that they stay apart in print and for those who see few colours.
  const COLOURS = ["#1f5fa8", "#c2410c", "#2f855a", "#8a6d1d", "#6b4fa0"];

  const series = (spec) => spec.series.map((one, at) => ({
    name: one.name, data: one.data, type: spec.kind === "line" && at === spec.series.length - 1 ? "line" : "bar",
    stack: spec.kind === "stack" ? "all" : undefined, barMaxWidth: 28, symbolSize: 8, cursor: "pointer",
  }));

  const option = (spec, box) => ({
    animation: !still, color: COLOURS, textStyle: { color: text(box), fontSize: 14 },
    legend: { top: 0, textStyle: { color: text(box), fontSize: 14 } },
    tooltip: { trigger: "axis", renderMode: "richText" },
    grid: { left: 8, right: 8, top: box.clientWidth < 480 ? 72 : 40, bottom: 8, containLabel: true },
    xAxis: { type: "category", data: spec.labels, axisLabel: { color: text(box), hideOverlap: true } },
    yAxis: { type: "value", minInterval: 1, axisLabel: { color: text(box) } },
    series: series(spec),
  });

  JSON.parse(told.textContent).forEach(function (spec) {
    const box = document.querySelector('[data-board="' + spec.id + '"]');
    if (!box) return;
    const chart = window.echarts.init(box, null, { renderer: "svg" });
    const draw = () => chart.setOption(option(spec, box), true);
    draw();
    chart.on("click", function (mark) {
      const url = (spec.links[mark.seriesIndex] || [])[mark.dataIndex];
      if (url) window.location.assign(url);
    });
    window.addEventListener("resize", () => chart.resize());
    window.addEventListener("beforeprint", () => chart.resize());
    dark.addEventListener("change", draw);
  });
})();
