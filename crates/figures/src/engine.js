// What ECharts asks of a browser, and the functions the program calls: `jushuStart` once, `jushuDraw` a figure.
// `jushuMeasure(text, font)`, the width of a text in pixels, comes from the program.
var console = { log() {}, warn() {}, error() {} };
var setTimeout = () => 0;
var clearTimeout = () => {};

// The same figure gives the same bytes: no clock, and chance starts anew with each figure.
Date.now = () => 0;
var jushuSeed = 1;
Math.random = () => {
  jushuSeed = (Math.imul(jushuSeed, 1664525) + 1013904223) >>> 0;
  return jushuSeed / 4294967296;
};

function jushuStart(theme) {
  echarts.registerTheme('jushu', JSON.parse(theme));
  echarts.setPlatformAPI({ measureText: (text, font) => ({ width: jushuMeasure(text, font || '12px') }) });
  echarts.zrender.registerSSRDataGetter(() => undefined);
}

function jushuDraw(option, maps, width, height) {
  jushuSeed = 1;
  for (const [name, map] of Object.entries(JSON.parse(maps))) echarts.registerMap(name, map);
  const chart = echarts.init(null, 'jushu', { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption(Object.assign({ animation: false }, JSON.parse(option)));
    return chart.getZr().painter.renderToString({ cssAnimation: false, cssEmphasis: false });
  } finally {
    chart.dispose();
  }
}
