// Talking with the program: every request goes to the same address on this machine.
'use strict';
var J = { version: 0, state: null };

// An element with attributes, listeners (onclick) and children.
J.el = function (tag, attributes) {
  var element = document.createElement(tag);
  Object.keys(attributes || {}).forEach(function (name) {
    var value = attributes[name];
    if (value === null || value === undefined || value === false) return;
    if (name.slice(0, 2) === 'on') element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : value);
  });
  for (var i = 2; i < arguments.length; i++) {
    var child = arguments[i];
    if (child === null || child === undefined) continue;
    element.appendChild(typeof child === 'string' ? document.createTextNode(child) : child);
  }
  return element;
};

J.id = function (id) { return document.getElementById(id); };

J.empty = function (element) { while (element.firstChild) element.removeChild(element.firstChild); };

J.lost = function () {
  if (J.gone) return;
  J.gone = true;
  J.alarm('gone', '程序已经结束，或这台电脑刚从休眠中恢复。已存入的内容都在；请关闭这一页，重新打开程序。');
};

// Asks again where asking twice does no harm: a computer that wakes up breaks its connections, and the program goes on.
async function reach(way, options) {
  for (var turn = 0; ; turn++) {
    try {
      return await fetch(way, options);
    } catch (error) {
      var again = !/^(file|write|print|undo|redo|found|row)/.test(way);
      if (turn === 4 || J.gone) {
        J.lost();
        throw error;
      }
      await new Promise(function (done) { setTimeout(done, 200 + turn * 600); });
      if (!again) {
        await reach('state', { cache: 'no-store' });
        throw new Error('连接中断了一下，请再试一次');
      }
    }
  }
}

async function request(way, options) {
  var answer = await reach(way, options);
  var value = null;
  try { value = await answer.json(); } catch (error) { /* no values: the status says it */ }
  if (!answer.ok) throw new Error((value && value.error) || '没有成功（' + answer.status + '）');
  return value;
}

J.get = function (way, parameters) {
  var query = Object.keys(parameters || {}).map(function (name) {
    return name + '=' + encodeURIComponent(parameters[name]);
  });
  return request(way + (query.length ? '?' + query.join('&') : ''), { cache: 'no-store' });
};

J.post = function (way, value) {
  return request(way, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(value || {}) });
};

J.send = function (file, replace, to) {
  var way = (to || 'file') + '?name=' + encodeURIComponent(file.name) + (replace ? '&replace=1' : '');
  return request(way, { method: 'POST', headers: { 'Content-Type': 'application/octet-stream' }, body: file });
};

// A short message that goes by itself.
J.say = function (message) {
  var toast = J.id('toast');
  toast.textContent = message;
  toast.className = 'shown';
  clearTimeout(J.saying);
  J.saying = setTimeout(function () { toast.className = ''; }, 4000 + message.length * 60);
};

// A message that stays until it is settled; one of a kind. Buttons are [label, action].
J.alarm = function (kind, message, buttons) {
  J.calm(kind);
  var box = J.el('div', { 'class': 'alarm', 'data-kind': kind }, J.el('span', {}, message));
  (buttons || []).forEach(function (button) {
    box.appendChild(J.el('button', { type: 'button', onclick: button[1] }, button[0]));
  });
  if (kind !== 'gone') {
    box.appendChild(J.el('button', { type: 'button', 'class': 'quiet', 'aria-label': '关闭这条消息', onclick: function () { J.calm(kind); } }, '知道了'));
  }
  J.id('alerts').appendChild(box);
};

J.calm = function (kind) {
  Array.prototype.forEach.call(J.id('alerts').querySelectorAll('[data-kind]'), function (box) {
    if (box.getAttribute('data-kind') !== kind) return;
    var inside = box.contains(document.activeElement), alerts = box.parentNode;
    alerts.removeChild(box);
    if (inside) (alerts.querySelector('button') || alerts.closest('dialog') || J.id('view')).focus({ preventScroll: true });
  });
};

var CONTROLS = 'button, input, select, textarea, summary, a[href], [tabindex]';

function nameOf(control) {
  return control.id || control.getAttribute('data-name') || control.getAttribute('data-key') || control.getAttribute('data-cell') ||
    control.getAttribute('aria-label') || control.textContent;
}

// Draws a part of the page anew. Whoever stood on a control of it stands on the one of that name afterwards, or on what has
// come in its place.
J.keepFocus = function (box, draw) {
  var at = document.activeElement;
  if (!at || at === box || !box.contains(at)) return draw();
  var all = Array.prototype.slice.call(box.querySelectorAll(CONTROLS)), place = all.indexOf(at), name = nameOf(at);
  var same = all.filter(function (one) { return nameOf(one) === name; }).indexOf(at);
  var caret = typeof at.selectionStart === 'number' ? [at.selectionStart, at.selectionEnd] : null;
  var drawn = draw();
  var now = document.activeElement;
  if (now && now !== document.body && document.contains(now)) return drawn;
  all = Array.prototype.filter.call(box.querySelectorAll(CONTROLS), function (one) { return !one.disabled && one.offsetParent !== null; });
  var twins = all.filter(function (one) { return nameOf(one) === name; });
  var next = twins[same] || twins[0] || all[Math.min(place, all.length - 1)];
  if (!next) return drawn;
  next.focus({ preventScroll: true });
  if (caret && twins.length && typeof next.selectionStart === 'number') next.setSelectionRange(caret[0], caret[1]);
  return drawn;
};

// Opens a dialog over everything; what the program says meanwhile stands in it.
J.modal = function (dialog) {
  var voices = ['alerts', 'toast', 'busy'].map(J.id);
  var homes = voices.map(function (one) { return [one.parentNode, one.nextSibling]; });
  // Browsers of five years ago do not bring the focus back.
  var before = document.activeElement;
  document.body.appendChild(dialog);
  dialog.showModal();
  // In sight, whatever is scrolled: messages above, the rest floats.
  voices.forEach(function (one) { dialog.insertBefore(one, dialog.firstChild); });
  dialog.addEventListener('close', function () {
    voices.forEach(function (one, n) {
      var next = homes[n][1];
      homes[n][0].insertBefore(one, next && next.parentNode === homes[n][0] ? next : null);
    });
    var inside = dialog.contains(document.activeElement) || document.activeElement === document.body;
    dialog.parentNode.removeChild(dialog);
    if (inside && before && before !== document.body && document.contains(before)) before.focus({ preventScroll: true });
  });
};

// Does something that may take a while; after half a second it says so.
J.busy = async function (what, work) {
  var sign = J.id('busy');
  // What went wrong before is not about what is done now.
  J.calm('failed');
  var timer = setTimeout(function () {
    sign.textContent = what;
    sign.hidden = false;
  }, 400);
  document.documentElement.classList.add('busy');
  try {
    return await work();
  } catch (error) {
    if (!J.gone) J.alarm('failed', error.message);
    return null;
  } finally {
    clearTimeout(timer);
    sign.hidden = true;
    document.documentElement.classList.remove('busy');
  }
};
