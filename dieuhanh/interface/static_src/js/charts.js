// Draws what the server chose. Options come as JSON; a colour is a token's name ("token:accent").
import { BarChart, CustomChart, LineChart } from "echarts/charts";
import { DatasetComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import * as echarts from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { calm, formatNumber, onEach, readJson, withUnit } from "./common.js";
import { ready } from "./table-twin.js";

echarts.use([BarChart, CustomChart, LineChart, DatasetComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent, CanvasRenderer]);

const style = getComputedStyle(document.documentElement);
const token = (name) => style.getPropertyValue(`--${name}`).trim();
const rem = () => parseFloat(getComputedStyle(document.documentElement).fontSize);

function tokens(value) {
  if (typeof value === "string" && value.startsWith("token:")) return token(value.slice(6));
  if (Array.isArray(value)) return value.map(tokens);
  if (value && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, tokens(one)]));
  return value;
}

function axis(given, numeric) {
  if (!given) return undefined;
  if (Array.isArray(given)) return given.map((one) => axis(one, numeric));
  const line = { show: !numeric, lineStyle: { color: token("rule-strong") } };
  const unit = given.unit ?? "";
  const label = { color: token("text-quiet"), fontSize: 0.75 * rem(), ...(numeric ? { formatter: (value) => withUnit(formatNumber(value), unit) } : {}) };
  return { axisLine: line, axisTick: { show: false }, splitLine: { show: numeric, lineStyle: { color: token("rule") } }, ...given, axisLabel: { ...label, ...given.axisLabel } };
}

function complete(given) {
  const option = tokens(given);
  const isValue = (one) => (Array.isArray(one) ? one[0] : one)?.type === "value";
  const size = rem();
  // Tooltips are drawn, not written as HTML: the page's policy forbids inline style.
  const tooltip = { trigger: "axis", renderMode: "richText", confine: true, backgroundColor: token("text"), borderWidth: 0, textStyle: { color: token("ground"), fontSize: 0.875 * size }, valueFormatter: (value) => withUnit(formatNumber(value, option.decimals), option.unit ?? "") };
  return {
    color: ["series", "in-time", "due-soon", "done-late", "grey-6"].map(token),
    textStyle: { fontFamily: token("face"), color: token("text-soft"), fontSize: 0.875 * size },
    animation: !calm(), animationDuration: 300,
    grid: { left: 0.5 * size, right: size, top: 1.5 * size, bottom: 0.5 * size, containLabel: true },
    ...option,
    tooltip: { ...tooltip, ...option.tooltip },
    legend: option.legend ? { icon: "roundRect", itemWidth: size, itemHeight: 0.25 * size, top: 0, left: 0, textStyle: { color: token("text-soft"), fontSize: 0.875 * size }, ...option.legend } : undefined,
    xAxis: axis(option.xAxis, isValue(option.xAxis)),
    yAxis: axis(option.yAxis, isValue(option.yAxis)),
    series: [option.series ?? []].flat().map(serie),
  };
}

function serie(one) {
  if (one.type === "bar") return { barMaxWidth: 1.5 * rem(), ...one };
  if (one.type === "line") return { symbol: "circle", symbolSize: 0.375 * rem(), lineStyle: { width: 2 }, ...one };
  return one;
}

onEach("[data-chart]", (figure) => {
  const given = readJson(`${figure.id}-option`);
  if (!given) return;
  ready(figure);
  const place = figure.querySelector("[data-chart-canvas]");
  const chart = echarts.init(place, null, { renderer: "canvas" });
  chart.setOption(complete(given.option));
  const fit = () => (place.isConnected ? chart.resize() : (watcher.disconnect(), chart.dispose()));
  const watcher = new ResizeObserver(fit);
  watcher.observe(place);
  document.fonts?.ready.then(() => place.isConnected && chart.setOption({ textStyle: { fontFamily: token("face") } }));
});
