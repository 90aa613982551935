// Years of a project, and states that were saved.
'use strict';

// Buttons for the other years, and for the next one.
J.yearRow = function (state, close) {
  var row = J.el('p', { 'class': 'row years' }, J.el('span', { 'class': 'soft' }, '年度'));
  state.years.forEach(function (year) {
    row.appendChild(J.el('button', { type: 'button', 'aria-pressed': String(year === state.year), 'class': year === state.year ? 'main' : '',
      onclick: function () {
        close();
        if (year !== state.year) J.open(state.folder, year);
      } }, year + '年'));
  });
  var next = (state.years[0] || state.year) + 1;
  row.appendChild(J.el('button', { type: 'button', 'class': 'quiet', onclick: function () { J.rollover(next, close); } }, '建立' + next + '年……'));
  return row;
};

J.rollover = async function (year, close) {
  await J.settled();
  var state = await J.busy('正在建立' + year + '年……', function () { return J.post('rollover', { year: year }); });
  if (!state) return;
  close();
  J.alarm('rolled', state.said.join('\n'));
  await J.refresh();
};

function when(seconds) {
  if (!seconds) return '';
  var time = new Date(seconds * 1000);
  function two(n) { return (n < 10 ? '0' : '') + n; }
  return time.getFullYear() + '年' + (time.getMonth() + 1) + '月' + time.getDate() + '日 ' + two(time.getHours()) + ':' + two(time.getMinutes());
}

function differenceTable(version) {
  var body = J.el('tbody', {});
  version.differences.forEach(function (one) {
    var question = J.questions[one[1]] || J.questions['data.' + one[1]];
    body.appendChild(J.el('tr', {}, J.el('td', {}, one[0]), J.el('td', {}, (question ? question.about.replace(/……$/, '').slice(-60) : one[1]) + (one[0] === '补充数据' || one[0] === '绩效自评' ? '：' + one[2] : '')),
      J.el('td', {}, one[3] || '（空）'), J.el('td', {}, one[4] || '（空）')));
  });
  var head = J.el('tr', {});
  ['工作表', '哪一处', '那时', '现在'].forEach(function (text) { head.appendChild(J.el('th', { scope: 'col' }, text)); });
  return J.el('div', { 'class': 'scroll' }, J.el('table', { 'class': 'files' }, J.el('thead', {}, head), body),
    version.count > version.differences.length ? J.el('p', { 'class': 'soft' }, '另有' + (version.count - version.differences.length) + '处') : null);
}

J.showHistory = async function () {
  await J.settled();
  var versions = await J.busy('正在读取……', function () { return J.get('history'); });
  if (!versions) return;
  var dialog = J.el('dialog', { 'class': 'wide', 'aria-label': '以前存过的' }, J.el('h2', {}, '以前存过的'),
    J.el('p', { 'class': 'soft' }, '每次打开窗口第一次存入之前、在别处改过之后，补充资料都另存一份（上一版）。可以看那时填了什么，也可以恢复；恢复后还能撤销。'));
  if (!versions.length) dialog.appendChild(J.el('p', {}, '还没有存过的。'));
  versions.forEach(function (version) {
    var details = J.el('details', {}, J.el('summary', {}, when(version.time) + '　' + version.name + '　' + (version.count ? version.count + '处与现在不同' : '与现在一样')));
    if (version.count) {
      details.appendChild(differenceTable(version));
      details.appendChild(J.el('p', {}, J.el('button', { type: 'button', 'aria-label': '恢复到' + version.name, onclick: async function () {
        var restored = await J.act('history/restore', { name: version.name });
        if (!restored) return;
        dialog.close();
        J.say('已恢复到' + when(version.time) + '存的样子。按“撤销”可以回到刚才' + (restored.left ? '。有' + restored.left + '处现在的样式没有这句话，没有恢复，仍在' + version.name + '里' : ''));
      } }, '恢复到这时')));
    }
    dialog.appendChild(details);
  });
  dialog.appendChild(J.el('p', { 'class': 'row foot' }, J.el('button', { type: 'button', 'class': 'main', onclick: function () { dialog.close(); } }, '关闭')));
  J.modal(dialog);
};
