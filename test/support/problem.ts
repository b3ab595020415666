import { Problem } from '../../scripts/lib/problem.ts';

/** The Problem that the call ends with; anything else it throws, or that it does not throw, fails the test. */
export async function problemOf(call: () => unknown): Promise<Problem> {
  try {
    await call();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error('Expected a Problem, but nothing was thrown.');
}
