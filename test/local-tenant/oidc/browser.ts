import type { Answer, Running } from '../harness.ts';

interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly path: string;
}

/** What a browser does at a login: keeps cookies, follows redirects on the tenant, stops where they leave it. */
export class Browser {
  readonly #running: Running;
  #cookies: Cookie[] = [];
  /** The path and query of every request, in order. */
  readonly visited: string[] = [];

  constructor(running: Running) {
    this.#running = running;
  }

  /** Another browser with the same cookies. */
  copy(): Browser {
    const other = new Browser(this.#running);
    other.#cookies = [...this.#cookies];
    return other;
  }

  get cookieNames(): string[] {
    return this.#cookies.map(({ name }) => name);
  }

  /** Opens the address and follows redirects; `left` is the address outside the tenant it was sent to. */
  async open(address: string | URL): Promise<Stop> {
    return this.#go('GET', new URL(address, this.#origin));
  }

  /** Sends the first form of the page that has this button value. */
  async press(page: Answer, value: string): Promise<Stop> {
    const forms = page.text.split('<form').slice(1);
    const form = forms.find((text) => text.includes(`value="${value}"`)) ?? forms[0] ?? '';
    const action = /action="([^"]+)"/.exec(form)?.[1] ?? '';
    const button = new RegExp(`<button name="([^"]+)" value="${value.replaceAll('|', String.raw`\|`)}"`).exec(
      form,
    );
    const hidden = [...form.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)];
    const fields = hidden.map(([, name = '', text = '']) => [name, text]);
    const sent = button ? [...fields, [button[1] ?? '', value]] : fields;
    const body = new URLSearchParams(sent as [string, string][]).toString();
    return this.#go('POST', new URL(action.replaceAll('&amp;', '&'), this.#origin), body);
  }

  get #origin(): string {
    return `https://${this.#running.tenant.domain}`;
  }

  async #go(method: string, url: URL, body?: string): Promise<Stop> {
    const page = await this.#request(method, url, body);
    const location = page.headers['location'];
    if (typeof location !== 'string') return { page };
    const next = new URL(location, url);
    return next.origin === this.#origin ? this.#go('GET', next) : { page, left: next };
  }

  async #request(method: string, url: URL, body?: string): Promise<Answer> {
    const path = url.pathname + url.search;
    this.visited.push(path);
    const cookies = this.#cookies.filter((cookie) => url.pathname.startsWith(cookie.path));
    const page = await this.#running.send(method, path, {
      headers: {
        accept: 'text/html',
        cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; '),
        'user-agent': 'Test Browser',
        'accept-language': 'de-DE,de;q=0.9',
        ...(body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      ...(body === undefined ? {} : { body }),
    });
    for (const text of [page.headers['set-cookie'] ?? []].flat()) this.#keep(text);
    return page;
  }

  #keep(text: string): void {
    const [pair = '', ...attributes] = text.split(/; */);
    const [name = '', ...value] = pair.split('=');
    const attribute = (wanted: string) =>
      attributes.find((one) => one.toLowerCase().startsWith(`${wanted}=`))?.slice(wanted.length + 1);
    const path = attribute('path') ?? '/';
    this.#cookies = this.#cookies.filter((cookie) => cookie.name !== name || cookie.path !== path);
    const expires = attribute('expires');
    const gone = attribute('max-age') === '0' || (expires !== undefined && Date.parse(expires) < Date.now());
    if (!gone && value.join('=') !== '') this.#cookies.push({ name, value: value.join('='), path });
  }
}

interface Stop {
  readonly page: Answer;
  readonly left?: URL;
}
