// Somebody who does it for the first time: from an empty folder to a saved Word file, every reason of the sample typed.
// Started by tests/window/main.rs; every failed expectation ends it with what was seen.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { session } from './session.mjs';

// TYPED is the same folder as the program's system writes it, where that is another one.
const { SAMPLES, FOLDER, TYPED = FOLDER } = process.env;
const NOTHING = /(?!)/;

await session([], async ({ page, open, named }) => {
  assert(!page.url().includes('t='), 'the token is not in the address any more');

  // Files, and where they go.
  const begin = page.getByRole('button', { name: '生成报告' });
  await begin.waitFor();
  assert(await begin.isDisabled(), 'nothing can be made of nothing');
  await page.setInputFiles('#pick', ['2022年决算.xlsx', '2023年决算.xlsx', '2023年预算.xlsx'].map((name) => path.join(SAMPLES, name)));
  await page.waitForFunction(() => document.querySelectorAll('.needs .there').length === 3);
  await page.fill('#folder', path.join(TYPED, '决算公开'));
  await begin.click();
  await page.locator('#view .field').first().waitFor();

  // Every reason, from one to the next with the keyboard alone.
  const open_fields = () => page.evaluate(() => J.gaps().filter((gap) => gap.matches('.field')).length);
  const count = await open_fields();
  assert(count > 10, `${count} reasons`);
  await page.evaluate(() => { J.reveal(J.gaps().filter((gap) => gap.matches('.field'))[0]); });
  const typed = [];
  for (let n = 0; n < count; n++) {
    const key = await page.evaluate(() => J.focusedKey());
    if (!key) {
      // A text or a figure stands between: the card is left for now.
      await page.evaluate(() => {
        J.closeCard();
        const left = J.gaps().filter((gap) => gap.matches('.field'));
        if (left.length) J.reveal(left[0]);
      });
      if (!(await page.evaluate(() => J.focusedKey()))) break;
    }
    const now = await page.evaluate(() => J.focusedKey());
    const text = `填写的第${n + 1}处，人员和项目有变动`;
    await page.keyboard.type(text);
    assert.equal(await page.evaluate(() => J.focusedKey()), now, 'typing never loses its place');
    assert.equal(await page.evaluate(() => document.activeElement.textContent), text, 'what was typed stands there');
    typed.push([now, text]);
    await page.keyboard.press('Enter');
  }
  await page.evaluate(() => J.settled());
  assert.equal(await open_fields(), 0, 'every reason is typed');
  await page.waitForFunction(() => document.getElementById('stored').classList.contains('saved'));
  const sentence = await page.evaluate((key) => document.querySelector(`.field[data-key="${key}"]`).parentNode.textContent, typed[0][0]);
  assert(sentence.includes(typed[0][1] + '。'), sentence);

  // A text in a card, and taken back.
  await page.locator('.ask[data-key="text.duties"]').first().click();
  await page.locator('.card textarea').fill('第一段职责。\n第二段职责。');
  await page.waitForFunction(() => document.getElementById('view').textContent.includes('第二段职责。'));
  await page.keyboard.press('Escape');
  await page.locator('#undo').click();
  await page.waitForFunction(() => !document.getElementById('view').textContent.includes('第二段职责。'));
  await page.locator('#redo').click();
  await page.waitForFunction(() => document.getElementById('view').textContent.includes('第二段职责。'));

  // A figure, its cell in the table, and back.
  await page.locator('#view .f').first().click();
  const origin = page.locator('#origin');
  await origin.getByText('2023年决算.xlsx').first().waitFor();
  await origin.getByRole('button', { name: /在表中/ }).first().click();
  await page.locator('td.hit').waitFor();
  await page.locator('#back').click();

  // A second page of the same window sees what is typed in the first.
  const second = await open(page.url());
  await second.locator('#view .field').first().waitFor();
  await page.locator(`.field[data-key="${typed[1][0]}"]`).first().click();
  await page.keyboard.press('End');
  await page.keyboard.type('，另有补充');
  await second.waitForFunction(() => document.getElementById('view').textContent.includes('，另有补充'));
  await second.close();
  await page.keyboard.press('Escape');

  // Usable at twice the size, in the dark, and named for those who listen.
  await page.setViewportSize({ width: 683, height: 384 });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert(wide <= 0, `${wide} pixels beside the page`);
  await page.locator('#outline').click();
  await page.locator('#side nav a').first().waitFor({ state: 'visible' });
  await page.locator('#outline').click();
  await page.setViewportSize({ width: 1366, height: 768 });
  await named();

  // Everything written.
  await page.getByRole('button', { name: '生成文件' }).click();
  await page.locator('dialog.wrote').getByText('决算公开.docx').waitFor();
  const word = fs.readdirSync(path.join(FOLDER, '决算公开'), { recursive: true }).map(String).filter((name) => name.endsWith('决算公开.docx'));
  assert.equal(word.length, 1, 'one Word file');
  assert(fs.readFileSync(path.join(FOLDER, '决算公开', word[0])).subarray(0, 2).equals(Buffer.from('PK')));
  console.log(`typed ${typed.length} reasons; wrote ${word[0]}`);
}, NOTHING);
