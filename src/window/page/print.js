// The PDF of what was written: an office program prints it, which takes its time, and typing may go on meanwhile.
'use strict';
J.printing = null;

// A line of the dialog that says what was written: a button, what becomes of it, or why there is none.
J.pdfRow = function (dialog) {
  var row = J.el('div', { 'class': 'pdf', role: 'status' });
  J.get('office').then(function (office) {
    if (office.by) offerPdf(row, office.by);
    else row.appendChild(J.el('p', { 'class': 'soft' }, office.reason + '。'));
  }, function () { /* the connection's alarm says it */ });
  dialog.addEventListener('close', function () { row.closed = true; });
  return row;
};

function offerPdf(row, by) {
  J.empty(row);
  row.appendChild(J.el('p', { 'class': 'row' },
    J.el('button', { type: 'button', onclick: function () { printPdf(row, by); } }, '再生成 PDF'),
    J.el('span', { 'class': 'soft' }, '由 ' + by + ' 打印，要几秒到一分钟')));
}

async function printPdf(row, by) {
  var clock = J.el('span', {}, '正在用 ' + by + ' 打印 PDF……');
  var cancel = J.el('button', { type: 'button', onclick: function () {
    cancel.disabled = true;
    J.post('print/cancel').catch(function () { /* the request that prints says how it ended */ });
  } }, '取消打印');
  J.empty(row);
  row.appendChild(J.el('p', { 'class': 'row' }, clock, cancel));
  cancel.focus();
  var begun = Date.now();
  var timer = setInterval(function () {
    clock.textContent = '正在用 ' + by + ' 打印 PDF……已用' + Math.round((Date.now() - begun) / 1000) + '秒';
  }, 5000);
  J.printing = row;
  var said, wrong = false;
  try {
    var made = await J.post('print');
    said = made.files.map(function (file) { return file[0] + ' ' + file[1]; }).join('；') + '。' + made.said + '。';
  } catch (error) {
    wrong = true;
    said = error.message;
  }
  clearInterval(timer);
  J.printing = null;
  if (wrong) offerPdf(row, by);
  else J.empty(row);
  row.insertBefore(J.el('p', { 'class': wrong ? 'problem' : 'said' }, said), row.firstChild);
  if (!row.closed) (row.querySelector('button') || row.parentNode.querySelector('button.main')).focus();
  else if (wrong) J.alarm('failed', said);
  else J.say(said);
}

// Nobody waits for it any more.
window.addEventListener('pagehide', function () {
  if (J.printing && navigator.sendBeacon) navigator.sendBeacon('print/cancel', '{}');
});
