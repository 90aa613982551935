(function () {
  "use strict";
  var stored = JSON.parse(document.getElementById("origins").textContent);
  var words = stored.words;
  var tip = document.getElementById("origin");
  var pinned = null, shown = null, turn = 0;

  // On a phone the document comes first; contents and findings open at a touch.
  if (window.matchMedia("(max-width:900px)").matches) {
    document.querySelectorAll("#side details").forEach(function (part) { part.open = false; });
  }

  function add(parent, tag, text) {
    var node = document.createElement(tag);
    // Always as text: nothing that was typed can become markup.
    node.textContent = text;
    parent.appendChild(node);
    return node;
  }

  // Cells of tables are named by row and column, and those that show an amount have the origins in order, but where they
  // say otherwise.
  var next = 0;
  document.querySelectorAll("main .table").forEach(function (table) {
    // Rows for which a cell above still covers a column.
    var covered = [];
    table.querySelectorAll("tbody tr").forEach(function (row, r) {
      var c = 0;
      function pass() { for (; covered[c] > 0; c++) covered[c]--; }
      Array.prototype.forEach.call(row.cells, function (cell) {
        pass();
        cell.id = table.id + "-" + (r + 1) + "-" + (c + 1);
        for (var n = 0; n < cell.colSpan; n++) covered[c++] = cell.rowSpan - 1;
        var at = cell.getAttribute("data-o"), text = cell.textContent;
        if (at === "-") { cell.removeAttribute("data-o"); return; }
        if (at === null && (!text || /^0(\.0*)?$/.test(text) || !/^b?$/.test(cell.className))) return;
        at = at === null ? next : Number(at);
        next = at + 1;
        cell.setAttribute("data-o", at);
        cell.tabIndex = 0;
      });
      pass();
    });
  });

  // Half up, in whole numbers.
  function wan(yuan) {
    var n = String(Math.floor((Number(yuan.replace(/[,.]/g, "")) + 5000) / 10000));
    while (n.length < 3) n = "0" + n;
    return n.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ",") + "." + n.slice(-2);
  }

  // Label, arithmetic, sources, cells; of the amount of one source cell only what cannot be made from it is stored.
  function originOf(at) {
    var one = stored.list[Number(at.dataset.o)];
    if (!one || typeof one[2] !== "number") return one;
    return [one[0], one[1] + " 元 ＝ " + wan(one[1]) + "万元", [[-1, one[2], one[3], 0]], [at.id]];
  }

  function cellsOf(origin, from) {
    return origin[3].filter(function (id) { return id !== from.id && document.getElementById(id); });
  }

  function show(at) {
    var origin = originOf(at);
    if (!origin) return;
    shown = at;
    tip.textContent = "";
    add(tip, "b", origin[0].map(function (at) { return words[at]; }).join(" · "));
    if (origin[1]) add(tip, "div", origin[1]).className = "formula";
    var list = add(tip, "ul", "");
    origin[2].forEach(function (source) {
      var role = words[source[0]] ? words[source[0]] + "：" : "";
      var place = words[source[1]] + (source[2] ? " › " + source[2] : "");
      var value = source[3] === 0 ? origin[1].split(" ＝ ")[0] : source[3];
      add(list, "li", role + place + (value ? "　" + value : ""));
    });
    var cells = cellsOf(origin, at);
    if (cells.length) {
      var button = add(tip, "button", "在决算表中标出（" + cells.length + "处）");
      button.type = "button";
      button.addEventListener("click", function (event) {
        event.stopPropagation();
        mark(cells, true);
      });
    }
    tip.hidden = false;
    var box = at.getBoundingClientRect();
    var left = Math.min(box.left, document.documentElement.clientWidth - tip.offsetWidth - 12);
    tip.style.left = Math.max(12, left) + window.scrollX + "px";
    var below = box.bottom + 6;
    var fits = below + tip.offsetHeight < window.innerHeight || box.top < tip.offsetHeight + 12;
    tip.style.top = (fits ? below : box.top - tip.offsetHeight - 6) + window.scrollY + "px";
  }

  function hide() {
    tip.hidden = true;
    pinned = shown = null;
  }

  function mark(ids, go) {
    document.querySelectorAll(".hit").forEach(function (node) { node.classList.remove("hit"); });
    var nodes = ids.map(function (id) { return document.getElementById(id); }).filter(Boolean);
    nodes.forEach(function (node) { node.classList.add("hit"); });
    if (go && nodes.length) {
      nodes[turn++ % nodes.length].scrollIntoView({ block: "center", inline: "center" });
      hide();
    }
  }

  // The list beside the text says what a gap asks for.
  function whatToDo(id) {
    var link = document.querySelector('.notes a[href="#' + id + '"], .notes a[data-mark~="' + id + '"]');
    var where = link && link.nextElementSibling;
    return link ? link.textContent + (where ? "（" + where.textContent + "）" : "") : "";
  }

  function figure(event) {
    return event.target.closest ? event.target.closest("[data-o]") : null;
  }

  document.addEventListener("mouseover", function (event) {
    var at = figure(event), gap = event.target;
    if (gap.nodeName === "MARK" && gap.id && !gap.title) gap.title = whatToDo(gap.id);
    if (pinned || tip.contains(event.target)) return;
    if (at) show(at); else if (shown) hide();
  });
  document.addEventListener("focusin", function (event) {
    var at = figure(event);
    if (at && !pinned) show(at);
  });
  document.addEventListener("click", function (event) {
    var link = event.target.closest(".notes a");
    if (link) {
      mark((link.dataset.mark || link.hash.slice(1)).split(" "), false);
      return;
    }
    if (tip.contains(event.target)) return;
    var at = figure(event);
    if (!at) { hide(); return; }
    show(at);
    pinned = at;
    mark(originOf(at)[3], false);
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") hide();
    if (event.key === "Enter" && figure(event)) event.target.click();
  });
})();
