// Style, options, and the words of a template line: tried on the document that is shown, checked, kept in the project.
import assert from 'node:assert/strict';
import { session } from './session.mjs';

await session(['项目'], async ({ page, shot, named }) => {
  await page.locator('#view .field').first().waitFor();
  const text = () => page.locator('#view').textContent();
  await page.getByRole('tab', { name: '样式' }).click();
  const side = page.locator('#side');
  const style = side.getByLabel('样式', { exact: true });
  await style.waitFor();
  await shot(page, 'style');

  // Another style is seen at once, and taken back.
  const before = await text();
  await style.selectOption('henan');
  await side.getByText('还没有存进项目').waitFor();
  assert.notEqual(await text(), before);
  await page.getByRole('button', { name: '生成文件' }).click();
  await page.getByText('正在试看别的样式').waitFor();
  await page.getByRole('button', { name: '关闭这条消息' }).click();
  await side.getByRole('button', { name: '取消' }).click();
  await page.waitForFunction((before) => document.getElementById('view').textContent === before, before);

  // An option, kept.
  await side.getByText('选项', { exact: true }).click();
  await side.getByLabel('正文数字的千分位').selectOption('true');
  await page.waitForFunction(() => document.getElementById('view').textContent.includes('收、支总计均为2,381.99万元'));
  await side.getByRole('button', { name: '存进项目' }).click();
  await side.getByText('还没有存进项目').waitFor({ state: 'detached' });
  await named();

  // The sentence that is clicked shows its line; a mistake is said, a good change is kept.
  await page.locator('#view section > p').filter({ hasText: '收、支总计均为' }).first().click({ position: { x: 200, y: 12 } });
  const line = side.locator('.wording.at');
  await line.waitFor();
  await shot(page, 'style-line');
  const word = line.locator('.word').filter({ hasText: '收、支总计均为' }).first();
  await word.click();
  await page.keyboard.press('End');
  await page.keyboard.type('{{');
  await line.locator('.checked.wrong').waitFor();
  assert(await line.getByRole('button', { name: /^存这一行/ }).isDisabled());
  await shot(page, 'style-wrong');
  await page.keyboard.press('Backspace');
  await page.keyboard.press('Backspace');
  await page.evaluate(() => {
    const word = Array.from(document.querySelectorAll('.wording.at .word')).find((one) => one.textContent.includes('收、支总计均为'));
    word.textContent = word.textContent.replace('收、支总计均为', '收入总计、支出总计都是');
    word.dispatchEvent(new InputEvent('input', { bubbles: true }));
  });
  await line.getByText('改后：').waitFor();
  await line.getByRole('button', { name: /^存这一行/ }).click();
  await page.waitForFunction(() => document.getElementById('view').textContent.includes('收入总计、支出总计都是2,381.99万元'));

  // And back to the program's own words.
  await page.locator('#view section > p').filter({ hasText: '收入总计、支出总计都是' }).first().click({ position: { x: 200, y: 12 } });
  await line.getByRole('button', { name: /^用内置的/ }).waitFor();
  console.log('KEPT');
  if (process.env.BACK) {
    await line.getByRole('button', { name: /^用内置的/ }).click();
    await line.getByText('改后：').waitFor();
    await line.getByRole('button', { name: /^存这一行/ }).click();
    await page.waitForFunction(() => document.getElementById('view').textContent.includes('收、支总计均为2,381.99万元'));
  }
});
