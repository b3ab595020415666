import { CookieJar } from './cookies.ts';
import type { Form } from './forms.ts';
import { stepOf, type Step } from './steps.ts';
import type { Web } from './web.ts';

/** Where a browser stands: on a page of the tenant, or sent to an address outside it, which is never contacted. */
export interface Stop {
  readonly page: { readonly status: number; readonly path: string; readonly html: string };
  readonly left?: URL;
}

/** What a browser does at a login: keeps cookies, follows redirects on the tenant, stops where they leave it. */
export class Browser {
  readonly #web: Web;
  readonly #origin: string;
  readonly #steps: Step[];
  readonly #cookies = new CookieJar();

  /** Every request is noted in `steps`. */
  constructor(web: Web, origin: string, steps: Step[]) {
    this.#web = web;
    this.#steps = steps;
    this.#origin = origin;
  }

  open(address: string | URL): Promise<Stop> {
    return this.#go('GET', new URL(address, this.#origin));
  }

  /** Sends a form with these fields beside its hidden ones. */
  submit(form: Form, fields: Readonly<Record<string, string>>): Promise<Stop> {
    const body = new URLSearchParams({ ...form.hidden, ...fields }).toString();
    return this.#go('POST', new URL(form.action, this.#origin), body);
  }

  async #go(method: string, url: URL, body?: string): Promise<Stop> {
    const answer = await this.#web(url.href, {
      method,
      redirect: 'manual',
      headers: {
        accept: 'text/html',
        cookie: this.#cookies.headerFor(url.pathname),
        'user-agent': 'auth0-actions-toolkit (npm run login)',
        ...(body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      ...(body === undefined ? {} : { body }),
    });
    for (const header of answer.headers.getSetCookie()) this.#cookies.take(header);
    const html = await answer.text();
    const location = answer.headers.get('location');
    const next = location === null ? undefined : new URL(location, url);
    this.#steps.push(stepOf(method, url, answer.status, { html, next, origin: this.#origin, body }));
    const page = { status: answer.status, path: url.pathname, html };
    if (next === undefined) return { page };
    return next.origin === this.#origin ? this.#go('GET', next) : { page, left: next };
  }
}
