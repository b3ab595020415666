import { isPlainObject } from '../auth0/api-host.ts';
import type { Route } from './auth0-routes.ts';
import { bodyText, type HttpReply } from './exchange.ts';

/** How a version of the package differs from the others. */
export interface Dialect {
  readonly namesOf: (route: Route) => readonly string[];
  /** What a call resolves with. */
  readonly resultOf: (reply: HttpReply, route: Pick<Route, 'silent'>) => unknown;
  /** What it rejects with; `kind` is the client. */
  readonly errorOf: (reply: HttpReply | Error, kind: 'Management' | 'Auth') => Error;
}

/** `auth0` 2.x and 3.x. */
export const V2: Dialect = {
  namesOf: ({ v2 }) => v2,
  resultOf(reply) {
    const text = bodyText(reply);
    if (text === '') return '';
    return typeof reply.body === 'string' && parsed(text) === undefined ? {} : parsed(text);
  },
  errorOf(reply) {
    if (reply instanceof Error) {
      const { code } = reply as { code?: string };
      return Object.assign(new Error(reply.message), { name: 'APIError', statusCode: code });
    }
    const body = bodyOf(reply);
    const error = new Error(textOf(body['message']) ?? JSON.stringify(body));
    return Object.assign(error, { name: textOf(body['error']) ?? 'APIError', statusCode: reply.status });
  },
};

/** `auth0` 4.x. */
export const V4: Dialect = {
  namesOf: ({ v4 }) => (v4 === undefined ? [] : [v4]),
  resultOf(reply, { silent }) {
    const { status, headers = {} } = reply;
    const about = { headers, status, statusText: '' };
    return silent
      ? { ...about, data: undefined }
      : { ...about, data: JSON.parse(bodyText(reply)) as unknown };
  },
  errorOf(reply, kind) {
    if (reply instanceof Error) {
      return Object.assign(new Error('fetch failed'), { name: 'FetchError', cause: reply });
    }
    const { status: statusCode, headers = {} } = reply;
    const text = bodyText(reply);
    if (parsed(text) === undefined) {
      const error = new Error('Response returned an error code');
      return Object.assign(error, { name: 'ResponseError', statusCode, body: text, headers });
    }
    const body = bodyOf(reply);
    const { error, errorCode, message, error_description: described } = body;
    const said = kind === 'Management' ? message : (described ?? error);
    return Object.assign(new Error(textOf(said) ?? ''), {
      name: `${kind}ApiError`,
      statusCode,
      error,
      errorCode,
      body: text,
      headers,
    });
  },
};

/** The body of a reply, where it is an object. */
export function bodyOf(reply: HttpReply): Readonly<Record<string, unknown>> {
  const body = parsed(bodyText(reply));
  return isPlainObject(body) ? body : {};
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
