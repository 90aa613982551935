// Before there is a report: files, the folder, and what is missing.
'use strict';

J.fileTable = function (files, take) {
  var body = J.el('tbody', {});
  files.forEach(function (file) {
    var row = J.el('tr', { 'class': file.known ? '' : 'unknown' },
      J.el('td', {}, file.name), J.el('td', {}, file.what),
      J.el('td', { 'class': 'short' }, file.year ? file.year + '年' : ''), J.el('td', {}, file.org), J.el('td', { 'class': 'short' }, file.unit));
    if (take) {
      row.appendChild(J.el('td', {}, J.el('button', {
        type: 'button', 'class': 'quiet', 'aria-label': '移去' + file.name,
        onclick: function () { take(file.name); }
      }, '移去')));
    }
    body.appendChild(row);
  });
  var heads = ['文件', '是什么', '年度', '单位', '金额单位'];
  var head = J.el('tr', {});
  heads.forEach(function (text) { head.appendChild(J.el('th', { scope: 'col', 'class': text.length > 2 ? 'short' : null }, text)); });
  if (take) head.appendChild(J.el('td', {}));
  return J.el('div', { 'class': 'scroll' }, J.el('table', { 'class': 'files' }, J.el('thead', {}, head), body));
};

J.needList = function (needs) {
  var list = J.el('ul', { 'class': 'needs' });
  needs.forEach(function (need) {
    var sign = need.doubt ? '？' : need.file ? '✓' : need.essential ? '✗' : '○';
    list.appendChild(J.el('li', { 'class': need.file ? 'there' : need.essential ? 'must' : '' },
      J.el('span', { 'class': 'sign', 'aria-hidden': 'true' }, sign),
      J.el('b', {}, need.what),
      J.el('span', {}, need.file ? '有：' + need.file : need.cost),
      need.doubt ? J.el('span', { 'class': 'doubt' }, '　' + need.doubt) : null));
  });
  return list;
};

J.dropArea = function () {
  var input = J.el('input', { type: 'file', multiple: true, id: 'pick', 'class': 'hidden', tabindex: '-1', 'aria-label': '选择文件',
    accept: '.xls,.xlsx,.xlsm,.xlsb,.ods,.et,.docx,.docm,.pdf,.html,.htm,.txt,.md',
    onchange: function () { J.take(input.files).then(function () { input.value = ''; }); } });
  return J.el('div', { 'class': 'drop' },
    J.el('p', {}, '把文件拖到这里（页面上任何地方都可以）'),
    J.el('button', { type: 'button', onclick: function () { input.click(); } }, '选择文件…'),
    input,
    J.el('p', { 'class': 'soft' }, '财务系统导出的决算报表、上年的决算或公开文档、年初预算表、补充资料、绩效自评表。文件名不限，程序按内容辨认。'));
};

// Takes files that were dropped or picked, one after another.
J.take = async function (files) {
  for (var i = 0; i < files.length; i++) await takeOne(files[i]);
  await J.refresh();
  // What became of them stands below; on a small screen out of sight.
  var list = J.state && J.state.stage !== 'report' ? J.id('view').querySelector('.files') : null;
  if (list && list.getBoundingClientRect().bottom > document.documentElement.clientHeight) list.scrollIntoView({ block: 'start' });
  if (list && J.state.tray.length) {
    var odd = J.state.tray.filter(function (file) { return !file.known; }).length;
    J.say('放入了' + J.state.tray.length + '个文件' + (odd ? '，其中' + odd + '个用不上，原因在表里' : ''));
  }
};

async function takeOne(file) {
  if (J.state && file.size > J.state.limit) {
    J.alarm('file ' + file.name, '“' + file.name + '”超过' + Math.floor(J.state.limit / 1048576) + 'MB，没有放入。');
    return;
  }
  var state = await J.busy('正在读取“' + file.name + '”……', function () { return J.send(file, false); });
  if (!state) return;
  if (state.file.instead) {
    J.alarm('file ' + file.name, '已有同样的文件“' + state.file.instead.join('”、“') + '”。要用“' + file.name + '”替换它吗？原来的移到“已替换的文件”文件夹。', [
      ['替换', async function () {
        J.calm('file ' + file.name);
        if (await J.busy('正在替换……', function () { return J.send(file, true); })) J.say('已替换');
        J.refresh();
      }]]);
  } else if (state.file.there) {
    J.say('“' + state.file.there + '”就是这个文件，不必再放');
  } else if (state.file.placed) {
    J.say('已放入：' + state.file.placed);
  }
}

J.showStart = function (state) {
  J.keepFocus(J.id('view'), function () { drawStart(state); });
};

function drawStart(state) {
  document.body.className = 'plain';
  J.id('tools').hidden = true;
  J.id('stored').textContent = '';
  J.id('title').textContent = state.org ? state.org + ' ' + state.year + '年度' : '决算公开';
  var view = J.id('view');
  J.empty(view);
  if (J.shownStage !== state.stage + state.year) window.scrollTo(0, 0);
  J.shownStage = state.stage + state.year;
  var box = J.el('div', { 'class': 'start' });
  var lacks = state.stage === 'project' && !state.needs[0].file;
  box.appendChild(J.el('h1', {}, state.stage !== 'project' ? '决算公开' : lacks ? '请放入' + state.year + '年度的决算报表' : '报告还不能生成'));
  if (state.stage === 'project') {
    box.appendChild(J.yearRow(state, function () {}));
    // Without the year's accounts there is nothing wrong yet; the table says what the others are.
    if (lacks) box.appendChild(J.el('p', { 'class': 'lead' }, '财务系统导出的' + state.year + '年度决算报表（.xls 或 .xlsx）一放进来，报告就生成。'));
    else box.appendChild(J.el('p', { 'class': 'problem' }, state.problem));
    box.appendChild(J.el('p', { 'class': 'soft' }, '项目文件夹：' + state.folder + '。把需要的文件拖到页面上，或放进文件夹，这里会自动更新。'));
  } else {
    box.appendChild(J.el('p', { 'class': 'lead' }, '由财务系统导出的决算报表生成九张公开表和情况说明。全部在这台电脑上完成，不联网，不改动您的文件。'));
    if (state.problem) box.appendChild(J.el('p', { 'class': 'problem' }, state.problem));
  }
  var files = (state.files || []);
  box.appendChild(J.el('h2', {}, state.stage === 'project' ? '文件' : '1. 放入文件'));
  box.appendChild(J.dropArea());
  if (state.tray.length) {
    box.appendChild(J.fileTable(state.tray, async function (name) {
      await J.busy('', function () { return J.post('drop', { name: name }); });
      J.refresh();
    }));
  }
  if (files.length) {
    if (state.stage === 'folder') box.appendChild(J.el('p', { 'class': 'soft' }, '文件夹“' + state.folder + '”里有：'));
    box.appendChild(J.fileTable(files));
  }
  if (state.tray.length || files.length) {
    box.appendChild(J.el('h3', {}, '齐不齐'));
    box.appendChild(J.needList(state.needs));
  }
  if (state.stage !== 'project') box.appendChild(folderStep(state));
  else box.appendChild(J.el('p', {}, J.el('button', { type: 'button', onclick: function () { J.choose(''); } }, '打开另一个项目…')));
  view.appendChild(box);
  view.setAttribute('aria-busy', 'false');
}

function folderStep(state) {
  var ready = state.needs[0].file;
  var folder = J.el('input', { type: 'text', id: 'folder', spellcheck: 'false', autocomplete: 'off',
    value: state.folder || J.chosen || '' });
  var style = J.el('select', { id: 'style' });
  [['', '按单位名称自动选'], ['standard', '通用'], ['shandong', '山东'], ['henan', '河南'], ['hunan', '湖南'], ['shanghai', '上海']].forEach(function (one) {
    style.appendChild(J.el('option', { value: one[0] }, one[1]));
  });
  style.value = J.style || '';
  style.addEventListener('change', function () { J.style = style.value; });
  folder.addEventListener('input', function () { J.chosen = folder.value; });
  if (!folder.value) {
    J.get('folders').then(function (list) {
      if (!folder.value && list.suggested) folder.value = list.suggested;
    });
  }
  var begin = J.el('button', { type: 'submit', 'class': 'main', disabled: !ready }, '生成报告');
  var form = J.el('form', { onsubmit: function (event) {
    event.preventDefault();
    J.begin(folder.value.trim(), style.value);
  } },
    J.el('h2', {}, '2. 存在哪里'),
    J.el('p', { 'class': 'soft' }, '程序在这个文件夹里建立项目：每年的文件、填写的内容、生成的文件都在里面。文件夹没有就新建。'),
    J.el('p', { 'class': 'row' }, J.el('label', { 'for': 'folder' }, '文件夹'), folder,
      J.el('button', { type: 'button', onclick: function () { J.choose(folder.value.trim()); } }, '浏览…')),
    J.el('p', { 'class': 'row' }, J.el('label', { 'for': 'style' }, '写法'), style),
    J.el('p', { 'class': 'row' }, begin,
      ready ? null : J.el('span', { 'class': 'soft' }, '放入本年的决算报表就可以开始'),
      J.el('span', { 'class': 'space' }),
      J.el('button', { type: 'button', 'class': 'quiet', onclick: J.showProof }, '只校对一份公开文档…'),
      J.el('button', { type: 'button', 'class': 'quiet', onclick: function () { J.choose(''); } }, '打开已有的项目…')));
  return form;
}

J.begin = async function (folder, style) {
  if (!folder) { J.say('请先写出或选择文件夹'); return; }
  var state = await J.busy('正在读取文件，生成报告……', function () {
    return J.post('found', { folder: folder, style: style || null });
  });
  if (!state) return;
  var refused = state.refused || [];
  if (refused.length) J.alarm('refused', ['有' + refused.length + '个文件没有用上：'].concat(refused).join('\n'));
  await J.refresh();
};

J.open = async function (folder, year) {
  var state = await J.busy('正在打开……', function () { return J.post('open', { folder: folder, year: year || null }); });
  if (state) {
    J.chosen = state.stage === 'folder' ? folder : '';
    await J.refresh();
  }
  return state;
};

// Choosing a folder of this machine: the browser itself may not tell where a folder is.
J.choose = async function (at) {
  var list = await J.get('folders', { at: at }).catch(function () { return J.get('folders'); });
  var box = J.el('div', {});
  var dialog = J.el('dialog', { 'class': 'choose', 'aria-label': '选择文件夹' }, box);
  function show(list) {
    J.empty(box);
    box.appendChild(J.el('h2', {}, '选择文件夹'));
    box.appendChild(J.el('p', { 'class': 'path' }, list.at || '常用位置'));
    var items = J.el('div', { 'class': 'folders' });
    function go(path) {
      J.get('folders', { at: path }).then(show, function (error) { J.alarm('failed', error.message); });
    }
    if (list.at) items.appendChild(J.el('button', { type: 'button', onclick: function () { go(list.above || ''); } }, '↑ 上一级'));
    list.folders.forEach(function (path) {
      var name = list.at ? path.slice(path.replace(/\\/g, '/').lastIndexOf('/') + 1) : path;
      items.appendChild(J.el('button', { type: 'button', onclick: function () { go(path); } }, name || path));
    });
    if (!list.folders.length) items.appendChild(J.el('p', { 'class': 'soft' }, '里面没有文件夹'));
    box.appendChild(items);
    box.appendChild(J.el('p', { 'class': 'row' },
      J.el('button', { type: 'button', 'class': 'main', disabled: !list.at, onclick: async function () {
        dialog.close();
        J.open(list.at);
      } }, '用这个文件夹'),
      J.el('button', { type: 'button', 'class': 'quiet', onclick: function () { dialog.close(); } }, '取消')));
    var first = items.querySelector('button');
    if (first) first.focus();
  }
  J.modal(dialog);
  show(list);
};
