// The page as a whole: what the program works on, news from it, and the buttons on top.
'use strict';

// Shows what the program works on now.
J.refresh = async function () {
  var state = await J.get('state');
  var was = J.state;
  J.state = state;
  if (state.waits !== J.waits) J.calm('waits');
  if (state.waits && state.waits !== J.waits) J.alarm('waits', state.waits + '。');
  J.waits = state.waits;
  if (state.stage !== 'report') {
    J.lists = [];
    J.version = state.version;
    J.showStart(state);
    return;
  }
  document.body.classList.remove('plain');
  J.shownStage = null;
  // What a new year began with has been read by the time its accounts are there.
  if (was && was.stage === 'project') J.calm('rolled');
  J.id('tools').hidden = false;
  J.id('title').textContent = state.org + ' ' + state.year + '年度';
  if (state.waiting && J.waitingYear !== state.waiting) {
    J.alarm('waiting', state.waiting + '年的文件夹里还没有决算文件，这里是' + state.year + '年的。', [['放入' + state.waiting + '年的文件', function () {
      J.calm('waiting');
      J.open(state.folder, state.waiting);
    }]]);
  }
  J.waitingYear = state.waiting;
  document.title = state.org + state.year + '年度决算公开';
  var other = !was || was.stage !== 'report' || was.folder !== state.folder || was.year !== state.year || !J.lists.length;
  if (other) {
    window.scrollTo(0, 0);
    J.styling = null;
  }
  await J.update(other ? 0 : J.version);
};

J.update = async function (since) {
  await J.settled();
  J.sending = true;
  try {
    J.applyDocument(await J.get('document', { since: since }));
  } finally {
    J.sending = false;
  }
};

J.showStatus = function (status) {
  var text = {
    saved: (status.undo || status.redo ? '已存入 ' : '填写的内容自动存入 ') + status.file,
    typing: '正在存入……',
    open: '补充资料正在 Excel 或 WPS 中打开，关闭后自动存入（' + status.unsaved + '处）',
    failed: (status.unsaved ? '还没有存入（' + status.unsaved + '处）：' : '补充资料有问题：') + status.reason
  }[status.stored];
  var stored = J.id('stored');
  if (stored.textContent !== text) stored.textContent = text;
  stored.className = status.stored;
  J.id('undo').disabled = !status.undo;
  J.id('redo').disabled = !status.redo;
  if (status.word && status.word !== J.word) J.alarm('word', status.word + '。');
  else if (!status.word) J.calm('word');
  J.word = status.word;
  if (status.renewed > (J.renewed || 0)) {
    J.alarm('renewed', '“' + status.file + '”不见了（被移走或删去）。这里的内容都在，已照这里的重新存了一份。');
  }
  J.renewed = status.renewed;
  var kinds = {};
  status.conflicts.forEach(function (conflict) {
    var kind = 'conflict ' + conflict.slot.key + ' ' + conflict.slot.head;
    kinds[kind] = true;
    if (document.querySelector('[data-kind="' + kind + '"]')) return;
    function settle(use) {
      return async function () {
        J.calm(kind);
        if (use) await J.act('answer', { key: answerKey(conflict.slot), sheet: conflict.slot.sheet, head: conflict.slot.head, text: conflict.ours });
        else await J.act('settle', conflict.slot);
      };
    }
    J.alarm(kind, '补充资料里“' + conflict.slot.key + '”被别处改成了“' + conflict.theirs + '”，这里填的是“' + conflict.ours + '”。现在用的是文件里的。',
      [['用这里填的', settle(true)], ['用文件里的', settle(false)]]);
  });
};

function answerKey(slot) {
  return slot.sheet === '补充数据' ? 'data.' + slot.key : slot.sheet === '绩效自评' ? 'project.' + slot.key : slot.key;
}

// Waits for news as long as the page is open; that it waits tells the program that the page is open.
async function listen() {
  while (!J.gone) {
    try {
      var news = await J.get('news', { since: J.version });
      if (news.version !== J.version) {
        await J.settled();
        if (news.version !== J.version) await J.refresh();
      }
    } catch (error) {
      if (J.gone) return;
      await new Promise(function (done) { setTimeout(done, 500); });
    }
  }
}

async function write(force) {
  await J.settled();
  var result = await J.busy('正在生成文件……', function () { return J.post('write', { force: force }); });
  if (!result) return;
  var dialog = J.el('dialog', { 'class': 'wrote', 'aria-label': '已生成文件' }, J.el('h2', {}, '已生成'),
    J.el('p', { 'class': 'path' }, result.folder));
  var list = J.el('ul', {}), others = J.el('ul', {});
  var beside = false;
  result.files.forEach(function (file) {
    beside = beside || file[1].indexOf('保留不动') >= 0;
    (file[2] ? list : others).appendChild(J.el('li', {}, J.el('b', {}, file[0]), ' ' + file[1],
      file[2] ? J.el('span', { 'class': 'soft' }, '　' + file[2]) : null));
  });
  dialog.appendChild(list);
  if (others.children.length) dialog.appendChild(J.el('details', {}, J.el('summary', {}, '给别的软件用的' + others.children.length + '个文件'), others));
  result.said.forEach(function (text) { dialog.appendChild(J.el('p', { 'class': 'said' }, text)); });
  if (result.gaps) dialog.appendChild(J.el('p', { 'class': 'problem' }, '还有' + result.gaps + '处没有填写，文中用〔请补充…〕标出。'));
  if (result.errors) dialog.appendChild(J.el('p', { 'class': 'problem' }, '核对发现错误，更正前不要公开。'));
  dialog.appendChild(J.pdfRow(dialog));
  dialog.appendChild(J.el('p', { 'class': 'row foot' },
    J.el('button', { type: 'button', 'class': 'main', onclick: function () {
      J.busy('', function () { return J.post('show'); });
    } }, '打开文件夹'),
    beside ? J.el('button', { type: 'button', onclick: function () { dialog.close(); write(true); } }, '替换改动过的文件（另存原来的）') : null,
    J.el('button', { type: 'button', onclick: function () { dialog.close(); } }, '关闭')));
  J.modal(dialog);
}

async function showFiles() {
  // What lies in the folder may be more than when the project was opened.
  var state = await J.busy('', function () { return J.get('state'); });
  if (!state) return;
  J.state = state;
  var dialog = J.el('dialog', { 'class': 'wide', 'aria-label': '文件' }, J.el('h2', {}, '文件'),
    J.el('p', { 'class': 'path' }, state.folder));
  dialog.appendChild(J.yearRow(state, function () { dialog.close(); }));
  var notes = J.el('ul', {});
  // What was taken stands in the list of what is needed.
  state.notes.forEach(function (note) {
    if (!/^(本年决算|上年决算|年初预算|补充资料)：/.test(note)) notes.appendChild(J.el('li', {}, note));
  });
  dialog.appendChild(J.needList(state.needs));
  dialog.appendChild(notes);
  dialog.appendChild(J.dropArea());
  dialog.appendChild(J.el('p', { 'class': 'row foot' },
    J.el('button', { type: 'button', onclick: function () { dialog.close(); J.choose(''); } }, '打开另一个项目…'),
    J.el('button', { type: 'button', onclick: function () { dialog.close(); J.showHistory(); } }, '以前存过的…'),
    J.el('button', { type: 'button', 'class': 'main', onclick: function () { dialog.close(); } }, '关闭')));
  J.modal(dialog);
}

J.step = async function (way) {
  await J.settled();
  if (J.focusedKey()) document.activeElement.blur();
  var answer = await J.act(way, {});
  if (answer && answer.slot && !J.filling) J.goTo(answerKey(answer.slot));
};

function bind() {
  J.bindFields();
  J.bindStyle();
  J.id('outline').addEventListener('click', function () {
    var open = document.body.classList.toggle('side');
    J.id('outline').setAttribute('aria-expanded', String(open));
  });
  J.id('undo').addEventListener('click', function () { J.step('undo'); });
  J.id('redo').addEventListener('click', function () { J.step('redo'); });
  J.id('next').addEventListener('click', function () { J.nextGap(null); });
  J.id('fill').addEventListener('click', function () { J.showFill(null, null); });
  J.id('proof').addEventListener('click', J.showProof);
  J.id('files').addEventListener('click', showFiles);
  J.id('print').addEventListener('click', function () { window.print(); });
  J.id('write').addEventListener('click', function () { write(false); });
  J.id('bar').appendChild(J.el('button', { type: 'button', id: 'back', hidden: true, onclick: function () {
    J.id('back').hidden = true;
    var figure = J.back && J.asShown(J.back);
    if (figure) J.reveal(figure);
  } }, '回到原处'));
  document.addEventListener('keydown', function (event) {
    if (event.key === 'Escape' && !J.id('origin').hidden) J.hideOrigin(true);
    if (event.key === 'F8' && J.lists.length) {
      event.preventDefault();
      J.nextGap(document.activeElement && document.activeElement.closest('.field, .ask'));
    }
    var typing = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName) || document.activeElement.isContentEditable;
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !typing && J.lists.length) {
      var key = event.key.toLowerCase();
      if (key === 'z' && !event.shiftKey) { event.preventDefault(); J.step('undo'); }
      if (key === 'y' || (key === 'z' && event.shiftKey)) { event.preventDefault(); J.step('redo'); }
    }
  });
  J.id('side').addEventListener('pointerdown', function () { J.pressing = true; });
  ['pointerup', 'pointercancel'].forEach(function (end) {
    document.addEventListener(end, function () { setTimeout(function () { J.pressing = false; }, 0); });
  });
  document.addEventListener('click', function (event) {
    var origin = J.id('origin');
    if (!origin.hidden && !origin.contains(event.target) && !event.target.closest('.f, td[data-c]')) J.hideOrigin();
  });
  bindDrop();
}

// Files may be dropped anywhere on the page.
function bindDrop() {
  var sign = J.id('dropping'), depth = 0;
  function hasFiles(event) {
    return event.dataTransfer && Array.prototype.indexOf.call(event.dataTransfer.types, 'Files') >= 0;
  }
  document.addEventListener('dragenter', function (event) {
    if (!hasFiles(event)) return;
    depth++;
    sign.hidden = false;
  });
  document.addEventListener('dragleave', function (event) {
    if (!hasFiles(event)) return;
    depth--;
    if (depth <= 0) sign.hidden = true;
  });
  document.addEventListener('dragover', function (event) { if (hasFiles(event)) event.preventDefault(); });
  document.addEventListener('drop', function (event) {
    depth = 0;
    sign.hidden = true;
    if (!hasFiles(event)) return;
    event.preventDefault();
    var files = event.dataTransfer.files;
    if (!J.proofing) J.take(files);
    else if (files.length === 1) J.proofread(files[0]);
    else if (files.length) J.alarm('failed', '拖来了' + files.length + '份，一次校对一份：请一份一份地拖进来。');
  });
}

// What stands fixed on top is as high as its buttons and messages need; all else begins below.
function measureTop() {
  var bar = J.id('bar').offsetHeight, alerts = J.id('alerts');
  var top = bar + (alerts.parentNode === document.body ? alerts.offsetHeight : 0);
  document.documentElement.style.setProperty('--bar-height', bar + 'px');
  document.documentElement.style.setProperty('--top', top + 'px');
}

document.addEventListener('DOMContentLoaded', function () {
  bind();
  var watch = new ResizeObserver(measureTop);
  watch.observe(J.id('bar'));
  watch.observe(J.id('alerts'));
  measureTop();
  J.refresh().then(listen, function (error) { if (!J.gone) J.alarm('failed', error.message); });
});
