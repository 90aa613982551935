// Every script of the page parses as of 2017 and names nothing that browsers got after Chromium 80 (early 2020).
// node syntax.mjs FILE…; every file with something newer is printed, and ends it with 1.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { parse } from 'acorn';

// Methods, properties and globals by the version of Chromium that brought them (81 and later).
const LATER = new Set([
  // Of the language: 84, 85, 92, 93, 97, 98, 103, 110, 117, 119, 121.
  'WeakRef', 'FinalizationRegistry', 'replaceAll', 'AggregateError', 'hasOwn', 'findLast', 'findLastIndex',
  'structuredClone', 'toSorted', 'toReversed', 'toSpliced', 'groupBy', 'withResolvers', 'fromAsync', 'isWellFormed',
  'toWellFormed', 'Segmenter', 'DisplayNames', 'ListFormat',
  // Of the page: 83, 86, 88, 90, 92, 95, 98, 99, 102, 103, 105, 114, 122, 124, 133.
  'measureUserAgentSpecificMemory', 'showOpenFilePicker', 'showSaveFilePicker', 'showDirectoryPicker', 'replaceChildren',
  'getInnerHTML', 'randomUUID', 'reportError', 'showPicker', 'requestClose', 'inert', 'checkVisibility', 'setHTML',
  'setHTMLUnsafe', 'popover', 'showPopover', 'hidePopover', 'togglePopover', 'userAgentData', 'scheduler', 'navigation',
  'startViewTransition', 'EditContext', 'throwIfAborted', 'moveBefore', 'currentCSSZoom', 'scrollIntoViewIfNeeded',
  'CompressionStream', 'TrustedHTML', 'Highlight', 'highlights', 'CloseWatcher', 'URLPattern', 'canParse',
]);

// The same where they are called; as other names they are anybody's.
const CALLED = new Set(['any', 'at', 'with', 'timeout']);

// What is newer in a script: lines with a reason each.
export function newer(text) {
  let tree;
  try {
    tree = parse(text, { ecmaVersion: 2017, sourceType: 'script', locations: true });
  } catch (error) {
    return [error.message];
  }
  const found = [];
  const note = (node, names) => {
    const name = node.name || node.value;
    if (names.has(name)) found.push(`${name} (${node.loc.start.line})`);
  };
  const walk = (node) => {
    if (!node || typeof node.type !== 'string') return;
    if (node.type === 'MemberExpression' && (!node.computed || node.property.type === 'Literal')) note(node.property, LATER);
    if (node.type === 'CallExpression' && node.callee.property) note(node.callee.property, CALLED);
    if (node.type === 'Identifier') note(node, LATER);
    for (const part of Object.values(node)) {
      if (Array.isArray(part)) part.forEach(walk);
      else if (part && typeof part === 'object') walk(part);
    }
  };
  walk(tree);
  return found;
}

// What the check itself must see.
for (const wrong of ['a?.b', 'var a = { ...b };', 'a ?? b', 'try { a(); } catch { b(); }', 'a.replaceAll("b", "c")', 'a["at"](1)',
  'structuredClone(a)', 'new WeakRef(a)', 'for await (var a of b) c();', 'import("a")', 'a = /(?<year>a)/.b.groupBy(c)']) {
  assert(newer(wrong).length, wrong);
}
for (const right of ['async function a() { await b(); }', 'a.includes(b); Object.entries(c)', 'var at = 1; at + 1; told.at = at; at();', 'fetch("a").then(b, c)']) {
  assert.deepEqual(newer(right), [], right);
}

let wrong = 0;
for (const file of process.argv.slice(2)) {
  for (const one of newer(fs.readFileSync(file, 'utf8'))) {
    console.log(`${file}: ${one}`);
    wrong++;
  }
}
if (wrong) process.exit(1);
