// A published report to be proofread: dropped or picked, what was found in short, its page and its marked copy.
'use strict';
J.proofing = null;

J.showProof = function () {
  var said = J.el('div', { role: 'status' });
  var input = J.el('input', { type: 'file', id: 'report', 'class': 'hidden', tabindex: '-1', 'aria-label': '选择公开文档',
    accept: '.docx,.docm,.pdf,.html,.htm,.txt,.md', onchange: function () {
      var file = input.files[0];
      if (file) J.proofread(file).then(function () { input.value = ''; });
    } });
  var dialog = J.el('dialog', { 'class': 'wide', 'aria-label': '校对公开文档' }, J.el('h2', {}, '校对公开文档'),
    J.el('p', { 'class': 'soft' }, '放入一份部门决算公开的 Word 或 PDF（别的单位的也可以）：表、文字、百分比前后对不上的，逐处指出。' +
      (J.state && J.state.stage === 'report' ? '本项目这一年的文档，还与导出文件逐数核对。' : '') + '原来的文件不改动。'),
    J.el('div', { 'class': 'drop' }, J.el('p', {}, '把文档拖到这里'), J.el('button', { type: 'button', onclick: function () { input.click(); } }, '选择文档…'), input),
    said, J.el('p', { 'class': 'row foot' }, J.el('button', { type: 'button', onclick: function () { dialog.close(); } }, '关闭')));
  J.proofing = said;
  dialog.addEventListener('close', function () { J.proofing = null; });
  J.modal(dialog);
};

J.proofread = async function (file) {
  var said = J.proofing;
  J.empty(said);
  if (J.state && file.size > J.state.limit) { J.alarm('failed', '“' + file.name + '”太大了，没有校对。'); return; }
  var found = await J.busy('正在校对“' + file.name + '”……', function () { return J.send(file, false, 'proofread'); });
  if (!found || !J.proofing) return;
  said.appendChild(J.el('h3', {}, found.file + '：' + found.counts));
  said.appendChild(J.el('p', {}, (found.org || '') + (found.year ? '　' + found.year + '年度' : '') + '。' +
    (found.against ? '已与本项目的决算、上年、预算和补充资料核对。' : '只与文档自身核对' + (found.alone ? '：' + found.alone : '') + '。')));
  said.appendChild(J.el('p', { 'class': 'row' },
    J.el('a', { 'class': 'button', href: 'proof', target: '_blank', rel: 'noopener' }, '看校对结果（新的一页）'),
    J.el('button', { type: 'button', 'class': 'main', onclick: function () { J.saveProof(said); } }, found.word ? '保存 校对.docx' : '保存 校对.html')));
  said.querySelector('a').focus();
};

J.saveProof = async function (said) {
  var saved = await J.busy('正在保存……', function () { return J.post('proof/save'); });
  if (!saved) return;
  var list = J.el('ul', {});
  saved.files.forEach(function (file) { list.appendChild(J.el('li', {}, J.el('b', {}, file[0]), ' ' + file[1])); });
  var old = said.querySelector('.saved');
  if (old) said.removeChild(old);
  said.appendChild(J.el('div', { 'class': 'saved' }, J.el('p', { 'class': 'path' }, saved.folder), list,
    saved.note ? J.el('p', { 'class': 'soft' }, saved.note) : null,
    J.el('p', {}, J.el('button', { type: 'button', onclick: function () { J.busy('', function () { return J.post('proof/show'); }); } }, '打开文件夹'))));
  said.lastChild.scrollIntoView({ block: 'nearest' });
};
