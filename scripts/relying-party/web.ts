import { Agent, fetch } from 'undici';

interface WebAnswer {
  readonly status: number;
  readonly headers: Headers;
  text(): Promise<string>;
}

/** A way to ask one host that signs its own certificate. */
export type Web = (
  url: string,
  init: {
    readonly method: string;
    readonly redirect: 'manual';
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string;
    readonly signal?: AbortSignal;
  },
) => Promise<WebAnswer>;

/** Requests that trust this certificate, and no connection left open after `close`. */
export function webOf(certificate: string): { readonly web: Web; readonly close: () => Promise<void> } {
  const dispatcher = new Agent({ connect: { ca: certificate } });
  return {
    web: (url, init) => fetch(url, { ...init, dispatcher }),
    close: () => dispatcher.close(),
  };
}
