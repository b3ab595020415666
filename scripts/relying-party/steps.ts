import { textOf } from './forms.ts';

/** One request of a login, fit to be shown: no code, token or key of a session is in it. */
export interface Step {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  /** The page that was shown, or where the browser was sent. */
  readonly what: string;
}

export function stepOf(
  method: string,
  url: URL,
  status: number,
  { html, next, origin }: { readonly html: string; readonly next: URL | undefined; readonly origin: string },
): Step {
  const what = next === undefined ? textOf(html, 'h1') : `to ${shownUrl(next, origin)}`;
  return { method, path: shownPath(url.pathname), status, what };
}

/** An address with the names of its parameters but not their values: any of them may be a code or a token. */
function shownUrl(url: URL, origin: string): string {
  const address = url.origin === origin ? shownPath(url.pathname) : url.origin + url.pathname;
  const names = [...url.searchParams.keys(), ...new URLSearchParams(url.hash.slice(1)).keys()];
  const isShown = url.origin !== origin && names.length > 0;
  return isShown ? `${address} with ${[...new Set(names)].join(', ')}` : address;
}

/** `/authorize/ID` is where a login goes on; its id opens it. */
function shownPath(path: string): string {
  return path.replace(/^\/authorize\/.+/, '/authorize/…');
}
