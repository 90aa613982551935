// What checking found: each finding with its cells, one click to each place, and what somebody who looked at it said.
'use strict';
J.looking = null;

// What of the page shows a place: a cell or heading, words somebody typed, a figure of the text.
function shownAt(spot) {
  for (var i = 0; i < spot.at.length; i++) {
    if (J.id(spot.at[i])) return J.id(spot.at[i]);
  }
  function by(selector, key) {
    return Array.prototype.filter.call(J.id('view').querySelectorAll(selector), function (one) {
      return one.getAttribute('data-key') === key;
    })[0];
  }
  return (spot.typed && by('.field, .ask', spot.typed)) || (spot.figure && by('.f', spot.figure)) ||
    spot.row.map(J.id).filter(Boolean)[0] || null;
}

function goToSpot(spot) {
  var at = shownAt(spot);
  if (at) J.reveal(at);
  else J.showFill(J.questions[spot.typed].sheet, spot.typed);
}

function spotItem(spot) {
  var here = shownAt(spot) || (spot.typed && J.questions[spot.typed]);
  var said = spot.label ? spot.label + (spot.value ? '：' + spot.value : '') : '';
  var item = J.el('li', {}, said ? J.el('span', {}, said) : null, J.el('span', { 'class': 'soft' }, spot.place));
  if (here) {
    item.appendChild(J.el('button', { type: 'button', 'class': 'place', 'aria-label': '看这一处：' + (spot.label || spot.place),
      onclick: function () { goToSpot(spot); } }, spot.at.length || !spot.row.length ? '看这一处' : '看这一行'));
  }
  if (spot.file) {
    item.appendChild(J.el('button', { type: 'button', 'class': 'place', 'aria-label': '打开文件：' + spot.file,
      onclick: function () { J.busy('', function () { return J.post('reveal', { name: spot.file }); }); } }, '打开文件'));
  }
  return item;
}

// A finding names many cells where a sum has many parts: the first ones are shown, the rest on demand.
var MOST_SPOTS = 4;

function spots(note) {
  var list = J.el('ul', { 'class': 'spots' });
  var all = J.allSpots && J.allSpots[note.name];
  note.places.forEach(function (spot, n) {
    if (all || n < MOST_SPOTS) list.appendChild(spotItem(spot));
  });
  if (!all && note.places.length > MOST_SPOTS) {
    list.appendChild(J.el('li', {}, J.el('button', { type: 'button', 'class': 'place', onclick: function () {
      J.allSpots = J.allSpots || {};
      J.allSpots[note.name] = true;
      J.showSide();
    } }, '另外' + (note.places.length - MOST_SPOTS) + '格')));
  }
  return list;
}

function lookForm(note) {
  var area = J.el('textarea', { rows: '2', 'aria-label': '看过以后的说明：' + note.text });
  area.value = J.looking.text;
  area.addEventListener('input', function () { J.looking.text = area.value; });
  function done(text) {
    J.looking = null;
    J.look(note.name, text);
  }
  return J.el('div', { 'class': 'look' }, area,
    J.el('button', { type: 'button', 'class': 'main', onclick: function () {
      var said = area.value.trim();
      if (said) done(said);
      else { J.say('请写一句为什么可以不改，如“已与财政局核实”'); area.focus(); }
    } }, '记下'),
    note.looked ? J.el('button', { type: 'button', onclick: function () { done(''); } }, '不算看过') : null,
    J.el('button', { type: 'button', onclick: function () { J.looking = null; J.showSide(); goToNote(note.name); } }, '取消'));
}

function findingItem(note) {
  var item = J.el('li', { 'class': (note.kind === '错误' ? 'error' : note.kind === '警告' ? 'warning' : 'notice') + (note.looked ? ' looked' : '') },
    J.el('b', {}, note.kind + '[' + note.code + ']'), ' ' + note.text);
  if (note.places.length) item.appendChild(spots(note));
  if (note.hint) item.appendChild(J.el('small', {}, note.hint));
  if (note.looked) item.appendChild(J.el('p', { 'class': 'said' }, '已看过：' + note.looked));
  if (J.looking && J.looking.name === note.name) item.appendChild(lookForm(note));
  else {
    item.appendChild(J.el('button', { type: 'button', 'class': 'place', 'data-name': 'look ' + note.name, 'aria-label': (note.looked ? '改说明：' : '看过了：') + note.text, onclick: function () {
      J.looking = { name: note.name, text: note.looked || '' };
      J.showSide();
      var area = J.id('side').querySelector('.look textarea');
      if (area) area.focus();
    } }, note.looked ? '改说明' : '看过了……'));
  }
  return item;
}

J.findings = function (notes) {
  if (!notes.length) return J.el('p', {}, '没有发现问题。');
  var list = J.el('ul', { 'class': 'findings' });
  notes.filter(function (note) { return !note.looked; }).forEach(function (note) { list.appendChild(findingItem(note)); });
  var looked = notes.filter(function (note) { return note.looked; });
  if (looked.length) list.appendChild(J.el('li', { 'class': 'rule' }, '看过的（' + looked.length + '）。仍列在核对结果里，注明“已看过”'));
  looked.forEach(function (note) { list.appendChild(findingItem(note)); });
  return list;
};

// Says of a finding that somebody looked at it; nothing takes it back.
J.look = async function (name, text) {
  await J.act('look', { name: name, text: text });
  J.showSide();
  goToNote(name);
};

// Back to a finding after something was said of it.
function goToNote(name) {
  Array.prototype.forEach.call(J.id('side').querySelectorAll('[data-name]'), function (one) {
    if (one.getAttribute('data-name') === 'look ' + name) one.focus({ preventScroll: true });
  });
}
