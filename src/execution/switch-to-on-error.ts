import { Observable } from 'rxjs';
import type { Subscriber } from 'rxjs';

/**
 * Switches to another Observable if the source fails before it emits a value, after the source has released its resources.
 * `next` may throw another error. Not composed of operators, because it runs for every read: see
 * docs/performance.md#optimizations.
 */
export function switchToOnError<Value>(
  source: Observable<Value>,
  next: (error: unknown) => Observable<Value>,
): Observable<Value> {
  return new Observable((subscriber) => {
    let hasValue = false;
    let isSubscribed = false;
    let failure: { readonly error: unknown } | undefined;
    const switchTo = (error: unknown): void => {
      subscription.unsubscribe();
      subscribeTo(() => next(error), subscriber);
    };
    const subscription = source.subscribe({
      next: (value) => {
        hasValue = true;
        subscriber.next(value);
      },
      error: (error: unknown) => {
        if (hasValue) subscriber.error(error);
        else if (isSubscribed) switchTo(error);
        // The source failed synchronously: `subscription` is not assigned yet.
        else failure = { error };
      },
      complete: () => subscriber.complete(),
    });
    isSubscribed = true;
    subscriber.add(subscription);
    if (failure) switchTo(failure.error);
  });
}

function subscribeTo<Value>(createSource: () => Observable<Value>, subscriber: Subscriber<Value>): void {
  try {
    subscriber.add(createSource().subscribe(subscriber));
  } catch (error) {
    subscriber.error(error);
  }
}
