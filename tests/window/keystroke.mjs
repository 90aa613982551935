// How long it takes from a key to the new sentence, in a real browser. No test: it prints figures.
// JUESUAN=target/release/juesuan node tests/window/keystroke.mjs PROJECT [KEYS]
import fs from 'node:fs';
import { chromium } from 'playwright-core';
import { started } from './started.mjs';

const [folder, keys = '400'] = process.argv.slice(2);
if (!folder) {
  console.error('usage: JUESUAN=target/release/juesuan node tests/window/keystroke.mjs PROJECT [KEYS]');
  process.exit(2);
}
const { program, address } = await started(process.env.JUESUAN || 'target/release/juesuan', [folder]);
// Processor time of the program so far, in milliseconds.
const spent = () => {
  const fields = fs.readFileSync(`/proc/${program.pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
};
const browser = await chromium.launch({ executablePath: process.env.BROWSER || '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
try {
  const page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
  await page.goto(address);
  await page.locator('#view .field').first().waitFor({ timeout: 120000 });
  await page.evaluate(() => {
    window.times = [];
    let pressed = null;
    document.addEventListener('beforeinput', () => { if (pressed === null) pressed = performance.now(); }, true);
    const apply = J.applyDocument;
    J.applyDocument = function (answer) {
      apply(answer);
      if (pressed === null) return;
      const from = pressed;
      pressed = null;
      requestAnimationFrame(() => window.times.push(performance.now() - from));
    };
    window.keysOf = document.querySelectorAll('.field').length;
  });
  const fields = await page.evaluate(() => Array.from(document.querySelectorAll('.field')).length);
  const before = spent();
  let typed = 0;
  while (typed < Number(keys)) {
    await page.evaluate((n) => J.reveal(document.querySelectorAll('.field')[n]), Math.floor(typed / 20) % fields);
    await page.keyboard.press('End');
    for (let n = 0; n < 20; n++, typed++) {
      await page.keyboard.type('原因说明变动增加减少人员项目经费'[n % 16]);
      await page.waitForTimeout(120);
    }
  }
  await page.evaluate(() => J.settled());
  const times = (await page.evaluate(() => window.times)).sort((a, b) => a - b);
  const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))].toFixed(1);
  console.log(`${times.length} sentences after ${typed} keys in ${fields} fields: median ${at(0.5)} ms, p90 ${at(0.9)} ms, p99 ${at(0.99)} ms, longest ${at(1)} ms`);
  console.log(`processor time of the program: ${((spent() - before) / typed).toFixed(1)} ms a key, storing included`);
} finally {
  await browser.close();
  program.kill();
}
