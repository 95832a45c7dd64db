// A headless Chromium that can reach this machine only, and a tiny server for the page that loads the SDK.

import { existsSync, mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { isLocal } from './device/guard.js';
import { outDir } from './server.js';
import { patience } from './until.js';

const here = path.dirname(fileURLToPath(import.meta.url));
const executablePath = process.env.TEAHOUSE_CHROMIUM ?? '/usr/bin/chromium';

const args = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
];

/**
 * Starts Chromium for a world. `page()` opens a tab; what a page says or asks for is noted in the world, and `outside` has
 * every request of a page for another host. Errors of scripts and missing files are in the world's `pageErrors`.
 */
export async function browse(w) {
  if (!existsSync(executablePath)) throw new Error(`no Chromium at ${executablePath}: run test/sdk/setup.sh, or set TEAHOUSE_CHROMIUM`);
  const browser = await chromium.launch({ executablePath, args, timeout: 60_000 });
  w.cleanups.push(() => browser.close());
  const context = await browser.newContext();
  context.setDefaultTimeout(patience);
  const traced = { used: [], events: [], frames: [] }; // as of a user, for the trace of the story
  await context.exposeFunction('teahouseUsed', (method) => { traced.used.push({ method, ok: true }); });
  w.pages.push(traced);
  const outside = [];
  const pages = [];
  const keep = (label) => (text) => w.note(`${label} ${text}`);
  return {
    outside,
    async page(label, url) {
      const page = await context.newPage();
      const note = keep(label);
      page.on('console', (m) => note(`console: ${m.text()}`));
      page.on('pageerror', (e) => { note(`error: ${e.stack}`); w.pageErrors.push(`${label}: ${e.message}`); });
      page.on('request', (r) => {
        if (/^(blob|data):/.test(r.url()) || isLocal(new URL(r.url()).hostname)) return;
        outside.push(r.url());
        note(`OUTSIDE ${r.url()}`);
      });
      page.on('response', (r) => {
        if (r.status() >= 400) w.pageErrors.push(`${label}: ${r.status()} ${r.url()}`);
      });
      page.on('websocket', (s) => note(`opens ${s.url()}`));
      pages.push([label, page]);
      if (url) await page.goto(url);
      return page;
    },
    /** Saves what every tab shows into the ignored folder. */
    async screenshots(title) {
      mkdirSync(outDir, { recursive: true });
      for (const [label, page] of pages) {
        await page.screenshot({ path: path.join(outDir, `${title}-${label}.png`) }).catch((e) => w.note(`no screenshot: ${e.message}`));
      }
    },
  };
}

const types = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8' };

/** Serves page.html and the SDK from node_modules; gives the page's URL. */
export async function servePage(w) {
  const files = {
    '/': path.join(here, 'page.html'),
    '/page.js': path.join(here, 'page.js'),
    '/chat.js': path.join(here, '../node_modules/@tencentcloud/chat/index.js'),
    '/upload.js': path.join(here, '../node_modules/tim-upload-plugin/index.js'),
  };
  const server = createServer(async (request, response) => {
    const file = files[new URL(request.url, 'http://page').pathname];
    if (!file) return response.writeHead(404).end();
    response.setHeader('Content-Type', types[path.extname(file)]);
    // What docs tell apps to allow: the SDK keeps its socket in a worker made from a blob.
    response.setHeader('Content-Security-Policy', `default-src 'self'; worker-src blob:; `
      + `connect-src 'self' ${w.server.socketURL} ${w.server.url}; img-src data: ${w.server.url}; media-src ${w.server.url}`);
    return response.end(await readFile(file));
  });
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  w.cleanups.push(() => new Promise((resolve) => { server.closeAllConnections(); server.close(resolve); }));
  return `http://127.0.0.1:${server.address().port}/`;
}
