// The document: its pieces, what stands beside it, and where figures come from.
'use strict';
J.lists = [];
J.pieces = {};
J.questions = {};

// A list is [class, names of its pieces, their elements]; findings and questions have no elements.
function isShown(list) { return list[0] !== 'notes' && list[0] !== 'questions'; }

function element(name) {
  var template = document.createElement('template');
  template.innerHTML = J.pieces[name];
  var made = template.content.firstElementChild;
  J.dress(made);
  return made;
}

J.applyDocument = function (answer) {
  // What changed since another state than the one shown does not fit; what is shown is asked for again.
  if (!answer.lists && answer.since !== J.version) {
    if (!J.asking) {
      J.asking = true;
      setTimeout(function () {
        J.asking = false;
        J.update(J.version).catch(function () {});
      }, 0);
    }
    return;
  }
  Object.keys(answer.pieces).forEach(function (name) { J.pieces[name] = answer.pieces[name]; });
  var asked = JSON.stringify(J.lists.length ? J.lists[J.lists.length - 1][1] : []);
  if (answer.lists) {
    J.lists = answer.lists.map(function (list) { return [list[0], list[1], []]; });
    takeQuestions();
    showAll();
  } else {
    var last = J.lists.length - 1;
    answer.changes.forEach(function (change) {
      if (change[0] === last) splice(change);
    });
    takeQuestions();
    answer.changes.forEach(function (change) {
      if (change[0] !== last) splice(change);
    });
  }
  J.version = answer.version;
  forget();
  if (answer.status) J.showStatus(answer.status);
  var structure = answer.lists || answer.changes.length;
  J.refreshFill();
  if (structure || asked !== JSON.stringify(J.lists[J.lists.length - 1][1])) sideSoon();
};

// What stands beside the document may follow a little later than the sentence somebody types in.
function sideSoon() {
  if (!J.id('side').firstChild) J.showSide();
  else if (!J.sideTimer) J.sideTimer = setTimeout(later, 120);
  // A button that is just being pressed stays until it is let go.
  function later() {
    if (J.pressing) J.sideTimer = setTimeout(later, 120);
    else J.showSide();
  }
}

function takeQuestions() {
  var list = J.lists[J.lists.length - 1];
  J.questions = {};
  J.order = [];
  list[1].forEach(function (name) {
    var question = JSON.parse(J.pieces[name]);
    J.questions[question.key] = question;
    J.order.push(question.key);
  });
}

// Pieces that no list names any more.
function forget() {
  var used = {};
  J.lists.forEach(function (list) { list[1].forEach(function (name) { used[name] = J.pieces[name]; }); });
  J.pieces = used;
}

function showAll() {
  var view = J.id('view');
  var focused = J.focusedKey();
  J.empty(view);
  J.lists.filter(isShown).forEach(function (list) {
    var section = J.el('section', { 'class': list[0] });
    list[2] = list[1].map(element);
    list[2].forEach(function (made) { section.appendChild(made); });
    view.appendChild(section);
    list[3] = section;
  });
  view.setAttribute('aria-busy', 'false');
  if (focused) J.goTo(focused);
}

function splice(change) {
  var list = J.lists[change[0]], from = change[1], removed = change[2], names = change[3];
  if (isShown(list)) {
    var section = list[3];
    if (removed === 1 && names.length === 1) {
      list[2][from] = J.renew(list[2][from], element(names[0]));
    } else {
      var made = names.map(element);
      var olds = list[2].slice(from, from + removed), kept = keepTyped(olds, made);
      // Before what goes: a card that stands behind it stays behind.
      var next = kept ? kept[1] : list[2][from] || null;
      made.forEach(function (one) {
        if (kept && one === kept[1]) next = one.nextSibling;
        else section.insertBefore(one, next);
      });
      list[2].splice.apply(list[2], [from, removed].concat(made));
      olds.forEach(function (old) { if (!kept || old !== kept[0]) section.removeChild(old); });
    }
  }
  list[1].splice.apply(list[1], [from, removed].concat(names));
}

// Where more or fewer pieces come than go, the one somebody types in stays, too: the old piece, and what stands in its place.
function keepTyped(olds, made) {
  var key = J.focusedKey();
  var old = key && olds.filter(function (one) { return one.contains(document.activeElement); })[0];
  if (!old) return null;
  for (var n = 0; n < made.length; n++) {
    if (!Array.prototype.some.call(made[n].querySelectorAll('.field'), function (f) { return f.getAttribute('data-key') === key; })) continue;
    made[n] = J.renew(old, made[n]);
    return [old, made[n]];
  }
  return null;
}

// ---- beside the document ---------------------------------------------------------------------------------------------

J.showSide = function () {
  J.keepFocus(J.id('side'), drawSide);
};

function drawSide() {
  clearTimeout(J.sideTimer);
  J.sideTimer = null;
  if (!J.lists.length) return;
  // What is typed of a template line stays under the cursor.
  if (J.tab === 'style' && document.activeElement && document.activeElement.closest('.wording .line')) return;
  var side = J.id('side');
  var top = side.scrollTop;
  var notes = J.lists[J.lists.length - 2][1].map(function (name) { return JSON.parse(J.pieces[name]); });
  var gaps = J.gaps();
  J.empty(side);
  var bad = notes.filter(function (note) { return note.kind === '错误' && !note.looked; }).length;
  var tab = J.tab || 'outline';
  function button(name, text) {
    return J.el('button', { type: 'button', role: 'tab', 'aria-selected': String(tab === name), 'aria-controls': 'panel',
      'class': 'quiet', onclick: function () {
        J.tab = name;
        J.showSide();
        J.id('side').querySelector('[aria-selected=true]').focus();
      } }, text);
  }
  side.appendChild(J.el('div', { role: 'tablist', 'class': 'tabs' }, button('outline', '目录'),
    button('notes', '核对（' + notes.length + '）' + (bad ? '，错误' + bad : '')), button('style', '样式')));
  side.appendChild(J.el('div', { role: 'tabpanel', id: 'panel' }, tab === 'outline' ? outline(notes) : tab === 'notes' ? J.findings(notes) : J.stylePanel()));
  document.body.classList.toggle('broad', tab !== 'outline');
  side.scrollTop = J.shownTab === tab ? top : 0;
  J.shownTab = tab;
  var next = J.id('next');
  next.textContent = gaps.length ? '下一处待填（' + gaps.length + '）' : '都填好了';
  next.disabled = !gaps.length;
}

// Fields of the document that are still empty, in order.
J.gaps = function () {
  return Array.prototype.filter.call(J.id('view').querySelectorAll('.field.open, .ask.open'), function (field) {
    return !(field.classList.contains('field') && field.textContent);
  });
};

function outline(notes) {
  var marks = {};
  notes.forEach(function (note) {
    if (!note.looked && (note.kind === '错误' || note.kind === '警告')) note.at.forEach(function (id) { marks[id] = note.kind; });
  });
  var nav = J.el('nav', { 'aria-label': '目录' });
  var now = null;
  function entry(level, text, target) {
    now = { gaps: 0, bad: 0, target: target, level: level, text: text };
    entries.push(now);
  }
  var entries = [];
  Array.prototype.forEach.call(J.id('view').querySelectorAll('h1, h2, .table, .open, td[id]'), function (one) {
    if (one.matches('h1')) entry('l1', one.textContent, one);
    else if (one.matches('.table')) {
      var title = one.querySelector('.title');
      if (title) entry('l2', title.textContent, one);
    } else if (one.matches('h2')) {
      if (!one.classList.contains('title')) entry('l2', one.textContent, one);
    } else if (now && one.matches('.open')) {
      if (!(one.classList.contains('field') && one.textContent)) now.gaps++;
    } else if (now && marks[one.id]) now.bad++;
  });
  entries.forEach(function (e) {
    var link = J.el('a', { 'class': e.level, href: '#', 'data-name': e.text, onclick: function (event) {
      event.preventDefault();
      J.reveal(e.target);
    } }, e.text);
    if (e.gaps) link.appendChild(J.el('span', { 'class': 'count gap', title: e.gaps + '处待填' }, String(e.gaps), J.el('span', { 'class': 'hidden' }, '处待填')));
    if (e.bad) link.appendChild(J.el('span', { 'class': 'count bad', title: e.bad + '格有问题' }, String(e.bad), J.el('span', { 'class': 'hidden' }, '格有问题')));
    nav.appendChild(link);
  });
  return nav;
}

// Shows a place of the document and marks it for a moment.
J.reveal = function (target) {
  J.closeSide();
  target.scrollIntoView({ block: 'center' });
  target.classList.add('hit');
  setTimeout(function () { target.classList.remove('hit'); }, 2500);
  if (target.hasAttribute('tabindex') || target.isContentEditable) target.focus({ preventScroll: true });
};

J.closeSide = function () {
  document.body.classList.remove('side');
  J.id('outline').setAttribute('aria-expanded', 'false');
};

// ---- where a figure comes from -----------------------------------------------------------------------------------------

J.showOrigin = async function (figure) {
  var box = J.id('origin');
  var origin;
  try {
    if (figure.matches('td')) origin = await J.get('cell', { id: figure.id });
    else {
      origin = await J.get('figure', {
        key: figure.getAttribute('data-key'), field: figure.getAttribute('data-field'),
        of: figure.getAttribute('data-of') || '', text: figure.textContent
      });
    }
  } catch (error) {
    if (!J.gone) J.say(error.message);
    return;
  }
  J.empty(box);
  box.appendChild(J.el('b', {}, origin.label));
  if (origin.formula) box.appendChild(J.el('span', {}, origin.formula));
  var list = J.el('ul', {});
  origin.sources.forEach(function (source) {
    list.appendChild(J.el('li', {}, source[0] + '：' + source[1] + (source[2] ? '　' + source[2] : '')));
  });
  box.appendChild(list);
  origin.cells.filter(J.id).forEach(function (id, n) {
    box.appendChild(J.el('button', { type: 'button', onclick: function () {
      J.back = figure;
      J.hideOrigin();
      J.reveal(J.id(id));
      J.id('back').hidden = false;
    } }, origin.cells.length > 1 ? '在表中（' + (n + 1) + '）' : '在表中看'));
  });
  box.appendChild(J.el('button', { type: 'button', onclick: function () { J.hideOrigin(true); } }, '关闭'));
  J.origin = figure;
  J.place(box, figure);
  box.querySelector('button').focus({ preventScroll: true });
};

// `back` gives the focus to the figure again.
J.hideOrigin = function (back) {
  var box = J.id('origin'), inside = box.contains(document.activeElement);
  box.hidden = true;
  var figure = back && inside && J.origin && J.asShown(J.origin);
  if (figure) figure.focus({ preventScroll: true });
};

// What stands for an element now, if its piece was exchanged.
J.asShown = function (one) {
  if (document.contains(one)) return one;
  return Array.prototype.filter.call(J.id('view').querySelectorAll('[data-key]'), function (now) {
    return ['data-key', 'data-field', 'data-of'].every(function (name) { return now.getAttribute(name) === one.getAttribute(name); });
  })[0] || null;
};

var placed = {};

// Whoever changes the window's size or zoom still sees them.
window.addEventListener('resize', function () {
  Object.keys(placed).forEach(function (id) {
    var under = J.asShown(placed[id]);
    if (J.id(id).hidden) return;
    if (under) J.place(J.id(id), under);
    else J.id(id).hidden = true;
  });
});

// Puts a box under an element, inside the window.
J.place = function (box, under) {
  box.hidden = false;
  placed[box.id] = under;
  box.style.left = '0';
  var at = under.getBoundingClientRect();
  var left = Math.max(8, Math.min(at.left, document.documentElement.clientWidth - box.offsetWidth - 8));
  var below = at.bottom + 6;
  if (below + box.offsetHeight > document.documentElement.clientHeight && at.top > box.offsetHeight + 70) below = at.top - box.offsetHeight - 6;
  box.style.left = left + window.scrollX + 'px';
  box.style.top = below + window.scrollY + 'px';
};
