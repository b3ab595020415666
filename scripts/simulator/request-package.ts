import type { Network } from './network.ts';
import { bodyText, contentTypeOf, type HttpReply } from './exchange.ts';

// Packages that Rules had at hand and that nobody should install any more, answered from the same network.

type Done = (error: Error | null, response?: object, body?: unknown) => void;

interface RequestOptions {
  readonly url?: string | URL;
  readonly uri?: string | URL;
  readonly baseUrl?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly qs?: Readonly<Record<string, unknown>>;
  readonly json?: unknown;
  readonly form?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly auth?: { readonly user?: string; readonly pass?: string; readonly bearer?: string };
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete', 'del', 'head'];

/** `request`: callback style, with `json`, `form`, `qs`, `auth` and `defaults`. */
export function requestPackage(network: Network, defaults: RequestOptions = {}): object {
  const call =
    (method?: string) =>
    (...args: unknown[]): object => {
      const done = args.find((argument) => typeof argument === 'function') as Done | undefined;
      const named = args.find(
        (argument): argument is string | URL => typeof argument === 'string' || argument instanceof URL,
      );
      const given = args.find((argument) => typeof argument === 'object' && !(argument instanceof URL));
      const options: RequestOptions = {
        ...defaults,
        ...(named === undefined ? {} : { url: named.toString() }),
        ...(given as RequestOptions | undefined),
        ...(method === undefined ? {} : { method }),
      };
      sendRequest(network, options, done ?? (() => undefined));
      return {};
    };
  const methods = METHODS.map((name) => [name, call(name === 'del' ? 'DELETE' : name.toUpperCase())]);
  return Object.assign(call(), Object.fromEntries(methods) as object, {
    defaults: (more: RequestOptions) => requestPackage(network, { ...defaults, ...more }),
  });
}

function sendRequest(network: Network, options: RequestOptions, done: Done): void {
  const url = new URL(String(options.uri ?? options.url), options.baseUrl);
  for (const [name, value] of Object.entries(options.qs ?? {})) url.searchParams.set(name, String(value));
  const isJson = options.json !== undefined && options.json !== false;
  const body = options.form ?? (isJson && options.json !== true ? options.json : options.body);
  const authorization = authorizationOf(options);
  network.send(
    {
      method: (options.method ?? 'GET').toUpperCase(),
      url: url.href,
      ...(body === undefined ? {} : { body: parsed(body) }),
      ...(authorization === undefined ? {} : { authorization }),
    },
    (reply) => {
      if (reply instanceof Error) return done(reply);
      const content = isJson ? parsed(bodyText(reply)) : bodyText(reply);
      return done(null, { statusCode: reply.status, headers: headersOf(reply), body: content }, content);
    },
  );
}

function authorizationOf({ auth, headers = {} }: RequestOptions): string | undefined {
  if (auth?.bearer !== undefined) return `Bearer ${auth.bearer}`;
  if (auth?.user !== undefined) {
    return `Basic ${Buffer.from(`${auth.user}:${auth.pass ?? ''}`).toString('base64')}`;
  }
  const name = Object.keys(headers).find((key) => key.toLowerCase() === 'authorization');
  return name === undefined ? undefined : String(headers[name]);
}

function headersOf(reply: HttpReply): object {
  return { 'content-type': contentTypeOf(reply), ...reply.headers };
}

function parsed(body: unknown): unknown {
  if (typeof body !== 'string') return body;
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return body;
  }
}

interface AxiosOptions {
  readonly url?: string;
  readonly baseURL?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly data?: unknown;
}

/** `axios`: promise style, throwing for a status of 400 or more. */
export function axiosPackage(network: Network, defaults: AxiosOptions = {}): object {
  const send = (options: AxiosOptions): Promise<object> => {
    const all = { ...defaults, ...options };
    const url = new URL(all.url ?? '', all.baseURL);
    for (const [name, value] of Object.entries(all.params ?? {})) url.searchParams.set(name, String(value));
    const authorization = authorizationOf({ headers: { ...defaults.headers, ...options.headers } });
    const note = {
      method: (all.method ?? 'GET').toUpperCase(),
      url: url.href,
      ...(all.data === undefined ? {} : { body: parsed(all.data) }),
      ...(authorization === undefined ? {} : { authorization }),
    };
    return new Promise((resolve, reject) => {
      network.send(note, (reply) => {
        if (reply instanceof Error) return reject(Object.assign(reply, { isAxiosError: true, config: all }));
        const response = { status: reply.status, data: parsed(bodyText(reply)), headers: headersOf(reply) };
        if (reply.status < 400) return resolve(response);
        const error = new Error(`Request failed with status code ${reply.status}`);
        return reject(Object.assign(error, { isAxiosError: true, response, config: all }));
      });
    });
  };
  const bodiless = (method: string) => (url: string, options?: AxiosOptions) =>
    send({ ...options, url, method });
  const bodied = (method: string) => (url: string, data?: unknown, options?: AxiosOptions) =>
    send({ ...options, url, method, data });
  const call = (first: string | AxiosOptions, options?: AxiosOptions) =>
    send(typeof first === 'string' ? { ...options, url: first } : first);
  const axios = Object.assign(call, {
    request: send,
    get: bodiless('GET'),
    delete: bodiless('DELETE'),
    head: bodiless('HEAD'),
    post: bodied('POST'),
    put: bodied('PUT'),
    patch: bodied('PATCH'),
    create: (more: AxiosOptions) => axiosPackage(network, { ...defaults, ...more }),
    isAxiosError: (error: { isAxiosError?: boolean }) => error.isAxiosError === true,
  });
  return Object.assign(axios, { default: axios });
}
