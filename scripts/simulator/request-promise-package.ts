import type { Network } from './network.ts';
import { requestPackage } from './request-package.ts';

interface Options {
  /** Whether a status other than 2xx is an error; it is unless this is false. */
  readonly simple?: boolean;
  readonly resolveWithFullResponse?: boolean;
  readonly transform?: unknown;
}

type Request = (...args: unknown[]) => unknown;
interface Response {
  readonly statusCode: number;
  readonly body?: unknown;
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete', 'del', 'head'];

/** `request-promise` and `request-promise-native`: as `request`, with a promise of the body. */
export function requestPromisePackage(network: Network, defaults: object = {}): object {
  const request = requestPackage(network, defaults) as Request & Record<string, Request>;
  const promised =
    (send: Request) =>
    (...args: unknown[]): Promise<unknown> => {
      const given = args.find((argument) => typeof argument === 'object') as Options | undefined;
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
          return resolve(options.resolveWithFullResponse ? response : body);
        };
        send(...args, done);
      });
    };
  const methods = METHODS.map((name) => [name, promised(request[name]!)]);
  return Object.assign(promised(request), Object.fromEntries(methods), {
    defaults: (more: object) => requestPromisePackage(network, { ...defaults, ...more }),
  });
}

function failure(name: string, message: string, about: object): Error {
  return Object.assign(new Error(message), { name, ...about });
}
