// A page of the window in a real browser, as every script here needs it. What the page puts on the console, and every
// request that leaves this machine, fails the script.
import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';
import { started } from './started.mjs';

const PATIENCE = 60000;

// `tolerated` are messages that a page which is told no may put on the console.
export async function session(args, act, tolerated = /status of 422/) {
  const { JUESUAN, BROWSER, FOLDER } = process.env;
  const { program, address, said } = await started(JUESUAN, args, { cwd: FOLDER });
  const browser = await chromium.launch({ executablePath: BROWSER, args: ['--no-sandbox', '--disable-gpu'] });
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 } });
  context.setDefaultTimeout(PATIENCE);
  const wrong = [];
  const open = async (at) => {
    const page = await context.newPage();
    page.on('console', (message) => { if (/error|warning/.test(message.type()) && !tolerated.test(message.text())) wrong.push(message.text()); });
    page.on('pageerror', (error) => wrong.push(error.message));
    page.on('request', (request) => {
      if (!request.url().startsWith('http://127.0.0.1:') && !request.url().startsWith('data:')) wrong.push(`asked for ${request.url()}`);
    });
    await page.goto(at);
    return page;
  };
  const shot = async (page, name) => {
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${name}.png` });
  };
  try {
    const page = await open(address);
    // Every control has a name for those who listen.
    const named = async () => {
      const nameless = await page.evaluate(() => Array.from(document.querySelectorAll('button, input, select, textarea, [role=textbox], [role=button]'))
        .filter((one) => !(one.getAttribute('aria-label') || one.textContent.trim() || (one.labels && one.labels.length)))
        .map((one) => one.outerHTML));
      assert.deepEqual(nameless, []);
    };
    const saved = () => page.waitForFunction(() => J.settled && document.getElementById('stored').classList.contains('saved'));
    await act({ page, open, context, program, shot, named, saved, wrong });
    assert.deepEqual(wrong, [], 'messages on the console');
  } catch (error) {
    console.log(said());
    console.log('console:', wrong);
    throw error;
  } finally {
    await browser.close();
    program.kill();
  }
}
