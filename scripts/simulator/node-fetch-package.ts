import { isPlainObject } from '../auth0/api-host.ts';
import { tellOptions, told, type Unknown } from './told.ts';

const HEEDED = ['method', 'headers', 'body', 'signal', 'timeout'];

/** About connections and redirects, none of which there are. https://github.com/node-fetch/node-fetch#options */
// oxfmt-ignore
const IDLE = ['agent', 'compress', 'follow', 'highWaterMark', 'insecureHTTPParser', 'redirect', 'size'];

/** `node-fetch`: the `fetch` of the simulated network, with what only version 2 had on an answer. */
export function nodeFetchPackage(unknown: Unknown): object {
  const send = async (
    input: string | URL | Request,
    init: RequestInit & { timeout?: number } = {},
  ): Promise<Response> => {
    tellOptions('node-fetch', init, [HEEDED, IDLE], unknown);
    // The others are turned to text on the way, where node-fetch streams them.
    if (isPlainObject(init.body)) unknown('node-fetch option body of another kind');
    const { method, headers, body, signal, timeout } = init;
    const url = input instanceof Request ? input.url : input.toString();
    const late = timeout ? AbortSignal.timeout(timeout) : undefined;
    const either = late && signal ? AbortSignal.any([late, signal]) : (late ?? signal);
    const response = await fetch(input, withoutUndefined({ method, headers, body, signal: either })).catch(
      (error: unknown) => {
        if (!late?.aborted) throw error;
        throw Object.assign(new Error(`network timeout at: ${url}`), { type: 'request-timeout' });
      },
    );
    const buffer = async (): Promise<Buffer> => Buffer.from(await response.arrayBuffer());
    return Object.assign(response, { buffer });
  };
  return told(Object.assign(send, { default: send, Headers, Request, Response }), 'node-fetch', unknown);
}

function withoutUndefined(init: object): RequestInit {
  return Object.fromEntries(Object.entries(init).filter(([, value]) => value !== undefined));
}
