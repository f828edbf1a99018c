"use strict";
(function () {
  const charts = JSON.parse(document.getElementById("curve-data").textContent)
    .filter(chart => document.getElementById(chart.place));
  const places = [...new Set(charts.map(chart => chart.place))].map(name => document.getElementById(name));
  if (charts.length === 0) { return; }
  const HEIGHT = 230;
  const PRINTED_WIDTH = 318;
  // Of more curves the legend has a line a model.
  const MOST_NAMED = 8;
  let drawn = [];

  const colour = name => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
  const shown = (value, percent) => value == null ? "–" : value.toFixed(percent ? 2 : 4);

  const mean = values => {
    const known = values.filter(v => v != null);
    return known.length === 0 ? null : known.reduce((a, b) => a + b) / known.length;
  };

  // Seeds of one model share its colour, each a little paler than the one before.
  const paler = nth => Math.max(.35, 1 - .18 * nth);

  function options(chart, width) {
    const series = [{ label: chart.axis }];
    const members = {};
    chart.series.forEach((s, i) => (members[s.colour] ??= []).push(i + 1));
    const joined = chart.series.length > MOST_NAMED;
    for (const s of chart.series) {
      const own = members[s.colour];
      const nth = own.indexOf(series.length);
      const first = joined && nth === 0 && own.length > 1;
      series.push({
        label: first ? s.label.replace(/, seed .*/, ", mean of " + own.length + " seeds") : s.label,
        class: joined && nth > 0 ? "later-seed" : null,
        stroke: colour("c" + s.colour % 8), width: 1.6, alpha: paler(nth),
        dash: s.dashed ? [6, 4] : undefined, points: { show: chart.x.length <= 12, size: 5 },
        value: (u, v, i, at) => shown(first ? mean(own.map(j => u.data[j][at])) : v, chart.percent)
      });
    }
    const bands = [];
    for (const b of chart.bands) {
      const first = series.length;
      for (const end of ["highest", "lowest"]) {
        series.push({
          label: b.label + ", " + end, stroke: colour("muted"), width: .8, points: { show: false },
          value: (u, v) => shown(v, chart.percent)
        });
      }
      bands.push({ series: [first, first + 1], fill: colour("band") });
    }
    const axis = { stroke: colour("muted"), font: "12px system-ui, sans-serif", grid: { stroke: colour("rule"), width: 1 },
      ticks: { show: false } };
    // Without a cursor the legend shows the last place that every curve has.
    const lengths = chart.series.map(s => s.values).concat(chart.bands.map(b => b.low))
      .map(values => values.filter(v => v != null).length);
    const last = Math.min(...lengths) - 1;
    return {
      width: width, height: HEIGHT, series: series, bands: bands,
      scales: { x: { time: false, range: (u, low, high) => low === high ? [low - 1, high + 1] : [low, high] } },
      axes: [{ ...axis, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500], space: 36, size: 28 }, { ...axis, size: 48 }],
      cursor: { points: { size: 7 }, drag: { x: false, y: false }, y: false },
      hooks: {
        ready: [u => u.setLegend({ idx: last })],
        setCursor: [u => { if (u.cursor.idx == null || u.cursor.left < 0) { u.setLegend({ idx: last }); } }]
      }
    };
  }

  function draw(width) {
    drawn.forEach(u => u.destroy());
    places.forEach(place => place.replaceChildren());
    drawn = charts.map(chart => {
      const box = document.createElement("div");
      box.className = "chart";
      const title = document.createElement("h3");
      title.textContent = chart.title + (chart.percent ? " (%)" : "");
      box.append(title);
      document.getElementById(chart.place).append(box);
      const data = [chart.x, ...chart.series.map(s => s.values)];
      chart.bands.forEach(b => data.push(b.high, b.low));
      return { box: box, chart: chart, data: data };
    }).map(c => new uPlot(options(c.chart, width || Math.floor(c.box.clientWidth)), c.data, c.box));
  }

  function resize() {
    if (document.documentElement.dataset.theme) { return; }
    drawn.forEach(u => {
      const width = Math.floor(u.root.parentElement.clientWidth);
      if (width > 0 && width !== u.width) { u.setSize({ width: width, height: HEIGHT }); }
    });
  }

  draw();
  places.forEach(place => new ResizeObserver(resize).observe(place));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => draw());
  // Paper is light, whatever the screen is, and has two columns of this width.
  addEventListener("beforeprint", () => {
    document.documentElement.dataset.theme = "light";
    draw(PRINTED_WIDTH);
  });
  addEventListener("afterprint", () => {
    delete document.documentElement.dataset.theme;
    draw();
  });
})();
