import { describe, expect, it } from '@jest/globals';
import { NEVER, Observable, Subject, concat, lastValueFrom, of, throwError } from 'rxjs';
import { switchToOnError } from '../../../src/execution/switch-to-on-error.js';

const failure = new Error('first');
const failing = throwError(() => failure);

describe('orElse', () => {
  it('passes on what works', async () => {
    expect(await lastValueFrom(switchToOnError(of('answer'), () => of('other')))).toBe('answer');
  });

  it.each([
    ['at once', failing],
    ['later', new Observable<never>((subscriber) => void Promise.resolve().then(() => subscriber.error(failure)))],
  ])('goes on with something else after a failure that comes %s', async (_, source) => {
    const errors: unknown[] = [];
    const next = (error: unknown): Observable<string> => of(`other ${errors.push(error)}`);
    expect(await lastValueFrom(switchToOnError(source, next))).toBe('other 1');
    expect(errors).toEqual([failure]);
  });

  it('fails like the source once something has come', async () => {
    const seen: string[] = [];
    const answer = switchToOnError(concat(of('begun'), failing), () => of('other'));
    await expect(
      new Promise((resolve, reject) =>
        answer.subscribe({ next: (value) => seen.push(value), error: reject, complete: () => resolve(seen) }),
      ),
    ).rejects.toBe(failure);
    expect(seen).toEqual(['begun']);
  });

  it('fails with what is thrown instead', async () => {
    const other = new Error('second');
    const next = (): never => {
      throw other;
    };
    await expect(lastValueFrom(switchToOnError(failing, next))).rejects.toBe(other);
  });

  it('lets go of the source before it goes on', () => {
    const source = new Subject<string>();
    const steps: string[] = [];
    const watched = new Observable<string>((subscriber) => {
      subscriber.add(source.subscribe(subscriber));
      return () => steps.push('released');
    });
    switchToOnError(watched, () => of(`other ${steps.push('next')}`)).subscribe();
    source.error(failure);
    expect(steps).toEqual(['released', 'next']);
  });

  it.each([
    ['the source', NEVER],
    ['what follows', failing],
  ])('gives up %s when nobody listens any more', (_, source) => {
    let isReleased = false;
    const open = new Observable<string>(() => () => (isReleased = true));
    const subscription = switchToOnError(source === NEVER ? open : source, () => open).subscribe();
    expect(isReleased).toBe(false);
    subscription.unsubscribe();
    expect(isReleased).toBe(true);
  });
});
