// A published report with a wrong figure: dropped, its findings beside the text, the marked copy saved.
import assert from 'node:assert/strict';
import { session } from './session.mjs';

const { FOLDER, REPORT } = process.env;
// Only a Word file can carry comments; of a PDF the page is the result.
const marked = REPORT.endsWith('.docx') ? '校对.docx' : '校对.html';
await session(process.env.ALONE ? [] : ['项目'], async ({ page, context, shot, named }) => {
  const begin = page.getByRole('button', { name: /^(校对|只校对一份公开文档…)$/ });
  await begin.click();
  const dialog = page.locator('dialog');
  await page.setInputFiles('#report', REPORT);
  await dialog.getByText(/错误[1-9]/).waitFor();
  await dialog.getByText(process.env.ALONE ? '只与文档自身核对' : '已与本项目的决算').waitFor();
  await named();
  const opened = context.waitForEvent('page');
  await dialog.getByRole('link', { name: /看校对结果/ }).click();
  const proof = await opened;
  await proof.locator('#list li').first().waitFor();
  assert(await proof.locator('mark.error').count() > 0, 'the place is marked');
  await proof.locator('#list a').first().click();
  await shot(proof, 'proof');
  const wide = await proof.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert(wide <= 0, `${wide} pixels beside the page`);
  await proof.getByRole('button', { name: '保存校对结果' }).click();
  await proof.getByText(new RegExp('已存：.*' + marked.replace('.', '\\.'))).waitFor();
  await proof.close();
  await dialog.getByRole('button', { name: '保存 ' + marked }).click();
  await dialog.getByText('没有变化').first().waitFor();
  console.log(FOLDER);
});
