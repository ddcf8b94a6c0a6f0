import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { axe, type JourneyBrowser, noSidewaysScroll, openBrowser, sidewaysScroll } from '#test/browser.ts';
import { validHtml } from '#test/html.ts';

const page = (main: string) => `<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Instruments</title>
<link rel="stylesheet" href="/style.css"></head>
<body><main><h1>Instruments</h1>${main}</main></body>
</html>
`;

const pages: Record<string, string> = {
  '/good': page('<p>All is well.</p>'),
  '/pale': page('<p class="pale">Hardly to be read.</p><img src="/style.css">'),
  '/wide': page('<p class="wide">Wide.</p>'),
  '/script': page('<p id="said">without</p><script src="/script.js"></script>'),
};
const style = '.pale { color: #ddd; background: #fff } .wide { width: 900px }';

let server: Server;
let browser: JourneyBrowser;
const at = (path: string) => `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;

before(async () => {
  server = createServer((req, res) => {
    res.setHeader('content-security-policy', "default-src 'self'; script-src 'self'; style-src 'self'");
    const path = req.url ?? '';
    if (path === '/style.css') res.setHeader('content-type', 'text/css').end(style);
    else if (path === '/script.js') res.setHeader('content-type', 'text/javascript').end("said.textContent = 'with'");
    else res.setHeader('content-type', 'text/html; charset=utf-8').end(pages[path] ?? '');
  }).listen(0, '127.0.0.1');
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  server.close();
  server.closeAllConnections();
});

test('axe says nothing of a sound page and names what is wrong with a bad one, under a strict CSP', async () => {
  const good = await browser.openPage();
  await good.goto(at('/good'));
  assert.deepEqual(await axe(good), []);
  const pale = await browser.openPage();
  await pale.goto(at('/pale'));
  const found = (await axe(pale)).join('\n');
  assert.match(found, /color-contrast at p:/);
  assert.match(found, /image-alt at img/);
});

test('axe works where the page itself may run no script', async () => {
  const quiet = await browser.openPage({ javaScript: false });
  await quiet.goto(at('/pale'));
  assert.match((await axe(quiet)).join('\n'), /color-contrast/);
});

test('what sticks out at 390 pixels is named, and fits at 1280', async () => {
  const narrow = await browser.openPage({ width: 390 });
  await narrow.goto(at('/wide'));
  assert.deepEqual(await sidewaysScroll(narrow), ['p.wide']);
  const wide = await browser.openPage({ width: 1280 });
  await wide.goto(at('/wide'));
  assert.equal(await noSidewaysScroll(wide), true);
});

test('a page opened without JavaScript runs none', async () => {
  for (const [javaScript, said] of [
    [true, 'with'],
    [false, 'without'],
  ] as const) {
    const opened = await browser.openPage({ javaScript });
    await opened.goto(at('/script'));
    assert.equal(await opened.textContent('#said'), said);
  }
});

test('HTML that breaks the standard is refused with line and rule', async () => {
  assert.deepEqual(await validHtml(pages['/good'] ?? ''), []);
  assert.match(
    (await validHtml(page('<p><div>No</div></p><img src="a.png">'))).join('\n'),
    /\d+:\d+ element-permitted-content|\d+:\d+ no-implicit-close|\d+:\d+ close-order/,
  );
});
