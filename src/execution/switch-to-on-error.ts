import { Observable } from 'rxjs';
import type { Subscriber } from 'rxjs';

/**
 * Goes on with something else when the source fails before it has emitted anything; `next` may throw what the client is to
 * be told instead. The source has released what it held by then.
 */
export function switchToOnError<Value>(
  source: Observable<Value>,
  next: (error: unknown) => Observable<Value>,
): Observable<Value> {
  return new Observable((subscriber) => {
    let hasValue = false;
    let isSubscribed = false;
    let failure: { readonly error: unknown } | undefined;
    const goOn = (error: unknown): void => {
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
        else if (isSubscribed) goOn(error);
        // It has failed while it was being subscribed to.
        else failure = { error };
      },
      complete: () => subscriber.complete(),
    });
    isSubscribed = true;
    subscriber.add(subscription);
    if (failure) goOn(failure.error);
  });
}

function subscribeTo<Value>(toSource: () => Observable<Value>, subscriber: Subscriber<Value>): void {
  try {
    subscriber.add(toSource().subscribe(subscriber));
  } catch (error) {
    subscriber.error(error);
  }
}
