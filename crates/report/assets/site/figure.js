// The same figure drawn by ECharts, on demand. Without scripts the picture stays.
(function () {
  'use strict';
  var text = document.getElementById('definition');
  var button = document.getElementById('interactive');
  var picture = document.getElementById('picture');
  var place = document.getElementById('chart');
  if (!text || !button || !window.echarts) return;
  var figure = JSON.parse(text.textContent);
  var chart = null;
  function draw() {
    place.style.aspectRatio = figure.width + ' / ' + figure.height;
    place.style.maxWidth = Math.max(figure.width, 900) + 'px';
    Object.keys(figure.maps).forEach(function (name) { echarts.registerMap(name, figure.maps[name]); });
    echarts.registerTheme('jushu', figure.theme);
    chart = echarts.init(place, 'jushu', { renderer: 'svg' });
    chart.setOption(Object.assign({ animation: false, tooltip: {} }, figure.option));
    window.addEventListener('resize', function () { chart.resize(); });
  }
  document.getElementById('switch').hidden = false;
  button.addEventListener('click', function () {
    var on = place.hidden;
    place.hidden = !on;
    picture.style.display = on ? 'none' : '';
    if (on && !chart) draw();
    button.textContent = on ? button.dataset.off : button.dataset.on;
  });
})();
