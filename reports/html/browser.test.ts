/**
 * The report in a real browser: that it works, and that hostile text in any place of a record stays text. Skipped, with
 * the reason, where there is no Chromium; with ORDEAL_REQUIRE_CHROMIUM=1 or in CI its absence is a failure.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TrialRecord } from '../../harness/record/trial-record.ts';
import { exampleStory } from '../example-story.testing.ts';
import { exampleTrial } from '../example-trial.testing.ts';
import { renderHtmlReport } from './page.ts';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'microsoft-edge'];
const folders = [...(process.env['PATH'] ?? '').split(path.delimiter), '/usr/bin', '/snap/bin'];
const applications = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];
const executable = [...folders.flatMap((folder) => names.map((name) => path.join(folder, name))), ...applications].find(
  (file) => existsSync(file),
);
const isRequired = process.env['ORDEAL_REQUIRE_CHROMIUM'] === '1' || Boolean(process.env['CI']);
if (executable === undefined && !isRequired) console.warn('reports in a browser: skipped, no Chromium or Chrome found');

const payload = `</script><script>window.broken=1</script><img src=x onerror="window.broken=1;alert(1)"><svg onload=alert(2)>'"--><!--<script>\${alert(3)}]]>\u2028&lt;b&gt;`;
const shownPayload = payload.replace('\u2028', '\\u2028');

/** Names whose strings are a choice of ours, not text. */
const choices = new Set([
  'type',
  'change',
  'reason',
  'verdict',
  'basis',
  'status',
  'state',
  'phase',
  'version',
  'backend',
  'result',
]);

/** Every text of the record with the payload appended: keys and values, errors, names, options, logs, sentences. */
function poisoned<T>(value: T, name = ''): T {
  if (typeof value === 'string') return (choices.has(name) || value === 'nemesis' ? value : value + payload) as T;
  if (Array.isArray(value)) return value.map((element) => poisoned(element as unknown, name)) as T;
  if (typeof value !== 'object' || value === null) return value;
  const isRecord = ['options', 'workloadOptions', 'versions'].includes(name);
  const entries = Object.entries(value).map(([key, inner]) => [
    isRecord ? key + payload : key,
    poisoned(inner as unknown, key),
  ]);
  return Object.fromEntries(entries) as T;
}

/** Half of the processes get names, as an imported history may have them. */
function hostileTrial(): TrialRecord {
  const record = poisoned(exampleTrial());
  const history = record.history.map((event) =>
    typeof event.process === 'number' && event.process % 2 === 1
      ? { ...event, process: `${event.process}${payload}` }
      : event,
  );
  const f = record.history[0]?.f ?? '';
  expect(f).toContain('onerror');
  // A story is a drawing of its own, after the symbol and the anomaly.
  return { ...record, history, trace: poisoned(exampleStory().trace) };
}

let browser: Browser;
const directory = mkdtempSync(path.join(tmpdir(), 'ordeal-report-'));

beforeAll(async () => {
  if (executable !== undefined) {
    browser = await chromium.launch({ executablePath: executable, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
  }
});

afterAll(async () => {
  await browser?.close();
  rmSync(directory, { recursive: true, force: true });
});

interface Opened {
  readonly page: Page;
  /** Whatever should not have happened: dialogs, console errors, exceptions, requests besides the file itself. */
  readonly incidents: string[];
}

let opened = 0;

async function open(html: string, options: BrowserContextOptions = {}): Promise<Opened> {
  const file = path.join(directory, `report-${opened++}.html`);
  writeFileSync(file, html);
  const page = await browser.newPage({ viewport: { width: 1200, height: 900 }, ...options });
  const incidents: string[] = [];
  page.on('console', (message) => incidents.push(`console ${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => incidents.push(`error: ${error.message}`));
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith('data:image/svg+xml') && url !== pathToFileURL(file).href) incidents.push(`request: ${url}`);
  });
  page.on('dialog', (dialog) => {
    incidents.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.goto(pathToFileURL(file).href);
  return { page, incidents };
}

/** Canvases on which at least one pixel was drawn. */
function drawnCharts(page: Page): Promise<string[]> {
  return page.evaluate(`[...document.querySelectorAll('canvas')].filter((canvas) =>
    canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some((byte) => byte > 0)
  ).map((canvas) => canvas.dataset.chart)`);
}

const allCharts = ['nodes', 'processes', 'latency', 'throughput', 'clocks'];

it.runIf(isRequired)('there is a browser', () => {
  expect(executable ?? 'no Chromium: install it, or unset ORDEAL_REQUIRE_CHROMIUM and CI').toMatch(/^[/A-Z]/);
});

describe.skipIf(executable === undefined)('the report in a browser', () => {
  it('draws every chart and tells what is under the pointer', async () => {
    const { page, incidents } = await open(renderHtmlReport(exampleTrial()));
    expect(await drawnCharts(page)).toEqual(allCharts);
    await page.click('[data-anomaly="0"]');
    const selected = await page.textContent('#selected');
    expect(selected).toMatch(/^read k0 → 5: ok, after .* process 3 on n1, at 3\.23\d+ s, event \d+, shows an anomaly$/);
    await page.click('#operation-list summary');
    await page.waitForSelector('#operation-rows tr');
    const inView = await page.locator('#operation-rows tr').count();
    expect(inView).toBeGreaterThan(3);
    expect(await page.locator('#operation-rows tr.bad').count()).toBe(3);
    await page.fill('#operation-filter', 'cas k0: 5');
    expect(await page.locator('#operation-rows tr').allTextContents()).toEqual([
      expect.stringContaining('cas k0: 5 ⇒ 6'),
    ]);
    await page.click('[data-view="all"]');
    await page.fill('#operation-filter', '');
    expect(await page.textContent('#operation-count')).toBe('The first 200 of 800; zoom in for others.');
    expect(incidents).toEqual([]);
    await page.close();
  });

  it('is worked by keys alone', async () => {
    const { page, incidents } = await open(renderHtmlReport(exampleTrial()));
    await page.focus('#charts');
    await page.keyboard.press('n');
    const first = await page.textContent('#selected');
    await page.keyboard.press('n');
    const second = await page.textContent('#selected');
    await page.keyboard.press('p');
    expect(first).toContain('event 0');
    expect(second).not.toBe(first);
    expect(await page.textContent('#selected')).toBe(first);
    for (const key of ['+', '+', '+', '+', '+', 'ArrowRight', '-']) await page.keyboard.press(key);
    await page.click('#operation-list summary');
    await page.waitForSelector('#operation-rows tr');
    expect(await page.locator('#operation-rows tr').count()).toBeLessThan(200);
    await page.focus('#charts');
    await page.keyboard.press('Escape');
    await page.keyboard.press('0');
    expect(await page.textContent('#selected')).toBe('');
    expect(await page.textContent('#operation-count')).toContain('of 800');
    expect(incidents).toEqual([]);
    await page.close();
  });

  it('copies the replay command', async () => {
    const permissions = ['clipboard-read', 'clipboard-write'];
    const { page, incidents } = await open(renderHtmlReport(exampleTrial()), { permissions });
    await page.click('#copy');
    await expect.poll(() => page.textContent('#copied')).toMatch(/Copied\.|Selected/);
    const copied = await page.evaluate<string>(`getSelection().toString() || navigator.clipboard.readText()`);
    expect(copied).toContain('npx ordeal run store --backend simulated');
    expect(incidents).toEqual([]);
    await page.close();
  });

  it('fits a phone, in the dark, and paper', async () => {
    const { page, incidents } = await open(renderHtmlReport(exampleTrial()), {
      viewport: { width: 360, height: 740 },
      colorScheme: 'dark',
    });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
    expect(await drawnCharts(page)).toEqual(allCharts);
    const colours = await page.evaluate<string[]>(`['body', 'h1'].map((name) => {
      const style = getComputedStyle(document.querySelector(name));
      return name === 'body' ? style.backgroundColor : style.color;
    })`);
    expect(colours).toEqual(['rgb(19, 21, 24)', 'rgb(233, 234, 236)']);
    expect((await page.pdf()).length).toBeGreaterThan(10_000);
    expect(incidents).toEqual([]);
    await page.close();
  });

  it('can be read without its script', async () => {
    const { page, incidents } = await open(renderHtmlReport(exampleTrial()), { javaScriptEnabled: false });
    expect(await page.isVisible('.diagram svg')).toBe(true);
    expect(await page.isVisible('.toolbar')).toBe(false);
    expect(await page.isVisible('noscript')).toBe(true);
    expect(incidents).toEqual([]);
    await page.close();
  });

  it('shows hostile text as text, wherever it is', async () => {
    const { page, incidents } = await open(renderHtmlReport(hostileTrial()));
    expect(await drawnCharts(page)).toEqual(allCharts);
    await page.evaluate(`document.querySelectorAll('details').forEach((details) => { details.open = true; })`);
    await page.click('[data-anomaly="0"]');
    await page.click('[data-view="all"]');
    await page.locator('canvas[data-chart="processes"]').scrollIntoViewIfNeeded();
    const box = await page.locator('canvas[data-chart="processes"]').boundingBox();
    const { x = 0, y = 0 } = box ?? {};
    for (let step = 0; step < 40 && !(await page.isVisible('#tooltip')); step++) {
      await page.mouse.move(x + 160 + step * 9, y + 30);
    }
    expect(await page.textContent('#tooltip')).toContain(shownPayload.slice(0, 30));
    const counts = await page.evaluate<Record<string, number>>(`({
      scripts: document.scripts.length,
      images: document.images.length,
      drawings: document.querySelectorAll('svg').length,
      broken: Number(window.broken ?? 0),
      handlers: [...document.querySelectorAll('*')].filter((element) =>
        [...element.attributes].some((attribute) => attribute.name.startsWith('on'))).length,
    })`);
    expect(counts).toEqual({ scripts: 2, images: 0, drawings: 3, broken: 0, handlers: 0 });
    const visibleText = await page.evaluate<string>('document.body.innerText');
    for (const place of [
      'h1',
      '.claim',
      '.facts',
      '#anomalies h3',
      '#anomalies tbody',
      '#faults tbody',
      '#checks',
      '#plan',
      '#logs pre',
      '#replay-command',
      '#operation-rows',
    ]) {
      expect(`${place}: ${await page.locator(place).first().innerText()}`).toContain('<img src=x onerror=');
    }
    expect(visibleText).toContain(shownPayload);
    await page.click('#copy');
    await page.waitForTimeout(100);
    expect(incidents).toEqual([]);
    await page.close();
  });

  it('works from source run by Node and from the compiled package', async () => {
    const root = path.resolve(import.meta.dirname, '../..');
    const dist = path.join(directory, 'dist');
    writeFileSync(path.join(directory, 'package.json'), '{"type":"module"}');
    const compiler = path.join(root, 'node_modules/typescript/bin/tsc');
    execFileSync(process.execPath, [compiler, '-p', path.join(root, 'tsconfig.build.json'), '--outDir', dist], {
      cwd: root,
    });
    const recordFile = path.join(directory, 'record.json');
    writeFileSync(recordFile, JSON.stringify(exampleTrial()));
    for (const [folder, ending] of [
      [root, 'ts'],
      [dist, 'js'],
    ] as const) {
      const urlOf = (module: string): string =>
        JSON.stringify(pathToFileURL(path.join(folder, `${module}.${ending}`)).href);
      const program =
        `import { renderHtmlReport } from ${urlOf('reports/html/page')};` +
        `import { readFileSync } from 'node:fs';` +
        `process.stdout.write(renderHtmlReport(JSON.parse(readFileSync(${JSON.stringify(recordFile)}, 'utf8'))));`;
      const html = execFileSync(process.execPath, ['--input-type=module', '-e', program], {
        encoding: 'utf8',
        maxBuffer: 1e8,
      });
      const { page, incidents } = await open(html);
      expect(await drawnCharts(page)).toEqual(allCharts);
      expect(incidents).toEqual([]);
      await page.close();
    }
  });
});
