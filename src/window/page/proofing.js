// The page of a report that was proofread, served by the window: it keeps the program open, and can be saved.
'use strict';
(function () {
  var side = document.getElementById('side');
  var said = document.createElement('p');
  said.setAttribute('role', 'status');
  var save = document.createElement('button');
  save.type = 'button';
  save.textContent = '保存校对结果';
  save.addEventListener('click', function () {
    save.disabled = true;
    fetch('proof/save', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{}' }).then(function (answer) {
      return answer.json();
    }).then(function (saved) {
      said.textContent = saved.error || '已存：' + saved.folder + '（' + saved.files.map(function (file) { return file[0]; }).join('、') + '）';
      save.disabled = false;
    }, function () { said.textContent = '没有存成。程序可能已经结束'; });
  });
  side.insertBefore(said, side.children[1] || null);
  side.insertBefore(save, said);
  // That this page waits tells the program that it is open.
  (function wait(version) {
    fetch('news?since=' + version, { cache: 'no-store' }).then(function (answer) {
      return answer.ok ? answer.json() : Promise.reject(answer.status);
    }).then(function (news) { wait(news.version); }, function () {});
  })(0);
})();
