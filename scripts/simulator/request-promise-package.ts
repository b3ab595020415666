import { isPlainObject } from '../auth0/api-host.ts';
import { messageOf } from '../lib/problem.ts';
import type { Network } from './network.ts';
import { requestPackage } from './request-package.ts';
import { told, type Unknown } from './told.ts';

interface Options {
  /** Whether a status other than 2xx is an error; it is unless this is false. */
  readonly simple?: boolean;
  readonly resolveWithFullResponse?: boolean;
  /** Makes what is handed on of the body. */
  readonly transform?: (body: unknown, response: object, resolveWithFullResponse?: boolean) => unknown;
}

type Request = (...args: unknown[]) => unknown;
interface Response {
  readonly statusCode: number;
  readonly body?: unknown;
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete', 'del', 'head'];

/** `request-promise` and `request-promise-native`: as `request`, with a promise of the body. */
export function requestPromisePackage(network: Network, unknown: Unknown, defaults: object = {}): object {
  const request = requestPackage(network, unknown, defaults) as Request & Record<string, Request>;
  const promised =
    (send: Request) =>
    (...args: unknown[]): Promise<unknown> => {
      const given = args.find((argument) => isPlainObject(argument)) as Options | undefined;
      const options: Options = { ...defaults, ...given };
      return new Promise((resolve, reject) => {
        const done = (error: Error | null, response?: Response): void => {
          if (error || response === undefined)
            return reject(failure('RequestError', `${error}`, { error, cause: error, options }));
          const { statusCode, body } = response;
          if (options.simple !== false && (statusCode < 200 || statusCode > 299)) {
            const message = `${statusCode} - ${JSON.stringify(body)}`;
            return reject(
              failure('StatusCodeError', message, { statusCode, error: body, response, options }),
            );
          }
          const { transform, resolveWithFullResponse } = options;
          if (transform === undefined) return resolve(resolveWithFullResponse ? response : body);
          return resolve(
            transformed(() => transform(body, response, resolveWithFullResponse), response, options),
          );
        };
        send(...args, done);
      });
    };
  const methods = METHODS.map((name) => [name, promised(request[name]!)]);
  const promising = Object.assign(promised(request), Object.fromEntries(methods), {
    defaults: (more: object) => requestPromisePackage(network, unknown, { ...defaults, ...more }),
  });
  return told(promising, 'request-promise', unknown);
}

async function transformed(transform: () => unknown, response: Response, options: Options): Promise<unknown> {
  try {
    return await transform();
  } catch (error) {
    throw failure('TransformError', messageOf(error), { error, cause: error, response, options });
  }
}

function failure(name: string, message: string, about: object): Error {
  return Object.assign(new Error(message), { name, ...about });
}
