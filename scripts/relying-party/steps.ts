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
  {
    html,
    next,
    origin,
    body,
  }: {
    readonly html: string;
    readonly next: URL | undefined;
    readonly origin: string;
    readonly body: string | undefined;
  },
): Step {
  const what = next === undefined ? textOf(html, 'h1') : `to ${shownUrl(next, origin)}`;
  const given = url.pathname === CONTINUE ? namesOf(url.search, body ?? '') : [];
  const path = shownPath(url.pathname) + (given.length === 0 ? '' : ` with ${given.join(', ')}`);
  return { method, path, status, what };
}

/** Where users come back from where an Action has sent them. */
const CONTINUE = '/continue';

/** Names of parameters; `state` is in every request. */
function namesOf(...parts: readonly string[]): string[] {
  const names = parts.flatMap((part) => [...new URLSearchParams(part).keys()]);
  return [...new Set(names)].filter((name) => name !== 'state');
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
