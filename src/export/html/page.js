(function () {
  "use strict";
  var stored = JSON.parse(document.getElementById("origins").textContent);
  var words = stored.words, origins = stored.list;
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

  function cellsOf(origin, from) {
    return origin[3].filter(function (id) { return id !== from.id && document.getElementById(id); });
  }

  function show(at) {
    var origin = origins[Number(at.dataset.o)];
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

  function figure(event) {
    return event.target.closest ? event.target.closest("[data-o]") : null;
  }

  document.addEventListener("mouseover", function (event) {
    var at = figure(event);
    if (pinned || tip.contains(event.target)) return;
    if (at) show(at); else if (shown) hide();
  });
  document.addEventListener("focusin", function (event) {
    var at = figure(event);
    if (at && !pinned) show(at);
  });
  document.addEventListener("click", function (event) {
    var link = event.target.closest("[data-mark]");
    if (link) {
      mark(link.dataset.mark.split(" "), false);
      return;
    }
    if (tip.contains(event.target)) return;
    var at = figure(event);
    if (!at) { hide(); return; }
    show(at);
    pinned = at;
    mark(origins[Number(at.dataset.o)][3], false);
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") hide();
    if (event.key === "Enter" && figure(event)) event.target.click();
  });
})();
