import { randomBytes } from 'node:crypto';

/** `size` random bytes; tests pass a seeded one. */
export type Random = (size: number) => Uint8Array;

export const systemRandom: Random = (size) => randomBytes(size);

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const HEX = '0123456789abcdef';

/** Each byte picks a letter; bytes that would favour some letters are thrown away. */
function word(random: Random, length: number, alphabet: string): string {
  const fair = 256 - (256 % alphabet.length);
  let result = '';
  while (result.length < length) {
    for (const byte of random(length)) {
      if (byte < fair && result.length < length) result += alphabet[byte % alphabet.length];
    }
  }
  return result;
}

export const newId = {
  client: (random: Random) => word(random, 32, LETTERS),
  clientSecret: (random: Random) => word(random, 64, `${LETTERS}-_`),
  connection: (random: Random) => `con_${word(random, 16, LETTERS)}`,
  clientGrant: (random: Random) => `cgr_${word(random, 16, LETTERS)}`,
  resourceServer: (random: Random) => word(random, 24, HEX),
  uuid(random: Random): string {
    const hex = word(random, 30, HEX);
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(12, 15)}-a${hex.slice(15, 18)}-${hex.slice(18)}`;
  },
} as const;
