// How the report is written: style, model and options with the document as preview; the template lines of the sentence
// that was clicked, their words to be changed.
'use strict';
J.styling = null;

J.stylePanel = function () {
  var box = J.el('div', { 'class': 'styling' });
  if (J.styling) drawStyle(box);
  else {
    box.appendChild(J.el('p', { 'class': 'soft' }, '正在读取……'));
    J.loadStyle();
  }
  return box;
};

J.loadStyle = function () {
  if (!J.loadingStyle) J.loadingStyle = loadStyle().finally(function () { J.loadingStyle = null; });
  return J.loadingStyle;
};

async function loadStyle() {
  var settings = await J.busy('', function () { return J.get('style'); });
  if (!settings) return;
  var own = {};
  settings.own.forEach(function (one) { own[one[0]] = one[1]; });
  var before = J.styling || {};
  J.styling = { settings: settings, style: settings.style, like: settings.like, own: own, piece: before.piece, lines: before.lines };
  if (J.tab === 'style') J.showSide();
}

function chosen() {
  var s = J.styling;
  return { style: s.style, like: s.like, options: Object.keys(s.own).map(function (key) { return [key, s.own[key]]; }) };
}

// Shows the document as it would be.
async function tryOn() {
  var went = await changeStyle({ dress: chosen(), keep: false }, '正在换样式……');
  if (!went) J.styling = null;
  await J.loadStyle();
  J.showSide();
}

async function changeStyle(value, what) {
  await J.settled();
  var went = await J.busy(what, function () { return J.post('style', value); });
  if (went) {
    J.styling.piece = J.styling.lines = null;
    await J.refresh();
  }
  return went;
}

function drawStyle(box) {
  var s = J.styling, settings = s.settings;
  var style = J.el('select', { id: 'dress' });
  settings.styles.forEach(function (one) {
    style.appendChild(J.el('option', { value: one[0], title: one[2], selected: one[0] === s.style }, one[1]));
  });
  style.addEventListener('change', function () { s.style = style.value; s.own = {}; tryOn(); });
  box.appendChild(J.el('p', {}, J.el('label', { 'for': 'dress' }, '样式'), style));
  var like = J.el('input', { type: 'checkbox', id: 'like', disabled: !settings.model });
  like.checked = s.like;
  like.addEventListener('change', function () { s.like = like.checked; tryOn(); });
  box.appendChild(J.el('p', {}, like, J.el('label', { 'for': 'like' },
    settings.model ? '照上年公开的文档写（' + settings.model + '）' : '照上年公开的文档写：把上年公开的 Word 文件拖到页面上就可以选')));
  var more = J.el('details', { open: J.styleOpen === true }, J.el('summary', {}, '选项'));
  more.addEventListener('toggle', function () { J.styleOpen = more.open; });
  settings.options.forEach(function (option, n) {
    var id = 'option' + n, input;
    if (option.choices.length) {
      input = J.el('select', { id: id });
      option.choices.forEach(function (choice) {
        input.appendChild(J.el('option', { value: choice[0], selected: choice[0] === option.value }, choice[1] + (choice[0] === option.usual ? '（样式的）' : '')));
      });
    } else {
      input = J.el('input', { type: 'text', id: id, autocomplete: 'off' });
      input.value = option.value;
    }
    input.addEventListener('change', function () {
      if (input.value === option.usual) delete s.own[option.key];
      else s.own[option.key] = input.value;
      tryOn();
    });
    more.appendChild(J.el('p', {}, J.el('label', { 'for': id }, option.label), input));
  });
  box.appendChild(more);
  if (settings.tried) {
    box.appendChild(J.el('div', { 'class': 'tried' }, J.el('p', {}, '右边是试看，还没有存进项目。'), J.el('p', { 'class': 'row' },
      J.el('button', { type: 'button', 'class': 'main', onclick: async function () {
        if (await changeStyle({ dress: chosen(), keep: true }, '正在存……')) J.say('样式已存进项目');
        J.styling = null;
        J.showSide();
      } }, '存进项目'),
      J.el('button', { type: 'button', onclick: async function () {
        await changeStyle({ dress: null, keep: false }, '正在换回……');
        J.styling = null;
        J.showSide();
      } }, '取消'))));
  }
  box.appendChild(J.el('h3', {}, '一句话的写法'));
  if (!s.lines) box.appendChild(J.el('p', { 'class': 'soft' }, '点正文里的一句话，这里显示它是怎样写出来的，文字可以改。'));
  else if (!s.lines.length) box.appendChild(J.el('p', { 'class': 'soft' }, '这一段不是模板写的：是填写的文字，或由样式的设置、名词解释而来。'));
  else s.lines.forEach(function (line, n) { box.appendChild(wordingLine(line, n)); });
}

function wordingLine(line, n) {
  var box = J.el('div', { 'class': 'wording' + (line.at ? ' at' : '') });
  box.appendChild(J.el('p', { 'class': 'says' }, '印出：' + line.says));
  var edit = J.el('p', { 'class': 'line' });
  var words = line.words.map(function (word) {
    var part = word[1]
      ? J.el('span', { 'class': 'word', contenteditable: 'true', role: 'textbox', tabindex: '0', spellcheck: 'false', 'aria-label': '文字：' + word[0] }, word[0])
      : J.el('span', { 'class': 'tag', title: word[0] }, word[0]);
    edit.appendChild(part);
    return part;
  });
  box.appendChild(edit);
  var said = J.el('p', { 'class': 'checked', role: 'status' });
  var keep = J.el('button', { type: 'button', 'class': 'main', disabled: true, 'aria-label': '存这一行：' + line.says, onclick: async function () {
    var went = await J.busy('正在存……', function () { return J.post('wording/keep', told()); });
    if (!went) return;
    J.say('已存进项目自己的样式');
    J.styling.lines = null;
    await J.refresh();
    J.showSide();
  } }, '存');
  function text() { return words.map(function (part) { return part.textContent.replace(/[\r\n]+/g, ''); }).join(''); }
  function told() { return { piece: J.styling.piece, file: line.file, line: line.line, text: text() }; }
  var before = text(), timer = null, asked = 0;
  function check() {
    clearTimeout(timer);
    keep.disabled = true;
    if (text() === before) { said.textContent = ''; return; }
    timer = setTimeout(async function () {
      var turn = ++asked;
      var tried = await J.post('wording/try', told()).catch(function (error) { return { problems: [error.message], text: null }; });
      if (turn !== asked) return;
      keep.disabled = tried.problems.length > 0;
      said.className = 'checked' + (tried.problems.length ? ' wrong' : '');
      said.textContent = tried.problems.length ? tried.problems.join('\n') : tried.text ? '改后：' + tried.text : '';
    }, 300);
  }
  edit.addEventListener('input', function (event) { if (!event.isComposing) check(); });
  edit.addEventListener('compositionend', check);
  edit.addEventListener('keydown', function (event) { if (event.key === 'Enter' && !event.isComposing) event.preventDefault(); });
  edit.addEventListener('paste', function (event) {
    event.preventDefault();
    document.execCommand('insertText', false, event.clipboardData.getData('text/plain').replace(/\s*[\r\n]+\s*/g, ''));
  });
  box.appendChild(said);
  box.appendChild(J.el('p', { 'class': 'row' }, keep,
    J.el('button', { type: 'button', 'aria-label': '不改这一行：' + line.says, onclick: function () {
      line.words.forEach(function (word, m) { words[m].textContent = word[0]; });
      said.textContent = '';
      keep.disabled = true;
    } }, '不改'),
    line.original ? J.el('button', { type: 'button', 'aria-label': '用内置的：' + line.says, onclick: function () {
      J.empty(edit);
      words = [J.el('span', { 'class': 'word', contenteditable: 'true', role: 'textbox', tabindex: '0', 'aria-label': '文字' }, line.original)];
      edit.appendChild(words[0]);
      check();
    } }, '用内置的写法') : null));
  if (line.shared) box.appendChild(J.el('p', { 'class': 'soft' }, '这一行别的句子也用，改了都改。'));
  return box;
}

// The lines of the paragraph that was clicked; the one under the cursor first.
J.showWording = async function (block, offset) {
  var piece = null;
  J.lists.forEach(function (list) {
    (list[2] || []).forEach(function (one, n) { if (one === block) piece = list[1][n]; });
  });
  if (!piece) return;
  if (!J.styling) await J.loadStyle();
  if (!J.styling) return;
  var lines = await J.busy('', function () { return J.post('wording', { piece: piece }); });
  if (!lines) return;
  var passed = 0, at = null;
  lines.forEach(function (line) {
    passed += line.says.length;
    if (at === null && offset < passed) at = line;
  });
  at = at || lines[lines.length - 1];
  if (at) at.at = true;
  J.styling.piece = piece;
  J.styling.lines = at ? [at].concat(lines.filter(function (line) { return line !== at; })) : lines;
  J.showSide();
};

// How many characters of a block stand before the place that was clicked.
function offsetIn(block, event) {
  var range = document.caretRangeFromPoint ? document.caretRangeFromPoint(event.clientX, event.clientY) : null;
  if (!range || !block.contains(range.startContainer)) return 0;
  var before = document.createRange();
  before.setStart(block, 0);
  before.setEnd(range.startContainer, range.startOffset);
  return before.toString().length;
}

J.bindStyle = function () {
  J.id('view').addEventListener('click', function (event) {
    if (J.tab !== 'style' || document.body.classList.contains('plain')) return;
    var block = event.target.closest ? event.target.closest('section > p, section > h3, section > h4') : null;
    if (block) J.showWording(block, offsetIn(block, event));
  });
  J.id('view').addEventListener('focusin', function (event) {
    if (J.tab !== 'style' || !J.styling || !event.target.closest) return;
    var block = event.target.closest('section > p');
    if (block && J.styling.piece === null) J.showWording(block, 0);
  });
};
