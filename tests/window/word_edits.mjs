// 决算公开.docx was edited in Word: the button that makes the report takes the edits over, and says so.
import assert from 'node:assert/strict';
import { session } from './session.mjs';

await session(['项目'], async ({ page, shot }) => {
  await page.locator('.alarm[data-kind=word]').getByText('改动过').waitFor();
  await shot(page, 'word-edits');
  assert(!(await page.locator('#view').textContent()).includes('人员减少，经费压减'), 'not before it is asked for');
  await page.getByRole('button', { name: '生成文件' }).click();
  const dialog = page.locator('dialog.wrote');
  await dialog.getByText('已从 决算公开.docx 取回：原因1条、改写1句').waitFor();
  await dialog.getByText('替换前').waitFor();
  await shot(page, 'word-edits-taken');
  await dialog.getByRole('button', { name: '关闭' }).click();
  await page.waitForFunction(() => document.getElementById('view').textContent.includes('人员减少，经费压减'));
  assert((await page.locator('#view').textContent()).includes('今年其他收入3.65万元'), 'the own sentence');
  assert.equal(await page.locator('.alarm[data-kind=word]').count(), 0);
  assert((await page.evaluate(() => J.questions['yoy.total'].cells[0][1])).includes('人员减少'), 'in its field');
  // Again: nothing new to take over.
  await page.getByRole('button', { name: '生成文件' }).click();
  await dialog.getByText('决算公开.docx').first().waitFor();
  assert(!(await dialog.textContent()).includes('取回'));
});
