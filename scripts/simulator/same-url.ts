/**
 * One spelling for URLs that a server reads alike: `request` escapes a path where `fetch` does not (`auth0|1`), and
 * writes a blank in a query as `%20` where `URLSearchParams` writes `+`.
 * Assumption: servers read a path percent-decoded, and a query as a form.
 */
export function sameUrl(text: string): string {
  if (!URL.canParse(text)) return text;
  const url = new URL(text);
  const path = url.pathname.replaceAll(ESCAPED, unescaped).replaceAll(UNSAFE, escaped);
  if (path !== url.pathname) url.pathname = path;
  if (url.search !== '') url.search = new URLSearchParams(url.search).toString();
  return url.href;
}

const ESCAPED = /%[\da-f]{2}/gi;

/** What RFC 3986 allows nowhere in a URL, though it is sent as it stands; and the quote, which only some escape. */
const UNSAFE = /[|^`{}'"<>\\]/g;

function escaped(char: string): string {
  return `%${char.charCodeAt(0).toString(16).toUpperCase()}`;
}

/** Letters, digits and marks need no escape; of all others the digits are upper case. */
function unescaped(escape: string): string {
  const char = String.fromCharCode(Number.parseInt(escape.slice(1), 16));
  return /[\w.~-]/.test(char) ? char : escape.toUpperCase();
}
