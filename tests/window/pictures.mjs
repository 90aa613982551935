// The pictures of the README. No test: it writes them.
// JUESUAN=target/release/juesuan node tests/window/pictures.mjs PROJECT REPORT SAMPLES TO
import path from 'node:path';
import { chromium } from 'playwright-core';
import { started } from './started.mjs';

const [project, report, samples, to] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: process.env.BROWSER || '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
const show = async (args, act) => {
  const { program, address } = await started(process.env.JUESUAN || 'target/release/juesuan', args);
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 } });
  const page = await context.newPage();
  await page.goto(address);
  await act(page, context, (one, name) => one.screenshot({ path: path.join(to, `window-${name}.png`) }));
  await context.close();
  program.kill();
};
await show([], async (page, _, shot) => {
  await page.getByRole('button', { name: '生成报告' }).waitFor();
  await page.setInputFiles('#pick', ['2023年决算.xlsx', '2022年决算.xlsx'].map((name) => path.join(samples, name)));
  await page.waitForFunction(() => document.querySelectorAll('.needs .there').length === 2);
  await page.fill('#folder', '/home/用户/文档/决算公开');
  await page.evaluate(() => { document.getElementById('toast').className = ''; window.scrollTo(0, 0); });
  await page.waitForTimeout(400);
  await shot(page, 'start');
});
await show([project], async (page, _, shot) => {
  await page.locator('#view .field').first().waitFor();
  await page.evaluate(() => J.goTo('yoy.total'));
  await page.keyboard.type('医疗救助项目支出减少');
  await page.waitForTimeout(2800);
  await shot(page, 'document');
  await page.keyboard.press('Escape');
  await page.getByRole('tab', { name: /核对/ }).click();
  await page.locator('.findings').getByRole('button', { name: /^看这一/ }).first().click();
  await page.waitForTimeout(600);
  await shot(page, 'finding');
  await page.locator('#undo').click();
});
await show([], async (page, context, shot) => {
  await page.getByRole('button', { name: '只校对一份公开文档…' }).click();
  await page.setInputFiles('#report', report);
  const opened = context.waitForEvent('page');
  await page.getByRole('link', { name: /看校对结果/ }).click();
  const proof = await opened;
  await proof.locator('#list a').first().click();
  await proof.waitForTimeout(1500);
  await shot(proof, 'proofreading');
});
await browser.close();
