// What ECharts asks of a browser, and the two functions the program calls.
var console = { log() {}, warn() {}, error() {} };
var setTimeout = () => 0;
var clearTimeout = () => {};

function jushuStart(theme) {
  echarts.registerTheme('jushu', JSON.parse(theme));
  echarts.setPlatformAPI({
    measureText(text, font) {
      const size = parseFloat(/([\d.]+)px/.exec(font || '12px')[1]);
      let width = 0;
      for (const c of text) width += c.codePointAt(0) < 0x2000 ? 0.55 : 1;
      return { width: width * size };
    },
  });
}

function jushuDraw(option, maps, width, height) {
  for (const [name, map] of Object.entries(JSON.parse(maps))) echarts.registerMap(name, map);
  const chart = echarts.init(null, 'jushu', { renderer: 'svg', ssr: true, width, height });
  chart.setOption(Object.assign({ animation: false }, JSON.parse(option)));
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}
