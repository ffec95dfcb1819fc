/* 看板: draws each chart from the figures of its table. Without it the tables say the same. */
(function () {
  "use strict";

  const told = document.getElementById("board-specs");
  if (!told || !window.echarts) return;
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const paper = window.matchMedia("print");
  // Told apart by lightness too, so that they stay apart in print and for those who see few colours.
  const LIGHT = { ink: "#1c2126", line: "#d5d9dd", colours: ["#1f5fa8", "#d9822b", "#2f6b45", "#c9b037", "#6b4fa0"] };
  const DARK = { ink: "#e6e9ec", line: "#4a525a", colours: ["#7fb2ee", "#f0a55a", "#7cc596", "#e6d377", "#b9a3e3"] };
  // A bar across and the room between it and the next, in pixels.
  const STEP = 34;
  const ACROSS = ["across", "nodes", "shares"];

  const look = () => (dark.matches && !paper.matches ? DARK : LIGHT);
  const narrow = (box) => box.clientWidth < 480;
  const across = (spec) => ACROSS.includes(spec.kind);
  const short = (name, most) => (name.length > most ? name.slice(0, most - 1) + "…" : name);

  function height(spec, box) {
    if (!across(spec)) return narrow(box) ? 280 : 320;
    const bars = spec.kind === "shares" ? spec.series.length : 1;
    return 56 + spec.labels.length * Math.max(STEP, bars * 18 + 12);
  }

  const series = (spec, ink, box) => spec.series.map((one, at) => ({
    name: one.name, data: one.data, cursor: "pointer", barMaxWidth: 26, symbolSize: 8,
    type: spec.kind === "months" && at === spec.series.length - 1 ? "line" : "bar",
    stack: spec.kind === "across" || spec.kind === "nodes" ? "all" : undefined,
    label: { show: spec.kind !== "months" && spec.series.length === 1, color: ink,
             position: across(spec) ? "right" : "top" },
  }));

  function option(spec, box) {
    const { ink, line, colours } = look();
    const names = { type: "category", data: spec.labels, axisTick: { show: false }, axisLine: { lineStyle: { color: line } },
      axisLabel: { color: ink, hideOverlap: !across(spec), interval: across(spec) ? 0 : "auto",
                   formatter: (name) => short(name, narrow(box) ? 8 : 16) } };
    const numbers = { type: "value", minInterval: 1, max: spec.kind === "shares" ? 100 : undefined, splitLine: { lineStyle: { color: line } },
      axisLabel: { color: ink, formatter: spec.kind === "shares" ? "{value}%" : "{value}", hideOverlap: true } };
    return {
      animation: !still, color: colours, textStyle: { color: ink, fontSize: 14 },
      legend: { show: spec.series.length > 1, top: 0, type: "scroll", textStyle: { color: ink, fontSize: 14 } },
      tooltip: { trigger: "axis", renderMode: "richText", axisPointer: { type: "shadow" } },
      grid: { left: 8, right: 40, top: spec.series.length > 1 ? 40 : 16, bottom: 8, containLabel: true },
      xAxis: across(spec) ? numbers : names,
      yAxis: across(spec) ? { ...names, inverse: true } : numbers,
      series: series(spec, ink, box),
    };
  }

  const charts = [];
  JSON.parse(told.textContent).forEach(function (spec) {
    const box = document.querySelector('[data-board="' + spec.id + '"]');
    if (!box) return;
    box.style.height = height(spec, box) + "px";
    const chart = window.echarts.init(box, null, { renderer: "svg" });
    chart.on("click", function (mark) {
      const url = (spec.links[mark.seriesIndex] || [])[mark.dataIndex];
      if (url) window.location.assign(url);
    });
    charts.push({ chart, spec, box });
  });

  function draw(width) {
    charts.forEach(function ({ chart, spec, box }) {
      box.style.height = height(spec, box) + "px";
      chart.resize({ width: width || "auto", height: height(spec, box), silent: true });
      chart.setOption(option(spec, box), true);
    });
  }

  draw();
  // A4 upright is 182 mm between its margins.
  window.addEventListener("beforeprint", () => draw(660));
  window.addEventListener("afterprint", () => draw());
  window.addEventListener("resize", () => { if (!paper.matches) draw(); });
  [dark, paper].forEach((query) => query.addEventListener && query.addEventListener("change", () => draw(paper.matches ? 660 : 0)));
})();
