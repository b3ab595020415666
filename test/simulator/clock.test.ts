import { describe, expect, it } from 'vitest';
import { createClock } from '../../scripts/simulator/clock.ts';

type Set = (run: (...args: unknown[]) => void, delay?: number, ...args: unknown[]) => object;

function start() {
  const clock = createClock(1000);
  const { setTimeout: set, setInterval: every, clearTimeout: clear, Date: Time } = clock.globals;
  const log: unknown[] = [];
  return {
    clock,
    log,
    set: set as Set,
    every: every as Set,
    clear: clear as (handle: unknown) => void,
    Time: Time as typeof Date,
  };
}

describe('the virtual clock', () => {
  it('stands still, then runs timers in the order in which they are due', () => {
    const { clock, log, set } = start();
    set((...args) => log.push(['b', clock.now(), ...args]), 20, 'x');
    set(() => log.push(['a', clock.now()]), 10);
    expect(clock.now()).toBe(1000);
    clock.advance();
    clock.advance();
    clock.advance();
    expect(log).toEqual([
      ['a', 1010],
      ['b', 1020, 'x'],
    ]);
  });

  it('repeats, clears and refreshes', () => {
    const { clock, log, set, every, clear } = start();
    const interval = every(() => log.push(clock.now()), 5);
    clock.advance();
    clock.advance();
    clear(interval);
    expect(clock.next()).toBeUndefined();
    const timer = set(() => log.push('late'), 10) as { refresh(): void };
    clock.moveTo(1015);
    timer.refresh();
    expect([log, clock.next()]).toEqual([[1005, 1010], 1025]);
    clear(Number(timer));
    expect(clock.next()).toBeUndefined();
  });

  it('gives a Date that is a Date but for the time', () => {
    const { Time } = start();
    expect([new Time().getTime(), Time.now(), new Time(5).getTime(), Time.UTC(1970, 0)]).toEqual([
      1000, 1000, 5, 0,
    ]);
    expect(new Time()).toBeInstanceOf(Date);
    expect(new Date()).toBeInstanceOf(Time);
    expect(Time()).toBe(new Date(1000).toString());
  });

  it('forgets its timers when it starts again', () => {
    const { clock, set } = start();
    set(() => undefined, 10);
    clock.reset(5);
    expect([clock.now(), clock.next()]).toEqual([5, undefined]);
  });
});
