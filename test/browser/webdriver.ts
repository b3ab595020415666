import { spawn, type ChildProcess } from 'node:child_process';
import { accessSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { ensureCertificate } from '../../scripts/local-tenant/certificate.ts';

const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';

const DRIVER = 'chromedriver';

const FLAGS = [
  '--headless=new',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // The local tenant signs its own certificate.
  '--ignore-certificate-errors',
];

/** How long one step may take. */
const WAIT_MS = 15_000;

/** Keys as WebDriver names them (https://www.w3.org/TR/webdriver2/#keyboard-actions). */
export const KEYS = { tab: '\uE004', enter: '\uE007', space: ' ' } as const;

/**
 * Why there is no browser here, or undefined. Where CI is set there has to be one, and a test without it fails:
 * apt-get install -y chromium chromium-driver
 */
export function missingBrowser(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const has = (name: string): boolean =>
    folders.some((folder) => {
      try {
        accessSync(join(folder, name));
        return true;
      } catch {
        return false;
      }
    });
  const missing = ['chromium', DRIVER].filter((name) => !has(name));
  return missing.length === 0 || process.env['CI'] === 'true'
    ? undefined
    : `skipped: no ${missing.join(' and no ')} on this machine`;
}

/** One tab of a headless Chromium, driven by WebDriver over HTTP. */
export class Tab {
  readonly #session: string;
  readonly #driver: ChildProcess;
  readonly #folder: string;
  readonly #outside: Server;

  private constructor(session: string, driver: ChildProcess, folder: string, outside: Server) {
    this.#session = session;
    this.#driver = driver;
    this.#folder = folder;
    this.#outside = outside;
  }

  static async start(): Promise<Tab> {
    const folder = mkdtempSync(join(tmpdir(), 'chromium-'));
    const outside = await startOutside(folder);
    const driver = spawn(DRIVER, ['--port=0'], { stdio: ['ignore', 'pipe', 'ignore'] });
    const base = `http://localhost:${await portOf(driver)}/session`;
    const { port } = outside.address() as AddressInfo;
    const args = [
      ...FLAGS,
      `--user-data-dir=${join(folder, 'profile')}`,
      `--host-resolver-rules=MAP * 127.0.0.1:${port}, EXCLUDE localhost`,
    ];
    const capabilities = { alwaysMatch: { acceptInsecureCerts: true, 'goog:chromeOptions': { args } } };
    const { sessionId } = (await ask('POST', base, { capabilities })) as { sessionId: string };
    return new Tab(`${base}/${sessionId}`, driver, folder, outside);
  }

  /** Begins anew: no cookies, a desktop's width, light. */
  async forget(): Promise<void> {
    await this.#ask('POST', 'url', { url: 'about:blank' });
    await this.#command('Network.clearBrowserCookies');
    await this.look({ width: 1000, dark: false });
  }

  /** Shows the page as on a screen of this width in pixels, light or dark. */
  async look({ width, dark }: { width: number; dark: boolean }): Promise<void> {
    const screen = { width, height: 800, deviceScaleFactor: 1, mobile: false };
    await this.#command('Emulation.setDeviceMetricsOverride', screen);
    const features = [{ name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }];
    await this.#command('Emulation.setEmulatedMedia', { features });
  }

  async open(url: string): Promise<void> {
    await this.#ask('POST', 'url', { url });
  }

  async url(): Promise<URL> {
    return new URL((await this.#ask('GET', 'url')) as string);
  }

  /** Waits until the browser has come to rest at what is looked for. A login goes over several redirects. */
  async arrive(isIt: (url: URL) => boolean): Promise<URL> {
    let url = await this.url();
    const rests = "return document.readyState === 'complete' && location.href";
    await waitFor(
      async () => {
        url = await this.url();
        return isIt(url) && (await this.evaluate(rests)) === url.href;
      },
      () => `the browser is at ${url.href}`,
    );
    return url;
  }

  /** Waits until the expression is true in the page. */
  async until(expression: string): Promise<void> {
    await waitFor(
      async () => (await this.evaluate(`return Boolean(${expression})`)) === true,
      () => `not true in time: ${expression}`,
    );
  }

  title(): Promise<string> {
    return this.#ask('GET', 'title') as Promise<string>;
  }

  /** The elements that the selector finds: accessible role and name, in order. */
  async accessible(selector: string): Promise<readonly (readonly [role: string, name: string])[]> {
    const found = await this.#elements(selector);
    return Promise.all(
      found.map(async (id) => {
        const role = (await this.#ask('GET', `element/${id}/computedrole`)) as string;
        return [role, (await this.#ask('GET', `element/${id}/computedlabel`)) as string] as const;
      }),
    );
  }

  /** Presses keys one after the other, wherever the focus is. */
  async press(...keys: readonly string[]): Promise<void> {
    const actions = keys.flatMap((value) => [
      { type: 'keyDown', value },
      { type: 'keyUp', value },
    ]);
    await this.#ask('POST', 'actions', { actions: [{ type: 'key', id: 'keyboard', actions }] });
  }

  /** Clicks the first element that the selector finds. */
  async click(selector: string): Promise<void> {
    const [id] = await this.#elements(selector);
    if (id === undefined) throw new Error(`nothing is found by ${selector}`);
    await this.#ask('POST', `element/${id}/click`, {});
  }

  evaluate(script: string): Promise<unknown> {
    return this.#ask('POST', 'execute/sync', { script, args: [] });
  }

  async close(): Promise<void> {
    await ask('DELETE', this.#session).catch(() => undefined);
    const gone = new Promise((done) => void this.#driver.once('exit', done));
    this.#driver.kill();
    await gone;
    this.#outside.closeAllConnections();
    this.#outside.close();
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }

  async #elements(value: string): Promise<string[]> {
    const found = await this.#ask('POST', 'elements', { using: 'css selector', value });
    return (found as Record<string, string>[]).map((element) => element[ELEMENT]!);
  }

  #command(cmd: string, params: object = {}): Promise<unknown> {
    return this.#ask('POST', 'goog/cdp/execute', { cmd, params });
  }

  #ask(method: string, path: string, body?: object): Promise<unknown> {
    return ask(method, `${this.#session}/${path}`, body);
  }
}

async function waitFor(isThere: () => Promise<boolean>, failure: () => string): Promise<void> {
  const deadline = Date.now() + WAIT_MS;
  while (!(await isThere())) {
    if (Date.now() > deadline) throw new Error(failure());
    await new Promise((done) => setTimeout(done, 20));
  }
}

async function ask(method: string, url: string, body?: object): Promise<unknown> {
  const signal = AbortSignal.timeout(WAIT_MS);
  const answer = await fetch(url, {
    method,
    signal,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const { value } = (await answer.json()) as { value: unknown };
  if (!answer.ok) throw new Error(`${method} ${url}: ${JSON.stringify(value)}`);
  return value;
}

/**
 * Stands for every host but this machine: nothing else is ever asked, and a login can be seen to leave for it. The path
 * `/on-to/HOST` sends the browser on.
 */
async function startOutside(folder: string): Promise<Server> {
  const { key, certificate } = await ensureCertificate(folder);
  const server = createServer({ key, cert: certificate }, ({ url = '' }, response) => {
    const [, host] = /^\/on-to\/([^/?]+)/.exec(url) ?? [];
    response.setHeader('content-type', 'text/html');
    if (host !== undefined) response.writeHead(302, { location: `https://${host}/` });
    response.end('<!doctype html><link rel="icon" href="data:,"><title>Outside</title>');
  });
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
  return server;
}

/** The free port that the driver has chosen, as it says at its start. */
function portOf(driver: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    driver.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const [, port] = /successfully on port (\d+)/.exec(said) ?? [];
      if (port !== undefined) resolve(port);
    });
    driver.once('error', reject);
    driver.once('exit', () => reject(new Error(`chromedriver ended: ${said}`)));
  });
}
