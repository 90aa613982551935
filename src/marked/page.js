(function () {
  "use strict";
  var hidden = {};
  function each(selector, act) { document.querySelectorAll(selector).forEach(act); }

  function filter() {
    // A place is marked as long as one of its findings is shown.
    each("[data-n]", function (place) {
      var shown = place.dataset.n.split(" ").some(function (n) {
        var note = document.getElementById("n" + n);
        return note && !["error", "warning", "notice"].some(function (level) {
          return hidden[level] && note.classList.contains(level);
        });
      });
      place.classList.toggle("off", !shown);
    });
  }

  each("input[data-level]", function (box) {
    box.addEventListener("change", function () {
      hidden[box.dataset.level] = !box.checked;
      document.body.classList.toggle("no-" + box.dataset.level, !box.checked);
      filter();
    });
    // A page that is opened again may come with boxes as they were left.
    box.checked = true;
  });

  function light(nodes) {
    each(".lit", function (node) { node.classList.remove("lit"); });
    nodes.forEach(function (node) { node.classList.add("lit"); });
  }

  document.addEventListener("click", function (event) {
    var place = event.target.closest("[data-n]");
    if (place && !place.classList.contains("off")) {
      var notes = place.dataset.n.split(" ").map(function (n) { return document.getElementById("n" + n); });
      notes = notes.filter(Boolean);
      light(notes.concat([place]));
      if (notes.length) notes[0].scrollIntoView({ block: "nearest" });
      return;
    }
    var link = event.target.closest("#list a, .note a");
    if (!link) return;
    var n = link.getAttribute("href").replace(/^#[mn]/, "").split("-")[0];
    light(Array.prototype.filter.call(document.querySelectorAll("[data-n]"), function (node) {
      return node.dataset.n.split(" ").indexOf(n) >= 0;
    }));
  });
})();
