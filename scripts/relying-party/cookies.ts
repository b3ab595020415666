interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly path: string;
}

/** The cookies of one host, by name and path, as a browser keeps them. */
export class CookieJar {
  #cookies: readonly Cookie[] = [];

  /** The value of the `cookie` header for a path. */
  headerFor(path: string): string {
    return this.#cookies
      .filter((cookie) => path.startsWith(cookie.path))
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ');
  }

  /** Takes a `set-cookie` header; one that has run out removes its cookie. */
  take(header: string): void {
    const [pair = '', ...attributes] = header.split(/; */);
    const [name = '', ...rest] = pair.split('=');
    const value = rest.join('=');
    const attribute = (wanted: string): string | undefined =>
      attributes.find((one) => one.toLowerCase().startsWith(`${wanted}=`))?.slice(wanted.length + 1);
    const path = attribute('path') ?? '/';
    const expires = attribute('expires');
    const gone =
      value === '' ||
      attribute('max-age') === '0' ||
      (expires !== undefined && Date.parse(expires) < Date.now());
    const others = this.#cookies.filter((cookie) => cookie.name !== name || cookie.path !== path);
    this.#cookies = gone ? others : [...others, { name, value, path }];
  }
}
