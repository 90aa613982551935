// Five hundred reasons: those of the workbook stand in their sentences; the open ones are typed, key by key.
import assert from 'node:assert/strict';
import { session } from './session.mjs';

await session(['项目'], async ({ page, saved }) => {
  await page.locator('#view .field').first().waitFor();
  const fields = () => page.evaluate(() => Array.from(document.querySelectorAll('#view .field'))
    .filter((field) => /^(yoy|budget)\./.test(field.getAttribute('data-key')))
    .map((field) => ({ key: field.getAttribute('data-key'), text: field.textContent })));
  const before = await fields();
  const open = before.filter((field) => !field.text.includes('原因在表里')).map((field) => field.key);
  assert(before.length > 500, `${before.length} reasons are shown`);
  assert(open.length >= 10, `${open.length} are open`);
  for (const key of new Set(open)) {
    await page.locator(`#view .field[data-key="${key}"]`).first().click();
    await page.keyboard.type('窗口里打的原因');
  }
  await saved();
  await page.reload();
  await page.locator('#view .field').first().waitFor();
  const after = await fields();
  assert.equal(after.length, before.length);
  const wrong = after.filter((field) => field.text !== (open.includes(field.key) ? '窗口里打的原因' : `原因在表里${field.key}`));
  assert.deepEqual(wrong, []);
});
