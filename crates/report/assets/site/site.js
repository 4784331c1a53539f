// The search box: places whose name or code contains what is typed.
(function () {
  'use strict';
  var box = document.getElementById('search');
  var found = document.getElementById('found');
  if (!box || !found || !window.jushuPlaces) return;
  var shown = 12;
  box.addEventListener('input', function () {
    var wanted = box.value.trim().toLowerCase();
    found.replaceChildren();
    if (!wanted) return;
    var hits = window.jushuPlaces.filter(function (place) {
      return place[2].indexOf(wanted) >= 0;
    });
    hits.sort(function (a, b) { return b[2].indexOf(' ' + wanted) >= 0 ? 1 : a[2].indexOf(' ' + wanted) >= 0 ? -1 : 0; });
    hits.slice(0, shown).forEach(function (place) {
      var link = document.createElement('a');
      link.href = box.dataset.places + place[0] + '.html';
      link.textContent = place[1][box.dataset.lang] || place[0];
      var item = document.createElement('li');
      item.appendChild(link);
      found.appendChild(item);
    });
  });
  box.addEventListener('keydown', function (event) {
    var first = found.querySelector('a');
    if (event.key === 'Enter' && first) first.click();
    if (event.key === 'Escape') { box.value = ''; found.replaceChildren(); }
  });
})();
