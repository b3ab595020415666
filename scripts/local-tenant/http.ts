import type { IncomingMessage, ServerResponse } from 'node:http';
import { ApiError, badRequest } from './errors.ts';
import type { Reply } from './tenant.ts';

const MAX_BODY_BYTES = 4_000_000;

/** The whole body as text; 413 when it is larger than any that the API takes. */
export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new ApiError(413, 'Payload content length greater than maximum allowed');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** A JSON body, or undefined when none was sent. */
export function parseJson(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw badRequest('Invalid request payload JSON format');
  }
}

/** The parameters of an OAuth request: a form, or JSON as Auth0 takes it too. */
export function parseForm(text: string, contentType: string | undefined): Record<string, unknown> {
  if (contentType?.includes('json')) {
    const value = parseJson(text);
    return value !== null && typeof value === 'object' ? (value as Record<string, unknown>) : {};
  }
  return Object.fromEntries(new URLSearchParams(text));
}

export function send(response: ServerResponse, { status, body, html, headers }: Reply): void {
  const text = html ?? (body === undefined ? '' : JSON.stringify(body));
  const type = html === undefined ? 'application/json' : 'text/html';
  response.writeHead(status, {
    ...(text === '' ? {} : { 'content-type': `${type}; charset=utf-8` }),
    'content-length': Buffer.byteLength(text),
    ...headers,
  });
  response.end(text);
}
