import fc from 'fast-check';
import type { Aims } from './aims.ts';

const HOUR = 3_600_000;

const USUAL = '2026-01-15T09:00:00.000Z';

/** Times that a login may hold, the usual one more than the others: code compares them with the clock. */
const TIMES = [
  USUAL,
  USUAL,
  USUAL,
  '2025-03-01T08:00:00.000Z',
  '2020-01-01T00:00:00.000Z',
  '2026-01-14T23:59:59.999Z',
];
const LOGIN_TIMES = TIMES.map((text) => Date.parse(text));

/** Milliseconds that code may mean by a number: a large one is one of milliseconds or seconds, a small one of anything. */
function spansOf(count: number): number[] {
  const units = count >= 1_000 ? [1, 1_000] : [1_000, 60_000, HOUR, 24 * HOUR];
  return units.map((unit) => count * unit);
}

/** Instants at the edges of days, months and years; and those at the hours, dates and distances that the code mentions. */
export function instantsOf({ numbers, texts }: Aims): {
  readonly edges: string[];
  readonly mentioned: string[];
} {
  const week = [12, 13, 14, 15, 16, 17, 18].map((day) => `2026-01-${day}`);
  const edges = [
    ...week.flatMap((date) => [`${date}T00:00:00.000Z`, `${date}T09:00:00.000Z`, `${date}T23:59:59.999Z`]),
    ...['2026-01-31', '2026-12-31', '2024-02-29'].map((date) => `${date}T23:59:59.999Z`),
    ...['2026-02-01', '2027-01-01', '2025-03-01'].map((date) => `${date}T00:00:00.000Z`),
  ];
  const hours = numbers
    .filter((hour) => Number.isInteger(hour) && hour >= 0 && hour < 24)
    .map((hour) => Date.parse('2026-01-15') + hour * HOUR);
  const dates = datesIn(texts);
  const away = LOGIN_TIMES.flatMap((from) => numbers.flatMap(spansOf).map((span) => from + span));
  const mentioned = [...hours, ...dates, ...LOGIN_TIMES, ...away]
    .flatMap((at) => [at - 1, at, at + 1])
    .filter((at) => at > 0 && at < Date.parse('2100-01-01'));
  return { edges, mentioned: mentioned.map((at) => new Date(at).toISOString()) };
}

/** Distances that a login is about: none reaches back further than code looks. */
const FURTHEST = 400 * 24 * HOUR;

/** Ways in which code keeps an instant: in milliseconds, in seconds, as text. */
const WRITTEN: readonly ((at: number) => number | string)[] = [
  (at) => at,
  (at) => Math.floor(at / 1000),
  (at) => new Date(at).toISOString(),
];

/** What is over by now, and what is not yet, without any number in the code: `mfaUntil > Date.now()`. */
const NOW_AND_THEN = [0, -24 * HOUR];

/** Instants as far back as the code counts, now, and to come, or about so; undefined where it does not look at the clock. */
export function stampsOf(aims: Aims): fc.Arbitrary<number | string> | undefined {
  if (!aims.readsClock) return undefined;
  const spans = aims.numbers.flatMap(spansOf).filter((span) => span > 0 && span <= FURTHEST);
  const around = fc.constantFrom(-HOUR, -1_000, -1, 0, 1, 1_000, HOUR);
  const written = (all: readonly number[]): fc.Arbitrary<number | string> =>
    fc
      .tuple(fc.constantFrom(...new Set(all)), around, fc.constantFrom(...WRITTEN))
      .map(([span, more, write]) => write(Date.parse(USUAL) - span + more));
  const days = clockTexts(aims);
  return fc.oneof(
    { weight: 1, arbitrary: written(NOW_AND_THEN) },
    ...(spans.length === 0 ? [] : [{ weight: 3, arbitrary: written(spans) }]),
    ...(days.length === 0 ? [] : [{ weight: 4, arbitrary: fc.constantFrom(...days) }]),
  );
}

/** What code makes of the instant of a login when it writes it as text: its day, its month, its year. */
export function clockTexts({ names, readsClock }: Aims): string[] {
  if (!readsClock) return [];
  const now = new Date(USUAL);
  const ways: readonly (readonly [name: RegExp, texts: readonly string[]])[] = [
    [/^(?:toISOString|toJSON|format)$/, [10, 7, 4].map((length) => USUAL.slice(0, length))],
    [/^toDateString$/, [now.toDateString()]],
    [/^toLocaleDateString$/, [now.toLocaleDateString()]],
  ];
  return ways.flatMap(([way, texts]) => (names.some((name) => way.test(name)) ? texts : []));
}

/** Requests that may have moved the clock before code reads it, and the virtual milliseconds that each takes. */
const REQUESTS = [0, 1, 2];
const LATENCY = 20;

/** Milliseconds until a second login, around those for which the code may keep something. */
export function spansOfKeeping({ numbers }: Aims): number[] {
  const spans = [1_000, HOUR, ...numbers.flatMap(spansOf)].filter(
    (span) => span > 0 && span <= 31 * 24 * HOUR,
  );
  const edges = (span: number): number[] =>
    REQUESTS.flatMap((count) => [-1, 0, 1].map((more) => span + count * LATENCY + more));
  return [...new Set(spans)].flatMap(edges);
}

/** Birthdays around those of people who are as old, in years, as the code says a number; by day and by year; for code that counts years. */
export function birthdaysOf({ numbers, names }: Aims): string[] {
  if (!names.some((name) => /year|diff|subtract/i.test(name))) return [];
  const years = numbers.filter((years) => Number.isInteger(years) && years > 1 && years < 120);
  return years.flatMap((age) =>
    ['01-14', '01-15', '01-16', '06-30'].map((day) => `${Number(USUAL.slice(0, 4)) - age}-${day}`),
  );
}

function datesIn(texts: readonly string[]): number[] {
  return texts
    .filter((text) => /\d{4}/.test(text))
    .map((text) => Date.parse(text))
    .filter((at) => !Number.isNaN(at));
}

/** Times that a login may hold: the usual ones, and those around the dates that the code mentions. */
export function timesOf({ texts }: Aims): string[] {
  const around = datesIn(texts).flatMap((at) => [at - 1, at, at + 1]);
  return [...TIMES, ...around.map((at) => new Date(at).toISOString())];
}
