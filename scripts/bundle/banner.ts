import { createHash } from 'node:crypto';

interface Origin {
  readonly name: string;
  readonly source: string;
  readonly rule: string | undefined;
}

/** SHA-256 of the code, in hex. */
export function contentHash(code: string): string {
  return createHash('sha256').update(code).digest('hex');
}

/** The code under a comment that tells a reader in Auth0's dashboard where it comes from. */
export function withBanner(origin: Origin, code: string): string {
  const lines = [
    `${origin.name}, a post-login Action. Built from its source: change that, not this.`,
    `source   ${origin.source}`,
    ...(origin.rule === undefined ? [] : [`replaces ${origin.rule}`]),
    `sha256   ${contentHash(code)}`,
  ];
  return `/*\n${lines.map((line) => ` * ${line}`).join('\n')}\n */\n${code}`;
}
