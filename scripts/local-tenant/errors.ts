import { ASSUMED_REFUSALS } from './assumptions.ts';

/** An answer of the Management API that is not a success, in Auth0's shape. */
export class ApiError extends Error {
  readonly statusCode: number;
  readonly errorCode: string | undefined;

  constructor(statusCode: number, message: string, errorCode?: string) {
    super(message);
    this.name = 'ApiError';
    this.statusCode = statusCode;
    this.errorCode = errorCode;
  }
}

const REASONS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  409: 'Conflict',
  413: 'Payload Too Large',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

/** The body of an error answer: `{statusCode, error, message, errorCode}`; Auth0 omits `errorCode` for some. */
export function errorBody(error: ApiError): Record<string, unknown> {
  return {
    statusCode: error.statusCode,
    error: REASONS[error.statusCode] ?? 'Error',
    message: error.message,
    ...(error.errorCode === undefined ? {} : { errorCode: error.errorCode }),
  };
}

export function badRequest(message: string, errorCode = 'invalid_body'): ApiError {
  return new ApiError(400, message, errorCode);
}

export function notFound(message: string, errorCode?: string): ApiError {
  return new ApiError(404, message, errorCode);
}

/** A refusal by its name among the assumptions; `what` is what is refused. */
export function refusal(name: keyof typeof ASSUMED_REFUSALS, what = ''): ApiError {
  const [status, message, errorCode] = ASSUMED_REFUSALS[name];
  return new ApiError(
    status,
    message.replace('{}', () => what),
    errorCode,
  );
}
