import { sha256 } from '../lib/sha256.ts';

interface Origin {
  readonly name: string;
  readonly source: string;
  readonly rule: string | undefined;
}

/** The code under a comment that tells a reader in Auth0's dashboard where it comes from. */
export function withBanner(origin: Origin, code: string): string {
  const lines = [
    `${origin.name}, a post-login Action. Built from its source: change that, not this.`,
    `source   ${origin.source}`,
    ...(origin.rule === undefined ? [] : [`replaces ${origin.rule}`]),
    `sha256   ${sha256(code)}`,
  ];
  return `/*\n${lines.map((line) => ` * ${line}`).join('\n')}\n */\n${code}`;
}
