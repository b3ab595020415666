/** One request that code made, as far as the other side could tell. */
export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  /** Parsed when it is JSON or a form, else as text; absent without a body. */
  readonly body?: unknown;
  /** The media type of the body, unless it is JSON; where nobody says, it is text. */
  readonly type?: string;
  readonly authorization?: string;
  /** Further headers that code has set, by names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Headers that have a field of their own, or that clients send without being asked. */
// oxfmt-ignore
const UNASKED = [
  'accept', 'accept-encoding', 'accept-language', 'authorization', 'cache-control', 'connection', 'content-length',
  'content-type', 'host', 'pragma', 'sec-fetch-mode', 'transfer-encoding', 'user-agent',
];

/** A request as it is noted, from what goes over the wire. Headers that are not there can be undefined or null. */
export function noteOf(
  method: string,
  url: string,
  text: string,
  given: Readonly<Record<string, unknown>>,
): HttpRequest {
  const all = Object.entries(given)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => [name.toLowerCase(), textOf(value)] as const);
  const { 'content-type': content = 'text/plain', authorization } = Object.fromEntries(all);
  const headers = Object.fromEntries(
    all.filter(([name]) => !UNASKED.includes(name)).toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
  const body = readBody(text, content);
  const type = content.replace(/;.*/s, '').trim().toLowerCase();
  return {
    method: method.toUpperCase(),
    url,
    ...(body === undefined ? {} : { body }),
    ...(body === undefined || type === JSON_TYPE ? {} : { type }),
    ...(authorization === undefined ? {} : { authorization }),
    ...(Object.keys(headers).length === 0 ? {} : { headers }),
  };
}

export const JSON_TYPE = 'application/json';
export const FORM_TYPE = 'application/x-www-form-urlencoded';

/** What a client makes of a value in a URL, a header or a form. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

export interface HttpReply {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Milliseconds until it arrives; left out: a moment. */
  readonly after?: number;
}

/** What the network of a login answers: the first exchange that fits, else `otherwise`, else a connection error. */
export interface HttpPlan {
  readonly exchanges?: readonly {
    readonly method?: string;
    /** The start of the URL; what begins with a slash is a part of it. */
    readonly url: string;
    /** What a form or JSON has to say something about, unless the request carries credentials beside it. */
    readonly needs?: readonly string[];
    /** `refused`: a connection error. */
    readonly reply: HttpReply | 'refused';
  }[];
  readonly otherwise?: HttpReply | 'refused';
}

/** The answer to a request; it depends on the request alone, so that both worlds get the same, in any order. */
export function answerTo(
  plan: HttpPlan,
  { method, url, body, type = JSON_TYPE, authorization }: HttpRequest,
): HttpReply | 'refused' {
  const isRead = type === JSON_TYPE || type === FORM_TYPE;
  const said = isRead ? (body as Readonly<Record<string, unknown>> | undefined) : undefined;
  const fitting = plan.exchanges?.find(
    (exchange) =>
      (exchange.url.startsWith('/') ? url.includes(exchange.url) : url.startsWith(exchange.url)) &&
      (exchange.method ?? method) === method &&
      (authorization !== undefined || (exchange.needs ?? []).every((name) => Boolean(said?.[name]))),
  );
  return fitting?.reply ?? plan.otherwise ?? 'refused';
}

/** A body as it is compared: JSON and forms by their content. */
function readBody(text: string, contentType: string): unknown {
  if (text === '') return undefined;
  if (contentType.includes(FORM_TYPE)) return Object.fromEntries(new URLSearchParams(text));
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** The bytes of a reply: text as it is, anything else as JSON. */
export function bodyText({ body }: HttpReply): string {
  if (body === undefined) return '';
  return typeof body === 'string' ? body : JSON.stringify(body);
}

export function contentTypeOf(reply: HttpReply): string {
  return (
    reply.headers?.['content-type'] ?? (typeof reply.body === 'string' ? 'text/plain' : 'application/json')
  );
}
