import { isIPv4 } from 'node:net';
import fc from 'fast-check';
import type { Aims } from './aims.ts';
import { login } from './login.ts';

/** Sections of a login that are complete or not there at all. */
export const SECTIONS: Readonly<Record<string, object>> = {
  organization: { id: 'org_0000000000000001', name: 'acme', display_name: 'Acme', metadata: {} },
  authorization: { roles: [] },
  authentication: { methods: [] },
};

/** Longer texts are no words. */
const LONGEST = 100;

const usual: object = { ...SECTIONS, ...login() };

/** What the default login has where the code looks: parts of one login name each other, as the keys of a map its client. */
export function ownWords({ paths }: Aims): string[] {
  const values = paths
    .map((path) =>
      path.reduce<unknown>(
        (value, key) => (value as Record<string, unknown> | null | undefined)?.[key],
        usual,
      ),
    )
    .filter((value) => typeof value === 'string');
  const parts = values.flatMap((value) => {
    const domain = value.split('@')[1];
    return domain === undefined ? [value] : [value, domain, domain.split('.')[0]!];
  });
  return [...new Set(parts)].filter(({ length }) => length > 0 && length <= LONGEST);
}

/** Texts that the regular expressions of the code match, and those that are almost the same. */
export function matching({ patterns }: Aims): fc.Arbitrary<string> | undefined {
  const all = patterns.flatMap((pattern) => matchesOf(pattern) ?? []);
  if (all.length === 0) return undefined;
  const changes: readonly ((text: string) => string)[] = [
    (text) => text,
    (text) => text,
    (text) => text.toUpperCase(),
    (text) => `x${text}`,
    (text) => `${text}x`,
    (text) => `${text}.evil.example`,
    (text) => text.replaceAll('.', 'x'),
    (text) => ` ${text}\n`,
  ];
  return fc.tuple(fc.oneof(...all), fc.constantFrom(...changes)).map(([text, change]) => change(text));
}

function matchesOf({ source, isUnicode }: Aims['patterns'][number]): fc.Arbitrary<string> | undefined {
  try {
    const pattern = new RegExp(source, isUnicode ? 'u' : '');
    return fc.stringMatching(pattern, { size: 'small' }).map((text) => text.slice(0, LONGEST));
  } catch {
    // Not one that texts can be made for, as with a back reference.
    return undefined;
  }
}

const HOST = /^@?[\w-]+(?:\.[\w-]+)*$/;

/** E-mail addresses at the words of the code, and those that only look so. */
export function emailsAt(words: readonly string[]): fc.Arbitrary<string> {
  const hosts = words
    .filter((word) => HOST.test(word) && word.length <= LONGEST)
    .map((word) => word.replace('@', ''));
  const shapes: readonly ((host: string) => string)[] = [
    (host) => `x@${host}`,
    (host) => `x@${host}`,
    (host) => `x@${host}.example`,
    (host) => `x@y@${host}`,
    (host) => `x@${host}@other.example`,
    (host) => `X@${host.toUpperCase()}`,
    (host) => `x+y@${host}`,
    (host) => `x@sub.${host}`,
    (host) => `x@evil${host}`,
    (host) => `x@${host}.evil.example`,
    (host) => `"x@y"@${host}`,
    (host) => `${host}@other.example`,
  ];
  return fc
    .tuple(fc.constantFrom('example.com', ...hosts), fc.constantFrom(...shapes))
    .map(([host, shape]) => shape(host));
}

const USUAL_IPS = [
  '10.0.0.1',
  '192.168.1.1',
  '203.0.113.7',
  '127.0.0.1',
  '2001:db8::1',
  '::1',
  '::ffff:10.0.0.1',
];

const toText = (ip: number): string => [24, 16, 8, 0].map((shift) => (ip >>> shift) & 255).join('.');
const toNumber = (ip: string): number => ip.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);

/** Addresses: those that the code names, the ends of its ranges, and some put together from its numbers and prefixes. */
export function addresses(aims: Aims): fc.Arbitrary<string> {
  const named = aims.texts.flatMap((text) => {
    const [ip = '', bits = '32'] = text.split('/');
    if (!isIPv4(ip)) return [];
    const size = 2 ** (32 - Math.min(32, Number.parseInt(bits, 10) || 0));
    const first = Math.floor(toNumber(ip) / size) * size;
    return [toNumber(ip), first - 1, first, first + size - 1, first + size].map(toText);
  });
  const octets = aims.numbers
    .flatMap((number) => [number - 1, number, number + 1])
    .filter((number) => Number.isInteger(number) && number >= 0 && number < 256);
  const octet = fc.constantFrom(0, 1, 255, ...octets, ...octets);
  const complete = (start: string, parts: readonly number[]): string => {
    const known = start.split('.').filter((part) => part !== '');
    const ip = [...known, ...parts].slice(0, 4).join('.');
    return isIPv4(ip) ? ip : parts.join('.');
  };
  const prefixes = aims.texts.filter((text) => /^\d{1,3}(?:\.\d{0,3}){0,3}$/.test(text));
  const start = fc.constantFrom('', '', ...prefixes);
  const made = fc
    .tuple(fc.oneof(start, matching(aims) ?? start), octet, octet, octet, octet)
    .map(([text, ...parts]) => complete(text, parts));
  return fc.oneof(fc.constantFrom(...USUAL_IPS, ...named, ...named), made);
}

/** Names of what every object has. */
const INHERITED = ['constructor', 'toString', '__proto__', 'hasOwnProperty'];

/** Words that no code means, but that it may find: in an object that it looks names up in. */
export function strangers({ looksUp }: Aims): string[] {
  return ['other', ...(looksUp ? INHERITED : [])];
}

/** One of those given, or now and then one of the others. */
export function pick<T>(given: readonly T[], others: readonly T[]): fc.Arbitrary<T> {
  const all = fc.constantFrom(...others);
  return given.length === 0
    ? all
    : fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...given) }, { weight: 1, arbitrary: all });
}
