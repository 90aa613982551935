// For those who listen, who use no mouse, and who need contrast: every view of the window, in both colours and both sizes.
import assert from 'node:assert/strict';
import { session } from './session.mjs';

// What a screen reader is told: every control has a name, taken from the tree that the browser makes for it.
const CONTROLS = new Set(['button', 'link', 'textbox', 'combobox', 'checkbox', 'tab', 'DisclosureTriangle', 'listbox', 'searchbox', 'radio']);
async function listened(page, where) {
  const client = await page.context().newCDPSession(page);
  const { nodes } = await client.send('Accessibility.getFullAXTree');
  await client.detach();
  const controls = nodes.filter((node) => !node.ignored && CONTROLS.has(node.role.value));
  assert(controls.length > 1, `${where}: ${controls.length} controls`);
  const nameless = controls.filter((node) => !(node.name && node.name.value && node.name.value.trim()));
  assert.deepEqual(nameless.map((node) => node.role.value), [], `${where}: controls without a name`);
  const focusable = nodes.filter((node) => !node.ignored && (node.properties || []).some((p) => p.name === 'focusable' && p.value.value));
  const dumb = focusable.filter((node) => !['RootWebArea', 'main', 'dialog'].includes(node.role.value) && !(node.name && node.name.value));
  assert.deepEqual([...new Set(dumb.map((node) => node.role.value))], [], `${where}: can be reached and says nothing`);
}

// Contrast of every text with what lies behind it (WCAG AA): 4.5, large letters 3. Disabled controls need none.
function pale() {
  const parsed = (text) => {
    const parts = text.match(/[\d.]+/g).map(Number);
    return parts.length === 3 ? [...parts, 1] : parts;
  };
  const over = (top, under) => [0, 1, 2].map((n) => top[n] * top[3] + under[n] * (1 - top[3])).concat(1);
  const canvas = () => (matchMedia('(prefers-color-scheme: dark)').matches ? [18, 18, 18, 1] : [255, 255, 255, 1]);
  const behind = (element) => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) {
      const colour = parsed(getComputedStyle(at).backgroundColor);
      if (colour[3] > 0) layers.push(colour);
      if (colour[3] === 1) break;
    }
    return layers.reverse().reduce((under, top) => over(top, under), canvas());
  };
  const light = (colour) => {
    const [r, g, b] = colour.slice(0, 3).map((c) => (c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const opacity = (element) => {
    let all = 1;
    for (let at = element; at; at = at.parentElement) all *= Number(getComputedStyle(at).opacity);
    return all;
  };
  const top = document.querySelector('dialog[open]') || document.body;
  const wrong = {};
  let seen = 0;
  const walker = document.createTreeWalker(top, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.textContent.trim() || element.closest('[hidden], script, :disabled, .hidden, option')) continue;
    const style = getComputedStyle(element);
    if (style.visibility !== 'visible' || !element.getClientRects().length) continue;
    seen++;
    const under = behind(element), ink = parsed(style.color);
    ink[3] *= opacity(element);
    const [a, b] = [light(over(ink, under)), light(under)].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05), size = parseFloat(style.fontSize);
    const large = size >= 24 || size >= 18.66 && Number(style.fontWeight) >= 700;
    if (ratio < (large ? 3 : 4.5)) wrong[`${element.tagName}.${element.className} ${ratio.toFixed(2)}`] = node.textContent.trim().slice(0, 30);
  }
  return { seen, wrong };
}

// What just comes or goes is pale on its way: done with when it has come or gone.
function settled() {
  const ends = (moving) => moving.effect.getComputedTiming().endTime !== Infinity;
  return Promise.all(document.getAnimations().filter(ends).map((moving) => moving.finished.catch(() => {}))).then(() => {});
}

async function looked(page, where, shot) {
  await listened(page, where);
  for (const [width, height] of [[1366, 768], [683, 384]]) {
    await page.setViewportSize({ width, height });
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme });
      await page.waitForTimeout(50);
      await page.evaluate(settled);
      const { seen, wrong } = await page.evaluate(pale);
      assert(seen > 3, `${where}: ${seen} texts`);
      assert.deepEqual(wrong, {}, `${where}, ${colorScheme}: too pale`);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert(wide <= 0, `${where}, ${width}: ${wide} pixels beside the page`);
      await shot(page, `${where}-${width}-${colorScheme}`);
    }
    // What a dialog is closed with can be seen without scrolling, and nothing lies over it.
    const covered = await page.evaluate(() => {
      const foot = document.querySelector('dialog[open] .foot');
      if (!foot) return null;
      return Array.from(foot.querySelectorAll('button')).filter((button) => {
        const box = button.getBoundingClientRect();
        const at = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
        return !(at && button.contains(at));
      }).map((button) => button.textContent);
    });
    assert(!covered || !covered.length, `${where}, ${width}: out of sight: ${covered}`);
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 1366, height: 768 });
}

await session(['项目'], async ({ page, shot, saved }) => {
  await page.locator('#view .field').first().waitFor();
  const focus = () => page.evaluate(() => {
    const at = document.activeElement;
    return at === document.body ? '' : at.id || at.getAttribute('data-key') || at.getAttribute('aria-label') || at.textContent || at.tagName;
  });
  const press = async (...keys) => {
    for (const key of keys) {
      await page.keyboard.press(key);
      assert.notEqual(await focus(), '', `the focus is lost after ${key}`);
    }
  };
  // Tab until the wanted control has the focus; it is reached like by somebody without a mouse.
  const tabTo = async (wanted, most = 80) => {
    for (let n = 0; n < most; n++) {
      if (wanted.test(await focus())) return;
      await page.keyboard.press('Tab');
    }
    assert.fail(`${wanted} is not reached with Tab, but ${await focus()}`);
  };
  await looked(page, 'document', shot);

  // From the top to the first gap, typed, on to the next, taken back: keys alone.
  await page.evaluate(() => document.activeElement.blur());
  await tabTo(/^next$/);
  await press('Enter');
  const shown = await page.evaluate(() => document.querySelector('.card') && document.querySelector('.card').getAttribute('data-card'));
  assert(shown, 'the first gap is a text, in a card');
  await page.keyboard.type('第一段职责');
  await page.waitForFunction(() => document.getElementById('view').textContent.includes('第一段职责'));
  assert.equal(await page.evaluate(() => document.activeElement.tagName), 'TEXTAREA');
  await looked(page, 'card', shot);
  await page.locator('.card textarea').focus();
  await press('Escape');
  assert.equal(await focus(), shown, 'back at the gap');
  await page.evaluate(() => J.goTo('yoy.total'));
  await page.keyboard.type('人员减少');
  await press('Enter');
  const second = await page.evaluate(() => J.focusedKey());
  assert(second && second !== 'yoy.total', `the next gap, not ${second}`);
  // The figure before it: its origin, its cell, and from cell to cell.
  await press('Shift+Tab');
  assert.equal(await page.evaluate(() => document.activeElement.className), 'f');
  await press('Enter');
  await page.locator('#origin').waitFor();
  await looked(page, 'origin', shot);
  await page.locator('#origin button').first().focus();
  await press('Escape');
  assert.equal(await page.evaluate(() => document.activeElement.className), 'f', 'back at the figure');
  await press('Enter');
  await page.locator('#origin').waitFor();
  await page.waitForFunction(() => document.getElementById('origin').contains(document.activeElement));
  await press('Enter');
  const cell = await focus();
  assert(/^t\d/.test(cell), `the cell, not ${cell}`);
  await press('ArrowDown');
  assert(/^t\d/.test(await focus()) && await focus() !== cell, `another cell, not ${await focus()}`);
  await press('ArrowUp');
  assert.equal(await focus(), cell);
  await press('Enter');
  await page.waitForFunction(() => document.getElementById('origin').contains(document.activeElement));
  await press('Escape');
  assert.equal(await focus(), cell);

  // Findings: a tab, a finding, both places, looked at with a note.
  await page.evaluate(() => document.querySelector('#side [role=tab]').focus());
  await press('Tab', 'Enter');
  await page.locator('.findings li').first().waitFor();
  await looked(page, 'findings', shot);
  await page.evaluate(() => document.querySelectorAll('#side [role=tab]')[1].focus());
  await tabTo(/^看这一处/);
  await press('Enter');
  assert(/^t\d/.test(await focus()), `the cell, not ${await focus()}`);
  await page.evaluate(() => document.querySelector('.findings [data-name]').focus());
  await press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.tagName), 'TEXTAREA');
  await page.keyboard.type('已与财政局核实');
  await press('Tab', 'Enter');
  await page.locator('li.looked').waitFor();
  await page.waitForTimeout(300);
  assert(/^改说明/.test(await focus()), `at the finding, not ${await focus()}`);
  await looked(page, 'looked', shot);

  // The style: chosen, the control keeps the focus.
  await page.evaluate(() => document.querySelectorAll('#side [role=tab]')[2].focus());
  await press('Enter');
  await page.locator('#dress').waitFor();
  await page.locator('#dress').focus();
  await page.locator('#dress').selectOption('henan');
  await page.getByText('还没有存进项目').waitFor();
  await page.waitForTimeout(200);
  assert.equal(await focus(), 'dress');
  await looked(page, 'style', shot);
  await page.getByRole('button', { name: '取消', exact: true }).focus();
  await press('Enter');
  await page.getByText('还没有存进项目').waitFor({ state: 'detached' });
  await page.waitForTimeout(200);
  assert.notEqual(await focus(), '', 'the focus after the style was taken back');

  // Dialogs: opened and closed with keys; the focus comes back.
  for (const [name, view] of [['fill', 'dialog.fill .answer'], ['proof', 'dialog .drop'], ['files', 'dialog .needs'], ['write', 'dialog.wrote']]) {
    await page.evaluate((id) => document.getElementById(id).focus(), name);
    await press('Enter');
    await page.locator(view).first().waitFor();
    await page.waitForTimeout(300);
    await looked(page, name, shot);
    if (name === 'fill') {
      await page.getByRole('tab', { name: /绩效自评/ }).focus();
      await press('Enter');
      await tabTo(/^added$/);
      await page.keyboard.type('城乡救助');
      await press('Enter');
      await page.getByLabel('城乡救助：自评得分').waitFor();
      await looked(page, 'projects', shot);
      await page.getByRole('tab', { name: /原因说明/ }).focus();
      await press('Enter');
      await tabTo(/^blank$/);
      await press(' ');
      assert.equal(await focus(), 'blank');
    }
    if (name === 'write') {
      const [height, room] = await page.evaluate(() => {
        const dialog = document.querySelector('dialog.wrote');
        return [dialog.scrollHeight, dialog.clientHeight];
      });
      assert(height <= room, `what was written must be scrolled: ${height} in ${room}`);
    }
    await page.keyboard.press('Escape');
    await page.locator('dialog').waitFor({ state: 'detached' });
    assert.equal(await focus(), name, 'back on the button');
  }
  await page.locator('#files').click();
  await page.getByRole('button', { name: '以前存过的…' }).click();
  await page.getByText('每次打开窗口').waitFor();
  await looked(page, 'history', shot);
  await page.keyboard.press('Escape');
  await page.locator('#files').click();
  await page.getByRole('button', { name: '打开另一个项目…' }).click();
  await page.locator('.folders').waitFor();
  await looked(page, 'folders', shot);
  await page.keyboard.press('Escape');

  // A place where more pieces come than go: whoever types there stays.
  await page.evaluate(() => J.goTo('yoy.total'));
  await page.keyboard.type('，经费压减');
  await page.evaluate(() => J.settled());
  const stays = await page.evaluate(() => {
    const at = document.activeElement, list = J.lists.filter((one) => one[2] && one[2].some((piece) => piece.contains(at)))[0];
    const from = list[2].findIndex((piece) => piece.contains(at)), name = list[1][from];
    J.pieces.extra = '<p>多出的一段</p>';
    J.pieces.changed = J.pieces[name].replace('<p', '<p data-new');
    J.applyDocument({ changes: [[J.lists.indexOf(list), from, 1, ['extra', 'changed', 'extra']]], pieces: {}, since: J.version, version: J.version });
    return [document.activeElement === at, list[2].slice(from, from + 3).map((piece) => piece.textContent === '多出的一段'), list[2][from + 1].contains(at)];
  });
  assert.deepEqual(stays, [true, [true, false, true], true]);
  await saved();
});

// Before there is a project.
await session([], async ({ page, shot }) => {
  await page.getByRole('button', { name: '生成报告' }).waitFor();
  await looked(page, 'start', shot);
  await page.locator('#folder').focus();
  await page.locator('#folder').fill('/没有/这个');
  await page.keyboard.press('Home');
  await page.evaluate(() => J.refresh());
  assert.deepEqual(await page.evaluate(() => [document.activeElement.id, document.activeElement.selectionStart]), ['folder', 0]);
  await page.setInputFiles('#pick', { name: '公章.xlsx', mimeType: 'image/png', buffer: Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex') });
  await page.locator('.files .unknown').waitFor();
  await looked(page, 'unknown', shot);
  // Dropped anywhere on the page.
  const files = await page.evaluateHandle(() => {
    const dropped = new DataTransfer();
    dropped.items.add(new File(['不是表'], '说明.txt'));
    return dropped;
  });
  await page.dispatchEvent('#bar', 'dragenter', { dataTransfer: files });
  await page.getByText('松开鼠标，放入文件').waitFor();
  await page.dispatchEvent('#bar', 'drop', { dataTransfer: files });
  await page.locator('.files .unknown').filter({ hasText: '说明.txt' }).waitFor();
  await page.getByText('松开鼠标，放入文件').waitFor({ state: 'hidden' });
});
