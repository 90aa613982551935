// A new year, the year before, and a state that was saved: looked at, brought back, taken back.
import assert from 'node:assert/strict';
import path from 'node:path';
import { session } from './session.mjs';

await session(['项目'], async ({ page, shot, named, saved }) => {
  await page.locator('#view .field').first().waitFor();
  const text = () => page.locator('#view').textContent();
  assert((await text()).includes('第一次填的'));
  await page.evaluate(() => J.goTo('yoy.total'));
  await page.keyboard.press('Control+A');
  await page.keyboard.type('第二次填的');
  await page.keyboard.press('Escape');
  await page.waitForFunction(() => document.getElementById('view').textContent.includes('第二次填的'));
  await page.getByRole('button', { name: '填写表' }).click();
  await page.getByRole('tab', { name: /绩效自评/ }).click();
  await page.getByRole('button', { name: '删去项目：城乡救助（本级）' }).click();
  await page.getByLabel('项目名称：城乡救助（本级）').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: '回到文档' }).click();
  await saved();

  await page.getByRole('button', { name: '文件', exact: true }).click();
  await page.getByRole('button', { name: '以前存过的…' }).click();
  const dialog = page.locator('dialog');
  const version = dialog.locator('details').first();
  await version.locator('summary').click();
  await version.getByText('第一次填的').waitFor();
  assert.equal(await version.locator('tbody tr').filter({ hasText: '城乡救助（本级）' }).count(), 1, 'the row that is gone');
  await named();
  await shot(page, 'history');
  await version.getByRole('button', { name: /^恢复到/ }).click();
  await page.waitForFunction(() => document.getElementById('view').textContent.includes('第一次填的') && document.getElementById('view').textContent.includes('城乡救助（本级）'));
  await page.locator('#undo').click();
  await page.waitForFunction(() => document.getElementById('view').textContent.includes('第二次填的') && !document.getElementById('view').textContent.includes('城乡救助（本级）'));
  await page.locator('#redo').click();
  await page.waitForFunction(() => document.getElementById('view').textContent.includes('第一次填的') && document.getElementById('view').textContent.includes('城乡救助（本级）'));
  await saved();

  // The next year: its folder, what it lacks, and back.
  await page.getByRole('button', { name: '文件', exact: true }).click();
  await page.getByRole('button', { name: '建立2024年……' }).click();
  await page.getByText('请放入2024年度的决算报表').waitFor();
  await page.getByText('列在“上年填写”，供参考').waitFor();
  await shot(page, 'new-year');
  await named();
  await page.getByRole('button', { name: '2023年', exact: true }).click();
  await page.waitForFunction(() => document.getElementById('view').textContent.includes('第一次填的'));

  // Its accounts: the report is there at once; last year's reason stands beside the gap, and a key takes it.
  await page.getByRole('button', { name: '文件', exact: true }).click();
  await page.getByRole('button', { name: '2024年', exact: true }).click();
  await page.getByText('请放入2024年度的决算报表').waitFor();
  await page.setInputFiles('#pick', path.join(process.env.SAMPLES, '2024年决算.xlsx'));
  await page.locator('#view .field').first().waitFor();
  await page.evaluate(() => J.goTo('yoy.total'));
  await page.locator('#hint').getByText('第一次填的').waitFor();
  await shot(page, 'new-year-hint');
  assert(!(await text()).includes('第一次填的'), 'nothing is taken over by itself');
  await page.keyboard.press('Alt+Enter');
  await page.waitForFunction(() => document.getElementById('view').textContent.includes('第一次填的'));
  await saved();
});
