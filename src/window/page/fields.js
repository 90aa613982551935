// Answers: typed in the sentence, or in a card beside it. One request at a time; what was typed meanwhile goes with the next.
'use strict';
J.sending = false;
J.waiting = {};

// Makes what people answer in a piece of the document answerable.
J.dress = function (piece) {
  // One figure of each table can be reached with Tab; from there the arrow keys lead on.
  var first = piece.querySelector('td[data-c]');
  if (first) first.setAttribute('tabindex', '0');
  // A figure of the text is pressed to see where it comes from.
  Array.prototype.forEach.call(piece.querySelectorAll('.f'), function (one) {
    one.setAttribute('role', 'button');
    one.setAttribute('aria-haspopup', 'dialog');
  });
  Array.prototype.forEach.call(piece.querySelectorAll('mark[data-key], .t[data-key]'), function (one) {
    var key = one.getAttribute('data-key'), question = J.questions[key];
    if (!question) return;
    var gap = one.tagName === 'MARK';
    var made = question.sheet === '原因说明' ? field(key, question, one.textContent, gap) : ask(key, question, one.textContent, gap);
    one.parentNode.replaceChild(made, one);
  });
};

function label(question) {
  var about = question.about.replace(/……$/, '');
  return question.sheet === '原因说明' ? '原因：' + about.slice(-60) : question.about;
}

function field(key, question, text, gap) {
  return J.el('span', { 'class': 'field' + (gap ? ' open' : ''), contenteditable: 'true', role: 'textbox', tabindex: '0',
    spellcheck: 'false', 'data-key': key, 'data-gap': gap ? text : '〔请补充原因〕', 'aria-label': label(question) }, gap ? rawAnswer(question) : text);
}

function ask(key, question, text, gap) {
  return J.el('span', { 'class': 'ask' + (gap ? ' open' : ''), role: 'button', tabindex: '0', 'data-key': key,
    'aria-label': '填写：' + label(question) }, text);
}

function rawAnswer(question) { return question.cells.length ? question.cells[0][1] : ''; }

J.focusedKey = function () {
  var at = document.activeElement;
  return at && at.classList && at.classList.contains('field') ? at.getAttribute('data-key') : null;
};

J.goTo = function (key) {
  var all = document.querySelectorAll('.field, .ask');
  for (var i = 0; i < all.length; i++) {
    if (all[i].getAttribute('data-key') === key) { J.reveal(all[i]); return all[i]; }
  }
  return null;
};

// Puts a new piece in place of an old one. The field somebody types in stays, with its cursor: what stands around it is
// exchanged.
J.renew = function (old, made) {
  var typing = document.activeElement;
  if (typing && old.contains(typing) && typing.classList.contains('field')) {
    var key = typing.getAttribute('data-key');
    var fields = Array.prototype.filter.call(made.querySelectorAll('.field'), function (f) { return f.getAttribute('data-key') === key; });
    var same = Array.prototype.filter.call(old.querySelectorAll('.field'), function (f) { return f.getAttribute('data-key') === key; });
    var twin = fields[same.indexOf(typing)];
    if (twin && twin.parentNode === made && typing.parentNode === old && made.tagName === old.tagName) {
      while (typing.previousSibling) old.removeChild(typing.previousSibling);
      while (typing.nextSibling) old.removeChild(typing.nextSibling);
      while (twin.previousSibling) old.insertBefore(twin.previousSibling, old.firstChild);
      while (twin.nextSibling) old.appendChild(twin.nextSibling);
      typing.classList.toggle('open', twin.classList.contains('open'));
      return old;
    }
  }
  if (!typing || !old.contains(typing)) {
    old.parentNode.replaceChild(made, old);
    return made;
  }
  var section = old.parentNode;
  J.keepFocus(section, function () { section.replaceChild(made, old); });
  return made;
};

// ---- telling the program ---------------------------------------------------------------------------------------------

J.tell = function (key, head, text) {
  J.waiting[key + '\n' + head] = { key: key, sheet: J.questions[key] ? J.questions[key].sheet : '', head: head, text: text };
  J.id('stored').textContent = '正在存入……';
  return pump();
};

async function pump() {
  if (J.sending) return;
  J.sending = true;
  try {
    for (;;) {
      var names = Object.keys(J.waiting);
      if (!names.length) break;
      var told = J.waiting[names[0]];
      delete J.waiting[names[0]];
      told.since = J.version;
      try {
        J.applyDocument(await J.post('answer', told));
      } catch (error) {
        if (J.gone) return;
        J.alarm('failed', error.message);
      }
    }
  } finally {
    J.sending = false;
  }
}

// Does something that changes the document; whether it went. Nothing else is told meanwhile.
J.act = async function (way, value) {
  await J.settled();
  J.sending = true;
  try {
    var answer = await J.busy('', function () { return J.post(way, Object.assign({ since: J.version }, value)); });
    if (answer) J.applyDocument(answer);
    return answer;
  } finally {
    J.sending = false;
    pump();
  }
};

// Everything typed is told; for those who go on with it.
J.settled = async function () {
  while (J.sending || Object.keys(J.waiting).length) await new Promise(function (done) { setTimeout(done, 10); });
};

// ---- typing in the sentence ------------------------------------------------------------------------------------------

J.bindFields = function () {
  var view = J.id('view');
  function fieldOf(event) {
    return event.target.closest ? event.target.closest('.field') : null;
  }
  view.addEventListener('input', function (event) {
    var at = fieldOf(event);
    if (!at) return;
    if (!at.textContent) J.empty(at);
    if (event.isComposing || at.composing) return;
    J.tell(at.getAttribute('data-key'), '', at.textContent);
  });
  view.addEventListener('compositionstart', function (event) {
    var at = fieldOf(event);
    if (at) at.composing = true;
  });
  view.addEventListener('compositionend', function (event) {
    var at = fieldOf(event);
    if (!at) return;
    at.composing = false;
    J.tell(at.getAttribute('data-key'), '', at.textContent);
  });
  view.addEventListener('paste', function (event) {
    if (!fieldOf(event)) return;
    event.preventDefault();
    var text = event.clipboardData.getData('text/plain').replace(/\s*[\r\n]+\s*/g, '');
    document.execCommand('insertText', false, text);
  });
  view.addEventListener('drop', function (event) { if (fieldOf(event)) event.preventDefault(); });
  view.addEventListener('focusin', function (event) {
    var at = fieldOf(event);
    if (!at) return;
    var question = J.questions[at.getAttribute('data-key')];
    // The sentence may print it without its full stop; what is typed is what was typed.
    if (question && rawAnswer(question) && at.textContent !== rawAnswer(question)) at.textContent = rawAnswer(question);
    if (question) hint(at, question);
  });
  view.addEventListener('focusout', function (event) {
    var at = fieldOf(event);
    J.id('hint').hidden = true;
    if (!at) return;
    J.settled().then(function () { setTimeout(function () { J.redraw(at); }, 0); });
  });
  view.addEventListener('keydown', function (event) {
    var at = fieldOf(event);
    var key = event.key;
    if (at && key === 'Enter' && !event.isComposing && !at.composing) {
      event.preventDefault();
      if (event.altKey) takeHint(at);
      else J.nextGap(at);
    } else if (at && key === 'Escape') {
      at.blur();
    } else if (!at && (key === 'Enter' || key === ' ') && event.target.matches && event.target.matches('.ask, .f, td[data-c]')) {
      event.preventDefault();
      press(event.target);
    } else if (STEPS[key] && event.target.matches && event.target.matches('td[data-c]')) {
      var next = besides(event.target, STEPS[key]);
      if (next) { event.preventDefault(); next.focus(); }
    }
  });
  view.addEventListener('click', function (event) {
    var target = event.target.closest ? event.target.closest('.ask, .f, td[data-c]') : null;
    if (target) press(target);
  });
};

// Arrow keys lead from figure to figure of a table: rows down, cells to the right.
var STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

function besides(cell, step) {
  var row = cell.parentNode, cells = Array.prototype.filter.call(row.cells, isFigure);
  if (step[1]) return cells[cells.indexOf(cell) + step[1]] || null;
  var left = cell.getBoundingClientRect().left;
  for (row = sibling(row, step[0]); row; row = sibling(row, step[0])) {
    var under = Array.prototype.filter.call(row.cells, function (one) {
      return isFigure(one) && Math.abs(one.getBoundingClientRect().left - left) < 2;
    })[0];
    if (under) return under;
  }
  return null;
}

function isFigure(cell) { return cell.matches('td[data-c]'); }

function sibling(row, step) { return step > 0 ? row.nextElementSibling : row.previousElementSibling; }

function press(target) {
  if (target.matches('.ask')) J.card(target);
  else J.showOrigin(target);
}

// Shows a piece as the program has it, after somebody typed in it.
J.redraw = function (inside) {
  if (document.activeElement === inside) return;
  for (var i = 0; i < J.lists.length; i++) {
    var list = J.lists[i];
    for (var n = 0; list[2] && n < list[2].length; n++) {
      if (!list[2][n].contains(inside)) continue;
      var template = document.createElement('template');
      template.innerHTML = J.pieces[list[1][n]];
      var made = template.content.firstElementChild;
      J.dress(made);
      list[2][n] = J.renew(list[2][n], made);
      J.showSide();
      return;
    }
  }
};

J.nextGap = function (from) {
  var gaps = J.gaps();
  var next = gaps.filter(function (gap) {
    return gap !== from && (!from || (from.compareDocumentPosition(gap) & Node.DOCUMENT_POSITION_FOLLOWING));
  })[0] || gaps.filter(function (gap) { return gap !== from; })[0];
  if (!next) {
    if (from) from.blur();
    J.say(gaps.length ? '只剩这一处待填' : '都填好了。可以生成文件了');
    return;
  }
  J.reveal(next);
  if (next.matches('.ask')) J.card(next);
};

// ---- what may help while typing ----------------------------------------------------------------------------------------

function hint(at, question) {
  var box = J.id('hint');
  J.empty(box);
  if (question.before) {
    box.appendChild(J.el('span', { 'class': 'soft' }, '上年填写：'));
    box.appendChild(J.el('span', {}, question.before));
    box.appendChild(J.el('button', { type: 'button', tabindex: '-1', onmousedown: function (event) {
      event.preventDefault();
      takeHint(at);
    } }, '用这句（Alt+回车）'));
  }
  box.appendChild(J.el('span', { 'class': 'soft' }, '只写原因本身，不写“主要原因是”和句号。回车到下一处'));
  J.place(box, at);
}

function takeHint(at) {
  var question = J.questions[at.getAttribute('data-key')];
  if (!question || !question.before) return;
  at.textContent = question.before;
  var range = document.createRange();
  range.selectNodeContents(at);
  range.collapse(false);
  var selection = window.getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
  J.tell(at.getAttribute('data-key'), '', at.textContent);
}

// ---- a card for texts, figures and projects ----------------------------------------------------------------------------

J.choices = { '自评等级': ['', '优', '良', '中', '差'], '项目类别': ['', '本级', '转移支付'] };

J.card = function (target) {
  var key = target.getAttribute('data-key'), question = J.questions[key];
  J.closeCard();
  if (!question) return;
  var card = J.el('div', { 'class': 'card', role: 'group', 'aria-label': question.about, 'data-card': key },
    J.el('b', {}, question.about), question.section ? J.el('span', { 'class': 'soft' }, question.section) : null);
  question.cells.forEach(function (cell, n) {
    var id = 'cell' + n, input = J.cellInput(question, cell, id, null), long = input.tagName === 'TEXTAREA';
    var unit = question.unit && !long ? J.el('span', { 'class': 'soft' }, question.unit) : null;
    card.appendChild(J.el('p', { 'class': long ? 'tall' : 'row' }, J.el('label', { 'for': id }, cell[0]), input, unit));
  });
  if (question.before) card.appendChild(J.el('p', { 'class': 'soft' }, '上年填写：' + question.before));
  card.appendChild(J.el('p', { 'class': 'row' },
    J.el('button', { type: 'button', 'class': 'main', onclick: function () {
      J.closeCard();
      J.nextGap(null);
    } }, '下一处'),
    J.el('button', { type: 'button', onclick: function () {
      J.closeCard();
      J.goTo(key);
    } }, '收起')));
  card.addEventListener('keydown', function (event) {
    if (event.key === 'Escape') {
      var at = card.getAttribute('data-card');
      J.closeCard();
      J.goTo(at);
    }
  });
  var block = target;
  while (block.parentNode && block.parentNode.tagName !== 'SECTION') block = block.parentNode;
  block.parentNode.insertBefore(card, block.nextSibling);
  Array.prototype.forEach.call(card.querySelectorAll('textarea'), J.fit);
  card.querySelector('input, textarea, select').focus({ preventScroll: true });
  var bottom = card.getBoundingClientRect().bottom;
  if (bottom > document.documentElement.clientHeight) card.scrollIntoView({ block: 'center' });
};

J.fit = function (area) {
  area.style.height = 'auto';
  area.style.height = Math.min(420, area.scrollHeight + 4) + 'px';
};

J.closeCard = function () {
  var card = document.querySelector('.card');
  if (card) card.parentNode.removeChild(card);
};
