// All that 补充资料.xlsx can hold, sheet by sheet: what the sentences ask for, what may be added, projects as a table.
'use strict';
var SHEETS = ['原因说明', '补充数据', '文字材料', '绩效自评', '改写'];
J.filling = null;

function questionsOf(sheet) {
  return J.order.map(function (key) { return J.questions[key]; }).filter(function (q) { return q.sheet === sheet; });
}

function isBlank(question) {
  return question.cells.length > 0 && question.cells.some(function (cell) { return !cell[1]; });
}

// An input for one cell; what is typed is told as in the document.
J.cellInput = function (question, cell, id, label) {
  var head = cell[0];
  var long = question.sheet === '文字材料' || question.sheet === '原因说明' || question.sheet === '改写' || head === '目标完成情况';
  var input;
  if (J.choices[head]) {
    input = J.el('select', { id: id, 'aria-label': label });
    J.choices[head].forEach(function (choice) { input.appendChild(J.el('option', { value: choice }, choice || '未填')); });
    if (cell[1] && J.choices[head].indexOf(cell[1]) < 0) input.appendChild(J.el('option', {}, cell[1]));
  } else if (long) {
    input = J.el('textarea', { id: id, rows: question.sheet === '文字材料' ? '3' : '1', 'aria-label': label });
  } else {
    input = J.el('input', { id: id, type: 'text', autocomplete: 'off', 'aria-label': label });
  }
  input.value = cell[1];
  function tell() { J.tell(question.key, head, input.value); }
  function typed(event) {
    if (event.isComposing) return;
    if (long) J.fit(input);
    tell();
  }
  input.addEventListener('input', typed);
  input.addEventListener('compositionend', tell);
  input.setAttribute('data-cell', question.key + '\n' + head);
  return input;
};

J.showFill = function (sheet, key) {
  var dialog = J.el('dialog', { 'class': 'fill', 'aria-label': '填写补充资料' });
  J.filling = { dialog: dialog, sheet: sheet || '原因说明', blank: false };
  var sheets = J.el('div', { 'class': 'sheets' });
  dialog.appendChild(sheets);
  J.filling.box = sheets;
  dialog.addEventListener('close', function () { J.filling = null; });
  J.modal(dialog);
  drawFill();
  if (key) {
    var first = Array.prototype.filter.call(dialog.querySelectorAll('[data-cell]'), function (one) {
      return one.getAttribute('data-cell').split('\n')[0] === key;
    })[0];
    if (first) { first.scrollIntoView({ block: 'center' }); first.focus(); }
  }
};

function drawFill() {
  J.keepFocus(J.filling.box, drawSheet);
}

function drawSheet() {
  var filling = J.filling, dialog = filling.box;
  var body = dialog.querySelector('.body');
  var top = body ? body.scrollTop : 0;
  J.empty(dialog);
  var tabs = J.el('div', { role: 'tablist', 'class': 'tabs' });
  SHEETS.forEach(function (sheet) {
    var all = questionsOf(sheet), blank = all.filter(isBlank).length;
    if (!all.length && sheet !== '绩效自评') return;
    tabs.appendChild(J.el('button', { type: 'button', role: 'tab', 'class': 'quiet', 'aria-selected': String(sheet === filling.sheet), 'aria-controls': 'filling',
      onclick: function () {
        filling.sheet = sheet;
        drawFill();
        dialog.querySelector('[aria-selected=true]').focus();
      } }, sheet + (blank ? '（' + blank + '处未填）' : '')));
  });
  dialog.appendChild(tabs);
  var blank = J.el('input', { type: 'checkbox', id: 'blank' });
  blank.checked = filling.blank;
  blank.addEventListener('change', function () { filling.blank = blank.checked; drawFill(); });
  dialog.appendChild(J.el('p', { 'class': 'row tools' }, blank, J.el('label', { 'for': 'blank' }, '只看没填的'), J.el('span', { 'class': 'soft' }, hintOf(filling.sheet))));
  var rows = questionsOf(filling.sheet);
  filling.keys = rows.map(function (q) { return q.key; }).join('\n');
  if (filling.blank) rows = rows.filter(isBlank);
  body = J.el('div', { 'class': 'body', id: 'filling', role: 'tabpanel' });
  if (filling.sheet === '绩效自评') body.appendChild(projectTable(rows));
  else rows.forEach(function (question, n) { body.appendChild(fillRow(question, n)); });
  if (!rows.length && filling.sheet !== '绩效自评') body.appendChild(J.el('p', { 'class': 'soft' }, '这里没有要填的'));
  dialog.appendChild(body);
  dialog.appendChild(J.el('p', { 'class': 'row' },
    J.el('button', { type: 'button', 'class': 'main', onclick: function () { filling.dialog.close(); } }, '回到文档'),
    J.el('button', { type: 'button', onclick: function () { J.step('undo'); } }, '撤销'),
    J.el('button', { type: 'button', onclick: function () { J.step('redo'); } }, '重做')));
  Array.prototype.forEach.call(body.querySelectorAll('textarea'), J.fit);
  body.scrollTop = top;
}

function hintOf(sheet) {
  return {
    '原因说明': '只写原因本身，不写“主要原因是”和句号',
    '补充数据': '可以连单位一起填，如 47.5万元',
    '文字材料': '可以分段。标题后注明“选填”的可以不填',
    '绩效自评': '一个项目一行，金额单位为万元；放入绩效自评表的自动填好',
    '改写': '用自己的话代替样式的句子；清空就用样式的'
  }[sheet];
}

function fillRow(question, n) {
  var row = J.el('div', { 'class': 'answer' },
    J.el('div', { 'class': 'about' }, question.section ? J.el('span', { 'class': 'soft' }, question.section + '　') : null, question.about));
  question.cells.forEach(function (cell, m) {
    var id = 'fill' + n + '-' + m;
    var many = question.cells.length > 1 || question.sheet === '补充数据';
    row.appendChild(J.el('div', { 'class': many ? 'row' : 'tall' },
      many ? J.el('label', { 'for': id }, cell[0]) : null, J.cellInput(question, cell, id, question.about + '：' + cell[0]),
      question.unit ? J.el('span', { 'class': 'soft' }, question.unit) : null));
  });
  if (question.before) {
    row.appendChild(J.el('div', { 'class': 'soft' }, '上年填写：' + question.before + ' ',
      J.el('button', { type: 'button', 'class': 'place', 'aria-label': '用上年这句：' + question.about, onclick: function () {
        var input = row.querySelector('textarea');
        input.value = question.before;
        J.fit(input);
        J.tell(question.key, question.cells[0][0], question.before);
      } }, '用这句')));
  }
  return row;
}

function projectTable(rows) {
  var heads = ['资金使用单位', '年初预算数', '全年预算数', '全年执行数', '自评得分', '自评等级', '目标完成情况', '项目类别'];
  var head = J.el('tr', {}, J.el('th', { scope: 'col' }, '项目名称'));
  heads.forEach(function (text) { head.appendChild(J.el('th', { scope: 'col' }, text)); });
  head.appendChild(J.el('th', { scope: 'col' }, ''));
  var body = J.el('tbody', {});
  rows.forEach(function (question, n) {
    var name;
    if (question.own) {
      name = J.el('textarea', { rows: '1', 'aria-label': '项目名称：' + question.about });
      name.value = question.about;
      name.addEventListener('change', function () {
        turn('rename', question.about, name.value).then(function (done) { if (!done) name.value = question.about; });
      });
    } else name = J.el('span', { title: '来自放入的绩效自评表' }, question.about);
    var row = J.el('tr', {}, J.el('td', { 'class': 'name' }, name));
    heads.forEach(function (text, m) {
      var cell = question.cells.filter(function (c) { return c[0] === text; })[0];
      row.appendChild(J.el('td', { 'class': 'c' + m }, cell ? J.cellInput(question, cell, 'project' + n + '-' + m, question.about + '：' + text) : null));
    });
    row.appendChild(J.el('td', {}, question.own ? J.el('button', { type: 'button', 'class': 'place', 'aria-label': '删去项目：' + question.about,
      onclick: function () { turn('remove', question.about, ''); } }, '删去') : null));
    body.appendChild(row);
  });
  var added = J.el('input', { type: 'text', id: 'added', autocomplete: 'off' });
  var form = J.el('form', { 'class': 'row', onsubmit: function (event) {
    event.preventDefault();
    var name = added.value.trim();
    if (name) turn('add', name, '').then(function (done) {
      if (!done || !J.filling) return;
      var first = Array.prototype.filter.call(J.filling.dialog.querySelectorAll('[data-cell]'), function (one) {
        return one.getAttribute('data-cell').indexOf('project.' + name + '\n') === 0;
      })[0];
      if (first) first.focus();
    });
  } }, J.el('label', { 'for': 'added' }, '新的项目'), added, J.el('button', { type: 'submit' }, '加一行'));
  return J.el('div', {}, rows.length ? J.el('div', { 'class': 'scroll' }, J.el('table', { 'class': 'projects' }, J.el('thead', {}, head), body)) : null, form);
}

// Adds, names otherwise or takes away a project; whether that went.
async function turn(what, key, to) {
  var answer = await J.act('row', { sheet: '绩效自评', key: key, to: to, turn: what });
  if (answer && J.filling) drawFill();
  return !!answer;
}

// What others changed comes into the open sheet; the cell somebody types in stays.
J.refreshFill = function () {
  if (!J.filling) return;
  var rows = questionsOf(J.filling.sheet);
  if (rows.map(function (q) { return q.key; }).join('\n') !== J.filling.keys) {
    drawFill();
    return;
  }
  Array.prototype.forEach.call(J.filling.dialog.querySelectorAll('[data-cell]'), function (input) {
    var at = input.getAttribute('data-cell').split('\n');
    var question = J.questions[at[0]];
    var cell = question && question.cells.filter(function (c) { return c[0] === at[1]; })[0];
    if (cell && input !== document.activeElement && !J.waiting[input.getAttribute('data-cell')] && input.value !== cell[1]) {
      input.value = cell[1];
      if (input.tagName === 'TEXTAREA') J.fit(input);
    }
  });
};
