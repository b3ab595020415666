/** One request that code made, as far as the other side could tell. */
export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  /** Parsed when it is JSON or a form, else as text; absent without a body. */
  readonly body?: unknown;
  readonly authorization?: string;
}

export interface HttpReply {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Takes no time. */
  readonly instant?: true;
}

/** What the network of a login answers: the first exchange that fits, else `otherwise`, else a connection error. */
export interface HttpPlan {
  readonly exchanges?: readonly {
    readonly method?: string;
    /** The start of the URL; what begins with a slash is a part of it. */
    readonly url: string;
    /** What the body has to say something about, unless the request carries credentials beside it. */
    readonly needs?: readonly string[];
    /** `refused`: a connection error. */
    readonly reply: HttpReply | 'refused';
  }[];
  readonly otherwise?: HttpReply | 'refused';
}

/** The answer to a request; it depends on the request alone, so that both worlds get the same, in any order. */
export function answerTo(
  plan: HttpPlan,
  { method, url, body, authorization }: HttpRequest,
): HttpReply | 'refused' {
  const said = body as Readonly<Record<string, unknown>> | undefined;
  const fitting = plan.exchanges?.find(
    (exchange) =>
      (exchange.url.startsWith('/') ? url.includes(exchange.url) : url.startsWith(exchange.url)) &&
      (exchange.method ?? method) === method &&
      (authorization !== undefined || (exchange.needs ?? []).every((name) => Boolean(said?.[name]))),
  );
  return fitting?.reply ?? plan.otherwise ?? 'refused';
}

/** A body as it is compared: JSON and forms by their content. */
export function readBody(text: string, contentType: string): unknown {
  if (text === '') return undefined;
  if (contentType.includes('application/x-www-form-urlencoded'))
    return Object.fromEntries(new URLSearchParams(text));
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
