import { isPlainObject } from '../auth0/api-host.ts';
import {
  bodyText,
  FORM_TYPE,
  JSON_TYPE,
  noteOf,
  textOf,
  type HttpReply,
  type HttpRequest,
} from './exchange.ts';
import type { Network } from './network.ts';
import { basic, headerOf, headersOf, lowerCase, parsed } from './request-package.ts';
import { tellOptions, told, type Unknown } from './told.ts';

type Fields = Readonly<Record<string, unknown>>;
type Transform = (data: unknown, headers: object) => unknown;

/** https://axios-http.com/docs/req_config */
interface AxiosOptions {
  readonly url?: string | URL;
  readonly baseURL?: string;
  readonly method?: string;
  readonly headers?: Fields;
  readonly params?: Fields | URLSearchParams;
  readonly data?: unknown;
  readonly auth?: { readonly username?: string; readonly password?: string };
  readonly responseType?: string;
  /** Milliseconds. */
  readonly timeout?: number;
  readonly validateStatus?: ((status: number) => boolean) | null;
  readonly transformResponse?: Transform | readonly Transform[];
}

// oxfmt-ignore
const HEEDED = [
  'url', 'baseURL', 'method', 'headers', 'params', 'data', 'auth', 'responseType', 'timeout', 'transformResponse', 'validateStatus',
];

/** About connections and redirects, none of which there are. */
// oxfmt-ignore
const IDLE = [
  'decompress', 'httpAgent', 'httpsAgent', 'maxBodyLength', 'maxContentLength', 'maxRedirects', 'proxy', 'signal',
  'socketPath', 'withCredentials',
];

/** `axios`: promise style, throwing for a status outside 200 to 299 unless told otherwise. */
export function axiosPackage(network: Network, unknown: Unknown, defaults: AxiosOptions = {}): object {
  const send = (options: AxiosOptions): Promise<object> => {
    const config = merged(defaults, options);
    tellOptions('axios', config, [HEEDED, IDLE], unknown);
    const note = requestOf(config, unknown);
    return new Promise((resolve, reject) => {
      network.send(
        note,
        (reply) => {
          if (reply instanceof Error) return reject(failure(reply, config));
          try {
            const response = responseOf(reply, config, unknown);
            const { validateStatus = (status: number) => status >= 200 && status < 300 } = config;
            if (validateStatus === null || validateStatus(reply.status)) return resolve(response);
            const error = new Error(`Request failed with status code ${reply.status}`);
            return reject(Object.assign(error, { isAxiosError: true, response, config }));
          } catch (error) {
            return reject(error);
          }
        },
        config.timeout,
      );
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
    create: (more: AxiosOptions) => axiosPackage(network, unknown, merged(defaults, more)),
    all: (requests: readonly unknown[]) => Promise.all(requests),
    isAxiosError: (error: { isAxiosError?: boolean }) => error.isAxiosError === true,
  });
  return told(Object.assign(axios, { default: axios }), 'axios', unknown);
}

function failure(error: Error & { code?: string }, config: AxiosOptions): Error {
  if (error.code !== 'ESOCKETTIMEDOUT') return Object.assign(error, { isAxiosError: true, config });
  const late = new Error(`timeout of ${config.timeout}ms exceeded`);
  return Object.assign(late, { code: 'ECONNABORTED', isAxiosError: true, config });
}

/** Headers and parameters are merged, other options replaced. */
function merged(defaults: AxiosOptions, options: AxiosOptions): AxiosOptions {
  const { params = defaults.params } = options;
  const isBoth = isPlainObject(params) && isPlainObject(defaults.params);
  return {
    ...defaults,
    ...options,
    headers: { ...defaults.headers, ...options.headers },
    ...(params === undefined ? {} : { params: isBoth ? { ...defaults.params, ...params } : params }),
  };
}

function requestOf(config: AxiosOptions, unknown: Unknown): HttpRequest {
  const { method = 'GET', auth } = config;
  const headers = lowerCase(config.headers);
  const { text, type } = bodyOf(config, unknown);
  const said = auth ? { authorization: basic(auth.username ?? '', auth.password ?? '') } : {};
  return noteOf(method, urlOf(config, unknown).href, text, { 'content-type': type, ...headers, ...said });
}

function urlOf({ url = '', baseURL, params }: AxiosOptions, unknown: Unknown): URL {
  const path = String(url);
  const isWhole = baseURL === undefined || /^(?:[a-z][\w+.-]*:)?\/\//i.test(path);
  const target = new URL(
    isWhole ? path : `${baseURL.replace(/\/+$/, '')}${path && `/${path.replace(/^\/+/, '')}`}`,
  );
  const isSearch = Object.prototype.toString.call(params) === '[object URLSearchParams]';
  const fields = isSearch
    ? [...(params as URLSearchParams)]
    : fieldsOf(withoutNull(params as Fields), unknown);
  for (const [name, value] of fields) target.searchParams.append(name, value);
  return target;
}

/** Parameters that are null are left out. */
function withoutNull(fields: Fields = {}): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}

/** What is sent, as text, and the type that it has unless a header says another. */
function bodyOf({ data, headers = {} }: AxiosOptions, unknown: Unknown): { text: string; type: string } {
  if (data === undefined || data === null) return { text: '', type: JSON_TYPE };
  if (Object.prototype.toString.call(data) === '[object URLSearchParams]')
    return { text: (data as URLSearchParams).toString(), type: FORM_TYPE };
  if (Buffer.isBuffer(data)) return { text: data.toString('utf8'), type: FORM_TYPE };
  if (typeof data !== 'object') return { text: textOf(data), type: FORM_TYPE };
  if (!isPlainObject(data) && !Array.isArray(data)) unknown('axios option data of another kind');
  if (headerOf(headers, 'content-type')?.includes('form')) unknown('axios option data as a form');
  return { text: JSON.stringify(data), type: JSON_TYPE };
}

function responseOf(reply: HttpReply, config: AxiosOptions, unknown: Unknown): object {
  const { responseType, transformResponse } = config;
  const headers = headersOf(reply);
  const text = bodyText(reply);
  const common = { status: reply.status, statusText: '', headers, config };
  if (transformResponse !== undefined) {
    const steps = [transformResponse].flat();
    return { ...common, data: steps.reduce((data: unknown, step) => step(data, headers), text) };
  }
  if (responseType === 'arraybuffer') return { ...common, data: Buffer.from(text) };
  if (responseType !== undefined && responseType !== 'json')
    unknown(`axios option responseType: ${responseType}`);
  return { ...common, data: parsed(text) };
}

/** Names and texts of a query; axios writes what is nested in a way of its own. */
function fieldsOf(fields: Fields, unknown: Unknown): [string, string][] {
  return Object.entries(fields).flatMap(([name, value]): [string, string][] => {
    if (value === undefined) return [];
    if (typeof value === 'object' && value !== null) unknown(`params with a list or an object as ${name}`);
    return [[name, value === null ? '' : textOf(value)]];
  });
}
