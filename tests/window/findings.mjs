// Findings: each leads to its places, and can be marked as looked at with a note that stays.
import assert from 'node:assert/strict';
import { session } from './session.mjs';

await session(['项目'], async ({ page, shot, named, saved }) => {
  await page.locator('#view .field').first().waitFor();
  await page.getByRole('tab', { name: /核对/ }).click();
  const list = page.locator('.findings');
  await list.locator('li').first().waitFor();
  await shot(page, 'findings');
  // Every finding that names a place has a way to each of them, and each way inside the page arrives.
  const lame = await page.evaluate(() => {
    const notes = J.lists[J.lists.length - 2][1].map((name) => JSON.parse(J.pieces[name]));
    return notes.filter((note) => note.places.some((spot) => !spot.file)).map((note) => note.text);
  });
  assert.deepEqual(lame, []);
  const ways = await list.getByRole('button', { name: /^看这一处/ }).count();
  assert(ways > 3, `${ways} ways`);
  for (let n = 0; n < ways; n++) {
    await list.getByRole('button', { name: /^看这一处/ }).nth(n).click();
    await page.locator('#view .hit').first().waitFor();
    const inView = await page.evaluate(() => {
      const box = document.querySelector('#view .hit').getBoundingClientRect();
      return box.bottom > 52 && box.top < window.innerHeight;
    });
    assert(inView, `way ${n}`);
    await page.evaluate(() => document.querySelectorAll('.hit').forEach((one) => one.classList.remove('hit')));
  }
  // A reason that does not fit its figure: the finding leads to the sentence itself.
  await page.evaluate(() => J.goTo('yoy.total'));
  await page.keyboard.type('人员增加，收入增加99.99万元');
  await page.waitForFunction(() => document.querySelector('.findings').textContent.includes('99.99'));
  const about = list.locator('li').filter({ hasText: '99.99' }).first();
  await about.getByRole('button', { name: /^看这一处/ }).first().click();
  assert.equal(await page.evaluate(() => J.focusedKey()), 'yoy.total');
  await page.keyboard.press('Escape');

  // Looked at, with a note; it stays where it is counted, and can be taken back.
  const first = list.locator('> li').first();
  const text = await first.evaluate((one) => one.childNodes[1].textContent.trim());
  await first.getByRole('button', { name: /^看过了/ }).click();
  await page.keyboard.type('已与财政局核实，属实');
  await list.getByRole('button', { name: '记下' }).click();
  const looked = list.locator('li.looked').filter({ hasText: text });
  await looked.getByText('已看过：已与财政局核实，属实').waitFor();
  await named();
  await shot(page, 'findings-looked');
  await saved();
  await page.locator('#undo').click();
  await page.waitForFunction(() => !document.querySelector('.findings li.looked'));
  await page.locator('#redo').click();
  await looked.waitFor();
  await saved();
  console.log('LOOKED ' + text);
});
