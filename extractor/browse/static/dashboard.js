// Charts of a dashboard: rows from this server, drawn by Vega without making code from text.
"use strict";

const dark = window.matchMedia("(prefers-color-scheme: dark)");

function colours(width) {
  const style = getComputedStyle(document.documentElement);
  const of = (name) => style.getPropertyValue(name).trim();
  const words = { labelColor: of("--soft"), titleColor: of("--soft"), titleFontWeight: 400, labelFontSize: 11 };
  return {
    background: null,
    font: "system-ui, sans-serif",
    axis: { ...words, gridColor: of("--line"), domainColor: of("--line"), tickColor: of("--line"), labelLimit: Math.min(170, width / 3) },
    bar: { color: of("--blue") },
    legend: { ...words, symbolLimit: 12, orient: "bottom", columns: Math.max(2, Math.floor(width / 170)), labelLimit: 150 },
    text: { color: of("--ink") },
    view: { stroke: null },
  };
}

async function draw(place) {
  const chart = JSON.parse(place.dataset.chart);
  const answer = await fetch(place.dataset.rows);
  const { rows } = await answer.json();
  place.replaceChildren();
  if (!answer.ok || !rows.length) {
    place.textContent = answer.ok ? "Nothing to draw." : "No answer; the question took too long.";
  } else if (chart.library === "metric") {
    place.textContent = Number(rows[0][chart.display.field]).toLocaleString("en");
  } else {
    const spec = { width: "container", description: chart.title, config: colours(place.clientWidth), data: { values: rows }, ...chart.display };
    await vegaEmbed(place, spec, { ast: true, actions: false, renderer: "svg", mode: "vega-lite", logLevel: vega.Error });
  }
}

function drawAll() {
  document.querySelectorAll("[data-chart]").forEach(draw);
}

drawAll();
dark.addEventListener("change", drawAll);
