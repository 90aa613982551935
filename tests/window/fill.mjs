// All that the supplement can hold, typed in the window: figures, optional texts, projects in rows of their own.
import assert from 'node:assert/strict';
import { session } from './session.mjs';

await session(['项目'], async ({ page, shot, named, saved }) => {
  await page.locator('#view .field').first().waitFor();
  await page.getByRole('button', { name: '填写表' }).click();
  const dialog = page.locator('dialog.fill');
  const tab = (name) => dialog.getByRole('tab', { name: new RegExp('^' + name) });
  await dialog.locator('.answer').first().waitFor();
  await shot(page, 'fill-reasons');
  await dialog.getByRole('textbox').first().fill('表里填的原因');
  await page.waitForFunction(() => document.getElementById('view').textContent.includes('表里填的原因'));

  // A figure with its unit.
  await tab('补充数据').click();
  const figure = dialog.getByRole('textbox').first();
  await figure.fill('47.5万元');
  await tab('文字材料').click();
  await named();
  const optional = dialog.locator('.answer').filter({ hasText: '选填' });
  assert(await optional.count() > 0, 'optional texts are there');
  const about = await optional.first().locator('.about').textContent();
  await optional.first().getByRole('textbox').fill('选填的文字也填了。');

  // Projects: two rows, one named otherwise, one taken away; taken back.
  await tab('绩效自评').click();
  const add = async (name) => {
    await dialog.getByLabel('新的项目').fill(name);
    await dialog.getByRole('button', { name: '加一行' }).click();
    await dialog.getByLabel(`项目名称：${name}`).waitFor();
  };
  await add('城乡救助');
  await dialog.getByLabel('城乡救助：年初预算数').fill('120');
  await dialog.getByLabel('城乡救助：全年预算数').fill('118.5');
  await dialog.getByLabel('城乡救助：全年执行数').fill('100');
  await dialog.getByLabel('城乡救助：自评得分').fill('93.5');
  await dialog.getByLabel('城乡救助：自评等级').selectOption('优');
  await page.waitForFunction(() => document.getElementById('view').textContent.includes('城乡救助'));
  await add('多写的项目');
  await dialog.getByLabel('新的项目').fill('城乡救助');
  await dialog.getByRole('button', { name: '加一行' }).click();
  await dialog.getByText('已经有“城乡救助”了').waitFor();
  await shot(page, 'fill-projects');
  await dialog.getByRole('button', { name: '关闭这条消息' }).click();
  await dialog.getByLabel('项目名称：城乡救助').fill('城乡医疗救助');
  await dialog.getByLabel('项目名称：城乡救助').blur();
  await dialog.getByLabel('城乡医疗救助：自评得分').waitFor();
  assert.equal(await dialog.getByLabel('城乡医疗救助：自评得分').inputValue(), '93.5');
  await page.waitForFunction(() => document.getElementById('view').textContent.includes('城乡医疗救助'));
  await dialog.getByRole('button', { name: '删去项目：多写的项目' }).click();
  await dialog.getByLabel('项目名称：多写的项目').waitFor({ state: 'detached' });
  await dialog.getByRole('button', { name: '撤销' }).click();
  await dialog.getByLabel('项目名称：多写的项目').waitFor();
  await dialog.getByRole('button', { name: '重做' }).click();
  await dialog.getByLabel('项目名称：多写的项目').waitFor({ state: 'detached' });
  await dialog.getByRole('button', { name: '撤销' }).click();
  await dialog.getByRole('button', { name: '撤销' }).click();
  await dialog.getByLabel('项目名称：城乡救助').waitFor();
  await dialog.getByRole('button', { name: '重做' }).click();
  await dialog.getByRole('button', { name: '重做' }).click();
  await dialog.getByLabel('城乡医疗救助：自评得分').waitFor();
  await dialog.getByRole('button', { name: '回到文档' }).click();
  await saved();
  console.log('OPTIONAL ' + about.replace('（选填）', ''));
});
