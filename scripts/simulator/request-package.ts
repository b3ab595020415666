import { isPlainObject } from '../auth0/api-host.ts';
import { bodyText, contentTypeOf, FORM_TYPE, JSON_TYPE, noteOf, textOf, type HttpReply } from './exchange.ts';
import type { Network } from './network.ts';
import { tellOptions, told, type Unknown } from './told.ts';

// A package that Rules had at hand and that nobody should install any more, answered from the same network.
// https://github.com/request/request#requestoptions-callback

type Done = (error: Error | null, response?: object, body?: unknown) => void;
type Fields = Readonly<Record<string, unknown>>;

interface RequestOptions {
  readonly url?: string | URL;
  readonly uri?: string | URL;
  readonly baseUrl?: string;
  readonly method?: string;
  readonly headers?: Fields;
  readonly qs?: Fields;
  readonly json?: unknown;
  readonly form?: string | Fields;
  readonly body?: unknown;
  /** Null: the body of the answer as a Buffer. */
  readonly encoding?: string | null;
  readonly auth?: Readonly<
    Partial<Record<'user' | 'username' | 'pass' | 'password' | 'bearer', string | (() => string)>>
  >;
  readonly callback?: Done;
  /** Milliseconds. */
  readonly timeout?: number;
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete', 'del', 'head'];

// oxfmt-ignore
const HEEDED = [
  'url', 'uri', 'baseUrl', 'method', 'headers', 'qs', 'json', 'form', 'body', 'encoding', 'auth', 'callback', 'timeout',
];

/** About connections, redirects and cookies, none of which there are; and what `request-promise` has heeded by now. */
// oxfmt-ignore
const IDLE = [
  'agent', 'agentClass', 'agentOptions', 'ca', 'cert', 'family', 'followAllRedirects', 'followOriginalHttpMethod',
  'followRedirect', 'forever', 'gzip', 'jar', 'key', 'localAddress', 'maxRedirects', 'passphrase', 'pool', 'proxy',
  'rejectUnauthorized', 'removeRefererHeader', 'resolveWithFullResponse', 'simple', 'strictSSL', 'time',
  'transform', 'tunnel',
];

/** `request`: callback style, with the shorthands for methods and `defaults`. */
export function requestPackage(network: Network, unknown: Unknown, defaults: RequestOptions = {}): object {
  const call =
    (method?: string) =>
    (...args: unknown[]): object => {
      const named = args.find(
        (argument): argument is string | URL => typeof argument === 'string' || argument instanceof URL,
      );
      const given = args.find((argument) => isPlainObject(argument)) as RequestOptions | undefined;
      const options: RequestOptions = {
        ...merged(defaults, given ?? {}),
        ...(named === undefined ? {} : { url: named }),
        ...(method === undefined ? {} : { method }),
      };
      tellOptions('request', options, [HEEDED, IDLE], unknown);
      const done = args.find((argument) => typeof argument === 'function') as Done | undefined;
      sendRequest(network, options, done ?? options.callback, unknown);
      return told({}, 'what request returns:', unknown);
    };
  const methods = METHODS.map((name) => [name, call(name === 'del' ? 'DELETE' : name.toUpperCase())]);
  const request = Object.assign(call(), Object.fromEntries(methods) as object, {
    defaults: (more: RequestOptions) => requestPackage(network, unknown, merged(defaults, more)),
  });
  return told(request, 'request', unknown);
}

/** Headers are merged, other options replaced. */
function merged(defaults: RequestOptions, options: RequestOptions): RequestOptions {
  return { ...defaults, ...options, headers: { ...defaults.headers, ...options.headers } };
}

function sendRequest(
  network: Network,
  options: RequestOptions,
  done: Done | undefined,
  unknown: Unknown,
): void {
  // An error that nobody listens for is thrown.
  const refuse = (message: string): void => {
    if (done === undefined) throw new Error(message);
    done(new Error(message));
  };
  const { json, encoding } = options;
  const isJson = json !== undefined && json !== null && json !== false;
  if (encoding !== undefined && encoding !== null && !/^utf-?8$/i.test(encoding))
    unknown(`request option encoding: ${encoding}`);
  const { text, type } = bodyOf(options, isJson);
  if (typeof text !== 'string') return refuse('Argument error, options.body.');
  const url = urlOf(options);
  if (url === undefined) return refuse(`Invalid URI "${String(options.uri ?? options.url)}"`);
  const headers = {
    ...lowerCase(options.headers),
    'content-type': type,
    authorization: authorizationOf(options),
  };
  const note = noteOf(options.method ?? 'GET', url.href, text, headers);
  const answered = (reply: HttpReply | Error): void => {
    if (reply instanceof Error) return done?.(reply);
    const content = contentOf(reply, isJson, encoding === null);
    return done?.(null, { statusCode: reply.status, headers: headersOf(reply), body: content }, content);
  };
  network.send(note, answered, options.timeout);
  return undefined;
}

/** `uri` is appended to `baseUrl`, not resolved against it; undefined where that is no URL. */
function urlOf({ uri, url, baseUrl, qs = {} }: RequestOptions): URL | undefined {
  const path = String(uri ?? url ?? '');
  const joined = baseUrl === undefined ? path : `${baseUrl.replace(/\/$/, '')}/${path.replace(/^\//, '')}`;
  if (!URL.canParse(joined)) return undefined;
  const target = new URL(joined);
  for (const [name, value] of nestedFields(qs)) target.searchParams.set(name, value);
  return target;
}

interface Body {
  readonly text: unknown;
  readonly type: string | undefined;
}

/** What is sent, as text, and its type; anything but text for a body that `request` refuses. */
function bodyOf(options: RequestOptions, isJson: boolean): Body {
  const { form, json, body, headers = {} } = options;
  if (form !== undefined) {
    const text = typeof form === 'string' ? form : new URLSearchParams(nestedFields(form)).toString();
    return { text, type: FORM_TYPE };
  }
  const content = isJson && json !== true ? json : body;
  if (isJson && content !== undefined) return { text: JSON.stringify(content), type: JSON_TYPE };
  const text = Buffer.isBuffer(content) ? content.toString('utf8') : (content ?? '');
  return { text, type: headerOf(headers, 'content-type') };
}

/** Names and texts of a query or a form as `request` writes them: `a[0]`, `a[b]` for what is nested. */
function nestedFields(fields: Fields): [string, string][] {
  const write = (name: string, value: unknown): [string, string][] => {
    if (value === undefined || typeof value === 'function') return [];
    if (value instanceof Date) return [[name, value.toISOString()]];
    if (typeof value !== 'object' || value === null) return [[name, value === null ? '' : textOf(value)]];
    return Object.entries(value).flatMap(([key, inner]) => write(`${name}[${key}]`, inner));
  };
  return Object.entries(fields).flatMap(([name, value]) => write(name, value));
}

function authorizationOf({ auth = {}, headers = {} }: RequestOptions): string | undefined {
  const text = (value: string | (() => string)): string => (typeof value === 'function' ? value() : value);
  const { bearer, user = auth.username, pass = auth.password ?? '' } = auth;
  if (bearer !== undefined) return `Bearer ${text(bearer)}`;
  return user === undefined ? headerOf(headers, 'authorization') : basic(text(user), text(pass));
}

export function basic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

/** Headers by their names in lower case, so that one can take the place of another. */
export function lowerCase(headers: Fields = {}): Record<string, unknown> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

export function headerOf(headers: Fields, wanted: string): string | undefined {
  const name = Object.keys(headers).find((key) => key.toLowerCase() === wanted);
  return name === undefined || headers[name] == null ? undefined : textOf(headers[name]);
}

export function headersOf(reply: HttpReply): Readonly<Record<string, string>> {
  return { 'content-type': contentTypeOf(reply), ...reply.headers };
}

function contentOf(reply: HttpReply, isJson: boolean, isBinary: boolean): unknown {
  const text = bodyText(reply);
  if (isJson) return parsed(text);
  return isBinary ? Buffer.from(text) : text;
}

/** JSON where it is JSON, else the text. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
